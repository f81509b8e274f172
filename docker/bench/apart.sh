# shellcheck shell=bash
# What runs apart from the machine, in a network namespace of its own on lo, has in common; sourced with a name for
# messages. The caller sets NEEDED (tool=package), and namespace, scratch and child when it has them.
name=$1

die() {
  printf '%s: %s\n' "$name" "$1" >&2
  exit 2
}

# require_tools WORD...: ends with the line that installs what is missing, those packages too
require_tools() {
  local entry missing=("$@")
  for entry in "${NEEDED[@]}"; do
    command -v "${entry%%=*}" >/dev/null || missing+=("${entry#*=}")
  done
  [ ${#missing[@]} -eq 0 ] || die "something is missing; on Debian: apt-get install ${missing[*]}"
}

# require_root WHY: and as many descriptors as there may be
require_root() {
  [ "$(id -u)" = 0 ] || die "needs root, for a network namespace of its own and $1"
  ulimit -n "$(ulimit -Hn)"
}

# Leaves nothing behind, however it ends.
tidy_at_end() {
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  scratch=$(mktemp -d)
}

clean_up() {
  trap '' HUP INT TERM
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

# make_namespace NAME SYSCTL...: one with lo up
make_namespace() {
  namespace=$1
  ip netns add "$namespace"
  ip -n "$namespace" link set lo up
  ip netns exec "$namespace" sysctl -qw net.ipv4.ping_group_range='0 2147483647' "${@:2}"
}

# run_apart SECONDS WORD...: in the namespace, and in the background, so that a signal is taken at once
run_apart() {
  timeout --kill-after=30 "$1" ip netns exec "$namespace" "${@:2}" &
  child=$!
  wait "$child"
}
