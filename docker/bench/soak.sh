#!/bin/bash
# Runs kald for 20 minutes with 2,000 services of every kind and 500 phones while everything around it fails at random,
# in a network namespace of its own on lo, and holds what it told against what was done. README.md says how.
#
#   docker/bench/soak.sh [--for 2m] [--seed N] [--results FILE] [--markdown FILE] [--keep DIRECTORY]
#
# Exits with 0 when everything was as it must be, 1 when something was not, 2 when it could not run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
readonly LIMIT_SECONDS=7200

# shellcheck source=apart.sh
. "$here/apart.sh" soak

# tool=package of what must be there.
readonly NEEDED=(ip=iproute2 nft=nftables sysctl=procps python3=python3)

export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1 PATH=$PATH:/usr/sbin:/sbin
for word in "$@"; do
  case $word in
    -h | --help) exec python3 -m soak --help ;;
  esac
done
require_tools
require_root 'its packet filter'
tidy_at_end
"$root/kald" --version >&2 || die 'kald cannot be built or started'
# Below the range are listeners and the source ports kald is told to use.
make_namespace "kald-soak-$$" net.ipv4.ip_local_port_range='30000 65000'
# Every address of 127/8 is this machine's already; these are too from now on.
ip -n "$namespace" -6 route add local fd6b:616c:64::/64 dev lo
run_apart "$LIMIT_SECONDS" python3 -m soak --scratch "$scratch" --kald "$root/kald" "$@"
