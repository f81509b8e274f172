#!/usr/bin/env bash
# Installs the Debian package on a machine of its own (a container with systemd), uses it, upgrades it, removes it.
#
#   docker/package/test.sh
#
# A line for each step; exits with 0 when all went well, 1 when one did not. Where systemd does not run in a container
# the steps that need it are named as not run, and the others are done without it.
set -u
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
cd "$root"
work=$(mktemp -d "${TMPDIR:-/tmp}/kald-package-test.XXXXXX")
machine=kald-package-$$
# shellcheck source=../steps.sh
. docker/steps.sh

tidy() {
  docker rm -fv "$machine" >/dev/null 2>&1
  rm -rf "$work"
}
trap tidy EXIT

die() {
  printf 'package: %s\n' "$*" >&2
  exit 1
}

managed() {
  if [ $systemd = yes ]; then
    step "$@"
  else
    printf 'not run, without systemd: %s\n' "$1"
  fi
}

# on COMMAND...: there, in bounded time
on() {
  timeout -k 5 90 docker exec -i "$machine" "$@"
}

property() {
  on systemctl show kald -p "$1" --value
}

is() {
  [ "$(property "$1")" = "$2" ]
}

metric() {
  on curl -sf http://127.0.0.1:9942/metrics >"$work/metrics" && grep -q "^$1\$" "$work/metrics"
}

# --- the machine ---

start_machine() {
  docker/base-image.sh || die 'no base image'
  docker build -q -t kald-systemd - <docker/package/test/Dockerfile >"$work/out" 2>&1 \
    || { tail -n 20 "$work/out" >&2; die 'the machine cannot be built'; }
  docker run -d --name "$machine" --hostname kald-package --cgroupns=private --cap-add SYS_ADMIN \
    --security-opt seccomp=unconfined --security-opt apparmor=unconfined \
    --tmpfs /run --tmpfs /run/lock --tmpfs /tmp kald-systemd >/dev/null || die 'no container'
  if within 20 on systemctl is-system-running >/dev/null 2>&1; then
    systemd=yes
  else
    systemd=no
    docker rm -fv "$machine" >/dev/null
    docker run -d --name "$machine" --hostname kald-package kald-systemd sleep infinity >/dev/null || die 'no container'
  fi
}

install_package() {
  docker cp "$1" "$machine:/root/kald.deb" && on env DEBIAN_FRONTEND=noninteractive dpkg -i /root/kald.deb </dev/null
}

# --- what is to be so ---

started() {
  property StatusText
  is Type notify && is ActiveState active && is SubState running && property StatusText | grep -q '^1 service on 1 keepalive, http'
}

probing() {
  within 20 metric 'kald_service_state{service="this-machine",state="alive"} 1.0'
}

unprivileged() {
  [ "$(on stat -c %U "/proc/$(property MainPID)")" = kald ]
}

fed() {
  local first
  first=$(property WatchdogTimestampMonotonic)
  within 30 eval '[ "$(property WatchdogTimestampMonotonic)" -gt "$first" ]'
}

patient() {
  on sh -c 'mkdir -p /run/systemd/system/kald.service.d \
    && printf "[Service]\nWatchdogSec=4s\nTimeoutAbortSec=1s\nRestartSec=0\n" >/run/systemd/system/kald.service.d/t.conf \
    && systemctl daemon-reload && systemctl restart kald' && is WatchdogUSec 4s && fed
}

hung_is_restarted() {
  local before
  before=$(property MainPID)
  [ "$before" -gt 0 ] || return 1
  on kill -STOP "$before"
  within 30 eval '[ "$(property NRestarts)" -ge 1 ]' && within 30 is ActiveState active && [ "$(property MainPID)" != "$before" ]
}

reloaded() {
  on sed -i '/^services:/a\  - {name: itself, host: 127.0.0.1, type: tcp, port: 9942, frequency: 1s}' /etc/kald/kald.yaml
  on systemctl reload kald && within 10 metric 'kald_service_state{service="itself",state="alive"} 1.0' \
    && property StatusText | grep -q '^2 services'
}

refused() {
  local pid result
  pid=$(property MainPID)
  on sed -i 's/frequency: 1s/frequency: soon/' /etc/kald/kald.yaml
  on systemctl reload kald
  within 10 eval 'property StatusText | grep -q "configuration refused"'
  result=$?
  on sed -i 's/frequency: soon/frequency: 1s/' /etc/kald/kald.yaml
  [ $result = 0 ] && is MainPID "$pid" && is ActiveState active \
    && on systemctl reload kald && within 10 eval '! property StatusText | grep -q refused'
}

stopped_clean() {
  on systemctl stop kald && is Result success && is ActiveState inactive && on systemctl start kald
}

lines() {
  on sh -c 'cat /var/log/kald/*.jsonl | wc -l'
}

upgraded() {
  local before
  before=$(lines)
  on touch /var/lib/kald/kept
  install_package "$work/next/"*.deb || return 1
  [ "$(on dpkg-query -W -f '${Version}' kald)" = 1:9.9.9 ] && on grep -q 'name: itself' /etc/kald/kald.yaml \
    && on test -f /var/lib/kald/kept && within 20 eval '[ "$(lines)" -gt "$before" ]'
}

upgraded_runs() {
  within 20 is ActiveState active && within 20 metric 'kald_service_state{service="itself",state="alive"} 1.0'
}

runs_by_hand() {
  on runuser -u kald -- timeout -s TERM 8 kald run --config.file /etc/kald/kald.yaml
  on sh -c 'grep -q "\"probe\"" /var/log/kald/*.jsonl'
}

documented() {
  on sh -c 'man kald-run | grep -q "SIGHUP reads the configuration" && zcat /usr/share/doc/kald/changelog.gz | grep -q ^kald' \
    && on bash -c 'source /usr/share/bash-completion/completions/kald && complete -p kald'
}

removed() {
  on dpkg -r kald && ! on test -e /usr/bin/kald && on test -f /etc/kald/kald.yaml && on sh -c 'ls /var/log/kald/*.jsonl' \
    && ! on pgrep -f /usr/share/kald/kald.jar
}

purged() {
  on dpkg -P kald && ! on sh -c 'ls -d /etc/kald /etc/default/kald /var/lib/kald /var/log/kald /var/cache/kald /usr/share/kald
    /etc/systemd/system/multi-user.target.wants/kald.service 2>/dev/null' && ! on systemctl cat kald
}

# Every link of a page that leads to a file leads to one of the package or of any Debian.
linked() {
  local tree=$work/tree page link bad=0
  dpkg-deb -x "$work/first/"*.deb "$tree" || return 1
  while IFS=: read -r page link; do
    link=${link#](}
    case $link in
      http*|'#'*|/usr/share/common-licenses/*) continue ;;
      /*) link=$tree${link%%#*} ;;
      *) link=${page%/*}/${link%%#*} ;;
    esac
    [ -e "$link" ] || { echo "$page: $link"; bad=1; }
  done < <(grep -roE --include='*.md' '\]\([^)]+' "$tree/usr/share/doc/kald")
  [ -f "$tree/usr/share/man/man5/kald.yaml.5.gz" ] || { echo 'no kald.yaml(5)'; bad=1; }
  return $bad
}

equal() {
  docker/package.sh "$work/again" && cmp "$work/first/"*.deb "$work/again/"*.deb
}

docker/package.sh "$work/first" >/dev/null && VERSION=1:9.9.9 docker/package.sh "$work/next" >/dev/null \
  || die 'the package cannot be built'
step 'two builds of the package are equal to the byte' equal
step 'the links of its pages lead somewhere' linked
start_machine
step 'installed' install_package "$work/first/"*.deb
[ $failed = 0 ] || exit 1
managed 'started, and active by its own word (Type=notify)' started
managed 'a service of its machine is ALIVE' probing
managed 'it runs as user kald' unprivileged
managed 'the watchdog is fed' patient
managed 'a kald that hangs is started again by the watchdog' hung_is_restarted
managed 'a reload takes a changed configuration' reloaded
managed 'a reload refuses a wrong one, and kald runs on' refused
managed 'stopping it is a success' stopped_clean
[ $systemd = yes ] || step 'runs as user kald, by hand' runs_by_hand
[ $systemd = yes ] || on sed -i '/^services:/a\  - {name: itself, host: 127.0.0.1, type: tcp, port: 9942}' /etc/kald/kald.yaml
step 'manual pages and completion are there' documented
managed 'upgraded: configuration, state and journal are kept' upgraded
managed 'what is upgraded runs' upgraded_runs
step 'removed: no process, configuration and journal are kept' removed
step 'purged: nothing is left' purged
exit $failed
