#!/bin/sh
# Says which modules of Java the jars of a directory use, as jlink wants to have it.
#
#   modules.sh DIRECTORY
set -eu

classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
find "$1" -name '*.jar' | while read -r jar; do
  (cd "$classes" && jar xf "$jar")
done
# As one heap of classes: jdeps stops at a library whose optional modules are not there.
find "$classes" -name module-info.class -delete
rm -rf "$classes/META-INF"

# java.desktop and jdk.jfr are asked for by what kald does not use: JNA's windows, SnakeYAML's beans, Netty's events.
# jdk.crypto.ec is a service of TLS, which no class names.
jdeps --ignore-missing-deps --multi-release 17 --print-module-deps "$classes" \
  | tr , '\n' | sed -e '/^java.desktop$/d' -e '/^jdk.jfr$/d' -e '$a jdk.crypto.ec' | paste -sd, -
