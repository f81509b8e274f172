#!/bin/bash
# Measures kald beside C yardsticks, HAProxy, fping, tshark, tcptrace and blackbox_exporter, in a network namespace of
# its own on lo. Installs nothing, leaves nothing behind. README.md says what is measured and how.
#
#   docker/bench/run.sh [--quick] [--rounds N] [--only NAME,...] [--results FILE] [--markdown FILE] [LINE...]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
readonly LIMIT_SECONDS=10800

die() {
  printf 'bench: %s\n' "$@" >&2
  exit 2
}

# tool=package of what must be there.
readonly NEEDED=(
  gcc=gcc haproxy=haproxy fping=fping tcpdump=tcpdump ip=iproute2 sysctl=procps python3=python3
  prometheus-blackbox-exporter=prometheus-blackbox-exporter taskset=util-linux chrt=util-linux
  tshark=tshark tcptrace=tcptrace
)

require_tools() {
  local entry missing=()
  for entry in "${NEEDED[@]}"; do
    command -v "${entry%%=*}" >/dev/null || missing+=("${entry#*=}")
  done
  if ! echo '#include <linux/icmp.h>' | gcc -E - >/dev/null 2>&1; then
    missing+=(libc6-dev)
  fi
  [ ${#missing[@]} -eq 0 ] || die "something is missing; on Debian: apt-get install ${missing[*]}"
}

compile() {
  local name
  mkdir "$scratch/bin"
  for name in tcp icmp acceptor capture; do
    gcc -O2 -march=native -o "$scratch/bin/$name" "$here/yardstick/$name.c"
  done
}

# Builds kald while the network is still there; sets kald and flat_out, empty where there is none.
find_kald() {
  kald= flat_out=
  if [ ! -x "$root/kald" ]; then
    echo 'bench: no kald launcher in this checkout: only its peers are measured' >&2
    return
  fi
  "$root/kald" --version >&2 || die 'kald cannot be built or started'
  kald=$root/kald
  mkdir "$scratch/classes"
  if "${JAVA_HOME:+$JAVA_HOME/bin/}javac" -d "$scratch/classes" -cp "$root/agent/target/run/kald.jar:$root/agent/target/run/lib/*" \
    "$root"/docker/src/test/java/io/kald/docker/bench/{FlatOut,WalkCapture}.java; then
    flat_out=$scratch/classes:$root/agent/target/run/kald.jar:$root/agent/target/run/lib/*
  else
    echo 'bench: FlatOut and WalkCapture cannot be compiled: what is measured without the daemon is left out' >&2
  fi
}

make_namespace() {
  namespace=kald-bench-$$
  ip netns add "$namespace"
  ip -n "$namespace" link set lo up
  # Ports below 10000 stay free for listeners.
  ip netns exec "$namespace" sysctl -qw net.ipv4.ip_local_port_range='10000 65000' \
    net.ipv4.ping_group_range='0 2147483647' net.ipv4.tcp_max_tw_buckets=262144 net.core.somaxconn=65535
}

clean_up() {
  trap '' INT TERM
  if [ -n "${child:-}" ]; then
    kill -TERM "$child" 2>/dev/null || true
    timeout 20 tail --pid="$child" -f /dev/null || true
  fi
  if [ -n "${namespace:-}" ]; then
    ip netns pids "$namespace" 2>/dev/null | xargs -r kill -KILL 2>/dev/null || true
    ip netns del "$namespace" 2>/dev/null || true
  fi
  [ -z "${scratch:-}" ] || rm -rf "$scratch"
}

export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
for word in "$@"; do
  case $word in
    -h | --help) exec python3 -m measure --help ;;
  esac
done
require_tools
[ "$(id -u)" = 0 ] || die 'needs root, for a network namespace of its own and real-time priority'
ulimit -n "$(ulimit -Hn)"
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
scratch=$(mktemp -d)
find_kald
compile
make_namespace
# In the background, so that a signal is taken at once and not when all is measured.
timeout --kill-after=30 "$LIMIT_SECONDS" ip netns exec "$namespace" \
  python3 -m measure --scratch "$scratch" --kald "$kald" --flat-out "$flat_out" "$@" &
child=$!
wait "$child"
