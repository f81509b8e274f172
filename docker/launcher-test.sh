#!/usr/bin/env bash
# The launcher's first build, in a copy of this checkout: killed at random instants, started twice at once, and with
# a jar that was cut short. There is never a second Maven beside the first, and in the end kald runs. Then what keeps
# it from starting, and names of files in any locale.
#
#   docker/launcher-test.sh [SEED]   instants of the kills, to repeat an earlier run
#
# Needs what ./kald needs, and procps.
set -u
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
seed=${1:-$(($(date +%s) % 32768))}
RANDOM=$seed
echo "instants: docker/launcher-test.sh $seed"
work=$(mktemp -d "${TMPDIR:-/tmp}/kald-launcher.XXXXXX") || exit 3
copy=$work/checkout
watcher=
trap finish EXIT

finish() {
  [ -z "$watcher" ] || kill "$watcher" 2>/dev/null
  local pid
  for pid in $(mavens); do
    kill -9 "$pid" 2>/dev/null
  done
  rm -rf "$work"
}

fail() {
  echo "FAIL: $*"
  tail -n 30 "$work"/out.* "$copy/agent/target/run/kald-build.log" 2>/dev/null
  exit 1
}

# The Mavens that build the copy. A process that one of them has just forked still looks like it.
mavens() {
  ps -eo pid=,ppid=,args= | awk -v mark="maven.multiModuleProjectDirectory=$copy " '
    index($0, mark) && $3 ~ /java$/ { parent[$1] = $2 }
    END { for (pid in parent) if (!(parent[pid] in parent)) print pid }'
}

watch() {
  local most=0 now
  while :; do
    now=$(mavens | wc -l)
    [ "$now" -le "$most" ] || { most=$now; echo "$most" >"$work/most"; }
    sleep 0.1
  done
}

# launch NAME: ./kald --version in a process group of its own; sets launched
launch() {
  setsid "$copy/kald" --version >"$work/out.$1" 2>&1 </dev/null &
  launched=$!
}

await_maven() {
  local end=$((SECONDS + 120))
  until [ -n "$(mavens)" ]; do
    [ $SECONDS -lt $end ] || fail 'no Maven was started'
    sleep 0.05
  done
}

# What goes on after the launcher was killed comes to its end.
await_quiet() {
  local end=$((SECONDS + 120))
  while [ -n "$(mavens)" ] || [ -n "$(pgrep -f "$copy/kald --version")" ]; do
    [ $SECONDS -lt $end ] || fail 'Maven does not end'
    sleep 0.1
  done
}

await_exit() {
  local end=$((SECONDS + 300))
  while kill -0 "$1" 2>/dev/null; do
    [ $SECONDS -lt $end ] || fail "launcher $2 has not ended"
    sleep 0.1
  done
  wait "$1" || fail "launcher $2 exited with $?"
  grep -q '^kald ' "$work/out.$2" || fail "launcher $2: no version"
}

# What is killed: the launcher alone, it and its subshells, or everything.
victims() {
  case $1 in
    1) echo "$launched" ;;
    2) pgrep -g "$launched" bash ;;
    *) pgrep -g "$launched" ;;
  esac
}

mkdir "$copy"
(cd "$root" && git ls-files -z --cached --others --exclude-standard | tar --null -T - -cf -) | tar -xf - -C "$copy" \
  || exit 3
watch &
watcher=$!

for turn in 1 2 3; do
  await_quiet
  touch "$copy/pom.xml"
  launch "killed-$turn"
  await_maven
  after=$((RANDOM % 8)).$((RANDOM % 10))
  sleep "$after"
  # shellcheck disable=SC2046 # One word each.
  kill -9 $(victims "$turn") 2>/dev/null
  wait "$launched" 2>/dev/null
  echo "kill $turn after $after s, Maven runs on: $(mavens | wc -l)"
done

# The last one left something half done, or nothing.
touch "$copy/pom.xml"
launch first
first=$launched
launch second
await_exit "$first" first
await_exit "$launched" second
echo 'two at once: both run'

jar=$copy/agent/target/run/kald.jar
truncate -s "$(($(stat -c %s "$jar") / 2))" "$jar"
launch cut
await_exit "$launched" cut
grep -q building "$work/out.cut" || fail 'a jar that was cut short was not built again'
echo 'a jar that was cut short: built again'

rm "$(ls "$copy"/agent/target/run/lib/*.jar | head -n 1)"
launch gone
await_exit "$launched" gone
echo 'a library that is gone: built again'

truncate -s 1000 "$(find "$copy/agent/target/run/native" -name '*epoll*.so' | head -n 1)"
launch cut
await_exit "$launched" cut
grep -q building "$work/out.cut" || fail "a native library that was cut short: $(cat "$work/out.cut")"
echo 'a native library that was cut short: built again'

archive=$(ls "$copy"/agent/target/run/cds/*.jsa)
whole=$(stat -c %s "$archive")
truncate -s 1000000 "$archive"
launch short
await_exit "$launched" short
[ "$(stat -c %s "$archive")" -gt $((whole / 2)) ] || fail 'an archive of classes that was cut short stays so'
echo 'an archive of classes that was cut short: made again'

launch again
await_exit "$launched" again
! grep -q building "$work/out.again" || fail 'built although nothing has changed'
[ "$(cat "$work/most")" = 1 ] || fail "$(cat "$work/most") Mavens at once"
echo 'never two Mavens at once'

# refused WORDS COMMAND...: exits with 3, and says so without a stack
refused() {
  local words=$1 code
  shift
  "$@" >"$work/out.refused" 2>&1
  code=$?
  [ $code = 3 ] && grep -q -- "$words" "$work/out.refused" && ! grep -q '^[[:space:]]*at ' "$work/out.refused" \
    || fail "exit code $code, not 3 with '$words': $*: $(cat "$work/out.refused")"
}

for options in -Xfoo -Xmx900t '-XX:+UseG1GC -Xms2m -Xmx1m'; do
  refused "KALD_JAVA_OPTS='$options'" env KALD_JAVA_OPTS="$options" "$copy/kald" --version
done
KALD_JAVA_OPTS='-Xmx100m -Dx=y' "$copy/kald" --version >/dev/null || fail 'KALD_JAVA_OPTS that Java takes'
KALD_JAVA_OPTS=-Xshare:on "$copy/kald" --version >/dev/null || fail 'the archive of classes fits, and is not taken'
for limit in 20 40; do
  refused "ulimit -n.*64" bash -c 'ulimit -n "$0" && exec "$@"' $limit "$copy/kald" --version
done
refused 'ulimit -n' bash -c 'ulimit -n 20 && exec java -jar "$0" --version' "$jar"
refused 'ulimit -n' bash -c 'ulimit -n 40 && exec java -jar "$0" run --config.file "$1"' "$jar" "$copy/agent/src/main/dist/kald.yaml"
echo 'what does not start: code 3 and a sentence'

printf 'services: [{name: a, host: 127.0.0.1}]\njournal: {directory: j\303\266\303\274rnal}\n' >"$work/k"$'\303\266'".yaml"
for locale in '' LANG=C LC_ALL=POSIX LC_CTYPE=de_DE.ISO-8859-1 LANG=xx_XX.UTF-8 LANG=C.UTF-8; do
  # shellcheck disable=SC2086 # No word, or one.
  env -i PATH="$PATH" ${JAVA_HOME:+JAVA_HOME="$JAVA_HOME"} $locale "$copy/kald" check "$work/k"$'\303\266'".yaml" \
    >"$work/out.locale" 2>&1 || fail "locale '$locale': $(cat "$work/out.locale")"
done
echo 'names of files in any locale'
