# shellcheck shell=bash
# What tests of what is deployed have in common; sourced by them. They set work, a directory of their own, and look
# at failed at their end.
failed=0

# step SENTENCE COMMAND...: one thing that is to be so; a line for it, and what was printed when it is not
step() {
  local name=$1
  shift
  if "$@" >"$work/out" 2>&1 </dev/null; then
    printf 'ok    %s\n' "$name"
  else
    failed=1
    printf 'FAIL  %s\n' "$name"
    sed 's/^/      /' "$work/out" | tail -n 30
  fi
}

# within SECONDS COMMAND...: until it succeeds
within() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.3
  done
}
