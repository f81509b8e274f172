#!/usr/bin/env bash
# Makes sure that the base image is there: debian:bookworm-slim from a registry, or, where none is reachable, made
# here from Debian's own packages, and as small as the one in the registry.
#
#   docker/base-image.sh [IMAGE]   debian:bookworm-slim, or the name given
#
#   MIRROR  where packages come from: http://deb.debian.org/debian
#
# Needs a running Docker engine; to make the image, root and debootstrap as well. Exits with 0 when the image is
# there, 3 when it cannot be had.
set -eu

image=${1:-debian:bookworm-slim}
mirror=${MIRROR:-http://deb.debian.org/debian}
suite=bookworm

say() {
  printf 'base-image: %s\n' "$*" >&2
}

die() {
  say "$@"
  exit 3
}

there() {
  docker image inspect "$image" >/dev/null 2>&1
}

# A registry that is not reachable must not cost minutes.
pulled() {
  timeout 60 docker pull -q "$image" >/dev/null 2>&1
}

make() {
  command -v debootstrap >/dev/null || [ -x /usr/sbin/debootstrap ] \
    || die "no registry gives $image, and debootstrap, which would make it, is missing: apt-get install debootstrap"
  [ "$(id -u)" = 0 ] || die "no registry gives $image, and making it with debootstrap needs root"
  work=$(mktemp -d "${TMPDIR:-/tmp}/kald-base.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  say "no registry gives $image; making it of $mirror ..."
  PATH=$PATH:/usr/sbin:/sbin debootstrap --variant=minbase "$suite" "$work/root" "$mirror" >"$work/log" 2>&1 \
    || { tail -n 20 "$work/log" >&2; die 'debootstrap failed'; }
  configure
  shrink
  tar -C "$work/root" --sort=name --numeric-owner -c . \
    | docker import --change 'CMD ["bash"]' --message "debootstrap $suite" - "$image" >/dev/null
}

# Security updates, which debootstrap knows nothing of; no start of services, no recommended packages.
configure() {
  local root=$work/root
  cat >"$root/etc/apt/sources.list" <<END
deb $mirror $suite main
deb $mirror $suite-updates main
deb ${mirror%/debian}/debian-security $suite-security main
END
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  cat >"$root/etc/apt/apt.conf.d/slim" <<'END'
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::GzipIndexes "true";
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };
END
  cat >"$root/etc/dpkg/dpkg.cfg.d/slim" <<'END'
force-unsafe-io
path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
path-exclude /usr/share/man/*
path-exclude /usr/share/info/*
path-exclude /usr/share/locale/*
END
}

# What the rules above keep out of later packages, debootstrap has already brought.
shrink() {
  local root=$work/root
  find "$root/usr/share/doc" -type f ! -name copyright -delete
  find "$root/usr/share/doc" \( -type l -o -type d -empty \) -delete
  rm -rf "$root"/usr/share/man/* "$root"/usr/share/info/* "$root"/usr/share/locale/* \
    "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/var/cache/debconf/*-old \
    "$root"/var/log/* "$root"/tmp/* "$root"/etc/machine-id
  : >"$root/etc/machine-id"
}

docker version >/dev/null 2>&1 || die 'no Docker engine answers'
there || pulled || make
