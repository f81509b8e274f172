#!/usr/bin/env bash
# Starts docker/compose.yaml with Debian's servers in place of a registry's, breaks things, and looks at Prometheus.
# Grafana is not started, as its image cannot be had everywhere: its dashboard is read instead, and each of its
# questions asked of the Prometheus that runs.
#
#   docker/compose-test.sh
#
# A line for each step; exits with 0 when all went well, 1 when one did not. Builds nothing: docker/lab/image.sh does.
set -u
cd -- "$(dirname -- "${BASH_SOURCE[0]}")" || exit 3
work=$(mktemp -d "${TMPDIR:-/tmp}/kald-compose-test.XXXXXX")
project=kald-compose-$$
# shellcheck source=steps.sh
. ./steps.sh
# Any that are free: another kald or Prometheus may have the usual ones.
export KALD_PORT=0 PROMETHEUS_PORT=0 GRAFANA_PORT=0

if docker compose version >/dev/null 2>&1; then
  composer=(docker compose)
else
  composer=(docker-compose)
fi

compose() {
  timeout -k 5 120 "${composer[@]}" -p "$project" -f compose.yaml -f compose/local.yaml "$@"
}

tidy() {
  compose down -v -t 5 >/dev/null 2>&1
  rm -rf "$work"
}
trap tidy EXIT

valid() {
  timeout 60 "${composer[@]}" -f compose.yaml config >/dev/null && compose config >/dev/null
}

board() {
  python3 -B grafana/board.py names ../agent/METRICS.md && python3 -B grafana/board.py rules >"$work/board.yml" \
    && promtool check rules "$work/board.yml"
}

# Prometheus is asked on the engine's own network.
up() {
  compose up -d && prometheus=$(compose ps -q prometheus) \
    && url=http://$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$prometheus"):9090
}

# asked EXPRESSION: whether Prometheus has an answer to it
asked() {
  curl -sf --max-time 5 "$url/api/v1/query" --data-urlencode "query=$1" >"$work/answer" \
    && jq -e '.data.result | length > 0' "$work/answer"
}

all_is_well() {
  within 60 asked 'count(kald_service_state{state="alive"} == 1) == 4' \
    && within 60 asked 'kald_sccp_registered{node="cucm1"} == 1'
}

server_gone() {
  compose stop -t 1 web2 && within 60 asked 'ALERTS{alertname="KaldServiceDown",service="web2",alertstate="firing"}' \
    && asked 'kald_service_state{service="web1",state="alive"} == 1' \
    && compose start web2 && within 60 asked 'kald_service_state{service="web2",state="alive"} == 1'
}

node_gone() {
  compose kill cucm1 && within 90 asked 'kald_sccp_registered{node="cucm2"} == 1' \
    && within 30 asked 'ALERTS{alertname="KaldPhoneFailover",alertstate="firing"}'
}

board_asks() {
  python3 -B grafana/board.py ask "$url"
}

journalled() {
  compose exec -T kald sh -c 'cat /var/log/kald/*.jsonl' >"$work/journal" && grep -c . "$work/journal" \
    && grep -q '"web2"' "$work/journal"
}

step 'the file is valid, alone and with the local one over it' valid
step 'dashboard: kald exports every metric it asks for, Prometheus can parse every question' board
step 'all starts' up
step 'three servers and a phone are ALIVE, the phone is where it should be, and Prometheus knows' all_is_well
step 'a server that stops is DOWN, alarms, and comes back' server_gone
step 'a call manager that dies is left for the other' node_gone
step 'dashboard: Prometheus takes every question' board_asks
step 'the journal has it' journalled
exit $failed
