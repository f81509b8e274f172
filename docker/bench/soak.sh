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

die() {
  printf 'soak: %s\n' "$@" >&2
  exit 2
}

# tool=package of what must be there.
readonly NEEDED=(ip=iproute2 nft=nftables sysctl=procps python3=python3)

require_tools() {
  local entry missing=()
  for entry in "${NEEDED[@]}"; do
    command -v "${entry%%=*}" >/dev/null || missing+=("${entry#*=}")
  done
  [ ${#missing[@]} -eq 0 ] || die "something is missing; on Debian: apt-get install ${missing[*]}"
}

make_namespace() {
  namespace=kald-soak-$$
  ip netns add "$namespace"
  ip -n "$namespace" link set lo up
  # Every address of 127/8 is this machine's already; these are too from now on.
  ip -n "$namespace" -6 route add local fd6b:616c:64::/64 dev lo
  # Below are listeners and the source ports kald is told to use.
  ip netns exec "$namespace" sysctl -qw net.ipv4.ip_local_port_range='30000 65000' \
    net.ipv4.ping_group_range='0 2147483647'
}

clean_up() {
  trap '' INT TERM
  if [ -n "${child:-}" ]; then
    kill -TERM "$child" 2>/dev/null || true
    timeout 30 tail --pid="$child" -f /dev/null || true
  fi
  if [ -n "${namespace:-}" ]; then
    ip netns pids "$namespace" 2>/dev/null | xargs -r kill -KILL 2>/dev/null || true
    ip netns del "$namespace" 2>/dev/null || true
  fi
  [ -z "${scratch:-}" ] || rm -rf "$scratch"
}

export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1 PATH=$PATH:/usr/sbin:/sbin
for word in "$@"; do
  case $word in
    -h | --help) exec python3 -m soak --help ;;
  esac
done
require_tools
[ "$(id -u)" = 0 ] || die 'needs root, for a network namespace of its own and its packet filter'
ulimit -n "$(ulimit -Hn)"
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
scratch=$(mktemp -d)
"$root/kald" --version >&2 || die 'kald cannot be built or started'
make_namespace
# In the background, so that a signal is taken at once.
timeout --kill-after=30 "$LIMIT_SECONDS" ip netns exec "$namespace" \
  python3 -m soak --scratch "$scratch" --kald "$root/kald" "$@" &
child=$!
wait "$child"
