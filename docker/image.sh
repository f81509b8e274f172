#!/usr/bin/env bash
# Builds kald and its image.
#
#   docker/image.sh [NAME]   kald, or the name given, with the tags latest and the version
#
#   BASE      the image to build on: debian:bookworm-slim, made here where no registry gives it
#   PLATFORM  as docker build has it
#
# Needs what ./kald needs, and a running Docker engine.
set -eu
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$root"
name=${1:-kald}
base=${BASE:-debian:bookworm-slim}

# Builds the jars when they are not there or older than their sources.
read -r _ version revision _ < <(./kald --version)
revision=${revision//[(),]/}
created=$(date -u -d "@${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}" +%FT%TZ)

docker/base-image.sh "$base"

# Only what the Dockerfile copies; times of the jars stay as they are, which the archive of classes is bound to.
tar -c --owner=0 --group=0 --numeric-owner \
  docker/Dockerfile docker/modules.sh docker/kald.yaml docker/launcher agent/src/main/dist \
  agent/target/run/kald.jar agent/target/run/lib agent/target/run/native \
  | docker build -q -f docker/Dockerfile --build-arg "BASE=$base" --build-arg "VERSION=$version" \
    --build-arg "REVISION=$revision" --build-arg "CREATED=$created" ${PLATFORM:+--platform "$PLATFORM"} \
    -t "$name:latest" -t "$name:$version" -
