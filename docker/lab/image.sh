#!/usr/bin/env bash
# Builds the image of the lab's hosts, kald-lab, upon that of kald.
set -eu
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
docker/image.sh
docker build -q -t kald-lab:latest - <docker/lab/Dockerfile
