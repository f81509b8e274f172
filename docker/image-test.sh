#!/usr/bin/env bash
# Tries the image as a user would: what it is, what it may, what it does.
#
#   docker/image-test.sh [NAME]    kald, or the name of another image of it
#
# A line for each step; exits with 0 when all went well, 1 when one did not.
set -u
image=${1:-kald}
work=$(mktemp -d "${TMPDIR:-/tmp}/kald-image-test.XXXXXX")
box=kald-image-$$
# shellcheck source=steps.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/steps.sh"
trap 'docker rm -fv "$box" >/dev/null 2>&1; rm -rf "$work"' EXIT

# The most that may be asked of a container and that this image does with.
strict=(--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges)
no_ping_sockets=(--sysctl 'net.ipv4.ping_group_range=1 0')

# run OPTION... -- WORD...: kald once, its output in $work/said
run() {
  local options=() result
  while [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  shift
  timeout -k 5 60 docker run --rm --network none "${options[@]}" "$image" "$@" >"$work/said" 2>&1
  result=$?
  cat "$work/said"
  return $result
}

told() {
  docker inspect -f "$1" "${2:-$image}"
}

small() {
  local bytes
  bytes=$(told '{{.Size}}')
  echo "$bytes bytes"
  [ "$bytes" -le 175000000 ]
}

labelled() {
  local key
  for key in title description licenses version revision created; do
    told "{{index .Config.Labels \"org.opencontainers.image.$key\"}}" | tee /dev/stderr | grep -q . || return 1
  done
}

unprivileged() {
  told '{{.Config.User}}' | grep -qx '[1-9][0-9]*:[1-9][0-9]*'
}

# Set-user-id programs are Debian's own, and are nothing under no-new-privileges.
one_capable_file() {
  local found
  found=$(docker run --rm --network none --entrypoint find "$image" /usr/lib/kald /usr/share/kald /usr/bin/kald -perm /6000)
  [ -z "$found" ] && run --entrypoint sh -- -c 'grep CapEff /proc/self/status' && grep -q '0000000000000000' "$work/said"
}

healthy() {
  docker run -d --name "$box" "${strict[@]}" "$image" >/dev/null \
    && within 30 eval '[ "$(told "{{.State.Health.Status}}" "$box")" = healthy ]' || return 1
  docker logs "$box" 2>&1 | tee "$work/log"
  grep -q 'transport=epoll' "$work/log" && grep -q 'msg="ready:' "$work/log"
}

probes() {
  within 10 seen 'kald_service_state{service="this-machine",state="alive"} 1'
}

reloads() {
  docker kill -s HUP "$box" && within 10 eval 'docker logs "$box" 2>&1 | grep -q "configuration reloaded"'
}

stops() {
  docker stop -t 20 "$box" && [ "$(told '{{.State.ExitCode}}' "$box")" = 0 ] \
    && docker logs "$box" 2>&1 | grep -q 'msg=stopped'
}

echoes() {
  run "${strict[@]}" -- probe icmp 127.0.0.1 --count 1
}

raw_not_permitted() {
  run "${strict[@]}" "${no_ping_sockets[@]}" -- probe icmp 127.0.0.1 --count 1
  [ $? = 3 ] && grep -q 'not permitted' "$work/said"
}

raw() {
  run --read-only --tmpfs /tmp --cap-drop ALL --cap-add NET_RAW -e KALD_NET_RAW=yes "${no_ping_sockets[@]}" \
    -- probe icmp 127.0.0.1 --count 1
}

says_why_not_raw() {
  run --cap-drop ALL -e KALD_NET_RAW=yes -- --version
  [ $? = 3 ] && grep -q -- '--cap-add NET_RAW' "$work/said" || return 1
  run --security-opt no-new-privileges -e KALD_NET_RAW=yes -- --version
  [ $? = 3 ] && grep -q 'no-new-privileges' "$work/said"
}

witness() {
  cat >"$work/witness.yaml" <<'END'
services: [{name: self, host: 127.0.0.1, type: tcp, port: 9942, frequency: 200ms, timeout: 100ms}]
witness: {enabled: true, interfaces: [lo], directory: /tmp/wire}
END
  chmod 755 "$work" && chmod 644 "$work/witness.yaml"
  docker rm -fv "$box" >/dev/null 2>&1
  docker run -d --name "$box" --network none --read-only --tmpfs /tmp --cap-drop ALL --cap-add NET_RAW \
    -e KALD_NET_RAW=yes -v "$work/witness.yaml:/etc/kald/kald.yaml:ro" "$image" >/dev/null \
    && within 30 seen 'kald_witness_confirmed_total [1-9]' || { docker logs "$box"; return 1; }
}

# seen PATTERN: such a line is among the metrics now
seen() {
  docker exec "$box" bash -c 'exec 3<>/dev/tcp/127.0.0.1/9942; printf "GET /metrics HTTP/1.0\r\nHost: localhost\r\n\r\n" >&3; cat <&3' \
    2>/dev/null >"$work/metrics"
  grep -q "^$1" "$work/metrics"
}

archive_fits() {
  run -e KALD_JAVA_OPTS=-Xshare:on -- --version
}

# A phone that registers over TLS, with a certificate of an elliptic curve: what no class names and jdeps cannot see.
tls() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=cucm1 \
    -keyout "$work/key.pem" -out "$work/cert.pem" && chmod 644 "$work"/*.pem || return 1
  local pin
  pin=$(openssl x509 -in "$work/cert.pem" -outform der | sha256sum | cut -d' ' -f1)
  cat >"$work/phone.yaml" <<END
phones: [{name: desk, device: SEP001122334455, nodes: ["127.0.0.1:2443"], tls: true, tls-pin: $pin}]
END
  docker rm -fv "$box" >/dev/null 2>&1
  docker run -d --name "$box" --network none "${strict[@]}" -v "$work:/work:ro" "$image" simulate cucm \
    --node 127.0.0.1:2443 --tls-cert /work/cert.pem --tls-key /work/key.pem >/dev/null \
    && docker exec -d "$box" kald run --config.file /work/phone.yaml \
    && within 30 seen 'kald_sccp_registered{.*} 1' || { docker logs "$box"; cat "$work/metrics"; return 1; }
}

quickstart() {
  run "${strict[@]}" -- quickstart --for 12s && ! grep -qi 'exception\|NoClassDef' "$work/said"
}

step 'no larger than 175 MB' small
step 'labels of OCI' labelled
step 'runs as a user that is not root, by number' unprivileged
step 'nothing set-user-id of kald, and no capability in effect' one_capable_file
step 'healthy, with a read-only root, no capability and no new privileges' healthy
step 'asks what its configuration names' probes
step 'reads its configuration again at SIGHUP' reloads
step 'stops in order' stops
step 'echoes by ping sockets, without any capability' echoes
step 'without ping sockets and CAP_NET_RAW it says what is missing' raw_not_permitted
step 'KALD_NET_RAW hands CAP_NET_RAW on' raw
step 'KALD_NET_RAW says why it cannot' says_why_not_raw
step 'the witness captures, and confirms' witness
step 'the archive of classes fits' archive_fits
step 'a phone registers over TLS' tls
step 'quickstart finds all modules of Java that it needs' quickstart
exit $failed
