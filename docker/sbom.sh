#!/usr/bin/env bash
# What kald ships besides its own code: docker/sbom/kald.cdx.json, a CycloneDX bill of materials.
#
#   docker/sbom.sh           writes it from what Maven resolves
#   docker/sbom.sh --check   1 when it is not what Maven resolves, when a library is older than
#                            docker/sbom/least-versions.tsv allows, or when that file does not name it
#
# Needs Maven, jq and a JDK.
set -u
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." || exit 3
committed=docker/sbom/kald.cdx.json
least=docker/sbom/least-versions.tsv
work=$(mktemp -d "${TMPDIR:-/tmp}/kald-sbom.XXXXXX") || exit 3
trap 'rm -rf "$work"' EXIT

# Only what is the same on each machine and says what is shipped: no descriptions, no links.
generate() {
  mvn -q -B -ntp org.cyclonedx:cyclonedx-maven-plugin:makeBom -pl agent -am -DoutputFormat=json -DoutputName=kald.cdx \
    -DoutputDirectory="$work" -DincludeBomSerialNumber=false -DincludeTestScope=false -DincludeProvidedScope=false \
    </dev/null >"$work/log" 2>&1 || { tail -n 25 "$work/log" >&2; exit 3; }
  jq -S '
    def ours: .group == "io.kald";
    def short: {type, group, name, version, purl, "bom-ref"}
      + (if ours then {} else {hashes: [.hashes[] | select(.alg == "SHA-256")],
          licenses: [.licenses[]? | {license: (.license | if .id then {id} else {name} end)}]} end);
    {bomFormat, specVersion, version,
      metadata: {component: (.metadata.component | short)},
      components: ([.components[] | short] | sort_by(.purl)),
      dependencies: ([.dependencies[] | {ref, dependsOn: ((.dependsOn // []) | sort)}] | sort_by(.ref))}' \
    "$work/kald.cdx.json" >"$work/short.json" || exit 3
}

# least_of GROUP ARTIFACT: the least version, or nothing
least_of() {
  awk -F '\t' -v group="$1" -v artifact="$2" '
    /^#/ { next }
    $1 == group ":" artifact { exact = $2 }
    $1 == group ":*" { rest = $2 }
    END { print exact != "" ? exact : rest }' "$least"
}

check_versions() {
  local group artifact version oldest bad=0
  while IFS=$'\t' read -r group artifact version; do
    oldest=$(least_of "$group" "$artifact")
    if [ -z "$oldest" ]; then
      echo "$group:$artifact $version: $least does not name it"
      bad=1
    elif [ "$(printf '%s\n' "$oldest" "$version" | sort -V | head -n 1)" != "$oldest" ]; then
      echo "$group:$artifact $version: older than $oldest, see $least"
      bad=1
    fi
  done < <(jq -r '.components[] | select(.group != "io.kald") | [.group, .name, .version] | @tsv' "$committed")
  return $bad
}

case ${1:-} in
  '')
    generate
    cp "$work/short.json" "$committed"
    check_versions
    ;;
  --check)
    generate
    if ! diff -u "$committed" "$work/short.json" >"$work/diff"; then
      echo "$committed is not what Maven resolves; docker/sbom.sh writes it"
      head -n 40 "$work/diff"
      exit 1
    fi
    check_versions
    ;;
  *)
    sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "docker/sbom.sh" >&2
    exit 2
    ;;
esac
