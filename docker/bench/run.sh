#!/bin/bash
# Measures kald beside C yardsticks, HAProxy, fping, tshark, tcptrace and blackbox_exporter, in a network namespace of
# its own on lo. Installs nothing, leaves nothing behind. README.md says what is measured and how.
#
#   docker/bench/run.sh [--quick] [--rounds N] [--only NAME,...] [--results FILE] [--markdown FILE] [LINE...]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
readonly LIMIT_SECONDS=10800

# shellcheck source=apart.sh
. "$here/apart.sh" bench

# tool=package of what must be there.
readonly NEEDED=(
  gcc=gcc haproxy=haproxy fping=fping tcpdump=tcpdump ip=iproute2 sysctl=procps python3=python3
  prometheus-blackbox-exporter=prometheus-blackbox-exporter taskset=util-linux chrt=util-linux
  tshark=tshark tcptrace=tcptrace
)

missing_headers() {
  echo '#include <linux/icmp.h>' | gcc -E - >/dev/null 2>&1 || echo libc6-dev
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

export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
for word in "$@"; do
  case $word in
    -h | --help) exec python3 -m measure --help ;;
  esac
done
# shellcheck disable=SC2046 # No word where nothing is missing.
require_tools $(missing_headers)
require_root 'real-time priority'
tidy_at_end
find_kald
compile
# Ports below 10000 stay free for listeners.
make_namespace "kald-bench-$$" net.ipv4.ip_local_port_range='10000 65000' net.ipv4.tcp_max_tw_buckets=262144 \
  net.core.somaxconn=65535
run_apart "$LIMIT_SECONDS" python3 -m measure --scratch "$scratch" --kald "$kald" --flat-out "$flat_out" "$@"
