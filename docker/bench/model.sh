#!/bin/bash
# Runs kald for two minutes under random settings, faults of servers, reloads and stops, in a network namespace of its
# own, and compares journal and metrics with an independent model of the rules. README.md says how.
#
#   docker/bench/model.sh [--for 2m] [--seed N] [--share X] [--keep DIRECTORY]
#
# Exits with 0 when kald and the model agree, 1 when they do not, 2 when it could not run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
readonly LIMIT_SECONDS=7200

# shellcheck source=apart.sh
. "$here/apart.sh" model

# tool=package of what must be there.
readonly NEEDED=(ip=iproute2 nft=nftables sysctl=procps python3=python3)
kald=${KALD:-$root/kald}

export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1 PATH=$PATH:/usr/sbin:/sbin
for word in "$@"; do
  case $word in
    -h | --help) exec python3 -m model --help ;;
  esac
done
require_tools
require_root 'its packet filter'
tidy_at_end
"$kald" --version >&2 || die 'kald cannot be built or started'
# Below the range are the source ports kald is told to use.
make_namespace "kald-model-$$" net.ipv4.ip_local_port_range='30000 65000'
run_apart "$LIMIT_SECONDS" python3 -m model --scratch "$scratch" --kald "$kald" "$@"
