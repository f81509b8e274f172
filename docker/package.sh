#!/usr/bin/env bash
# Builds kald and its Debian package.
#
#   docker/package.sh [DIRECTORY]   where kald_VERSION_ARCHITECTURE.deb is put: docker/target
#
#   VERSION            of the package, in place of kald's own
#   DEBEMAIL           who answers for it, with DEBFULLNAME
#   SOURCE_DATE_EPOCH  time of the files in it; else that of the last commit, so that two builds of it are equal
#
# Needs what ./kald needs, and dpkg-deb.
set -eu
out=$(realpath -m -- "${1:-$(dirname -- "${BASH_SOURCE[0]}")/target}")
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$root"

# Builds the jars when they are not there or older than their sources.
read -r _ own _ < <(./kald --version)
# A snapshot comes before its release.
version=${VERSION:-${own/-SNAPSHOT/\~snapshot}}
maintainer="${DEBFULLNAME:-kald} <${DEBEMAIL:-kald@localhost}>"
architecture=$(dpkg --print-architecture)
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y pom.xml)}

case $architecture in
  amd64) netty=x86_64 jna=x86-64 ;;
  arm64) netty=aarch_64 jna=aarch64 ;;
  *) netty='' ;;
esac

work=$(mktemp -d "${TMPDIR:-/tmp}/kald-package.XXXXXX")
trap 'rm -rf "$work"' EXIT
tree=$work/tree

# put MODE FILE PATH: one file into the package
put() {
  install -D -m "$1" "$2" "$tree$3"
}

program() {
  local jar
  put 755 docker/launcher/kald /usr/bin/kald
  put 644 agent/target/run/kald.jar /usr/share/kald/kald.jar
  for jar in agent/target/run/lib/*.jar; do
    put 644 "$jar" "/usr/share/kald/lib/${jar##*/}"
  done
  put 644 agent/src/main/dist/jvm.options /usr/share/kald/jvm.options
  put 644 docker/launcher/native.options /usr/share/kald/native.options
  put 755 agent/src/main/dist/archive-classes /usr/share/kald/archive-classes
  put 755 docker/package/archive-classes-here /usr/share/kald/archive-classes-here
  if [ -n "$netty" ]; then
    local native=agent/target/run/native
    put 644 "$native/META-INF/native/libnetty_transport_native_epoll_$netty.so" \
      "/usr/lib/kald/native/libnetty_transport_native_epoll_$netty.so"
    put 644 "$native/com/sun/jna/linux-$jna/libjnidispatch.so" /usr/lib/kald/native/libjnidispatch.so
  fi
}

service() {
  put 644 docker/kald.yaml /etc/kald/kald.yaml
  put 644 docker/package/default /etc/default/kald
  put 644 docker/package/kald.service /lib/systemd/system/kald.service
  put 644 docker/package/sysusers.conf /usr/lib/sysusers.d/kald.conf
}

documentation() {
  local page
  ./kald man "$work/man"
  for page in "$work"/man/*.[15]; do
    gzip -9n "$page"
    put 644 "$page.gz" "/usr/share/man/man${page##*.}/${page##*/}.gz"
  done
  ./kald completion | sed '1{/^#!/d}' >"$work/completion"
  put 644 "$work/completion" /usr/share/bash-completion/completions/kald
  for page in README.md agent/*.md docker/README.md probes/*.md protocol-sccp/SCCP.md; do
    installed_links "$page" >"$work/page"
    put 644 "$work/page" "/usr/share/doc/kald/$page"
  done
  put 644 agent/src/main/dist/kald.yaml /usr/share/doc/kald/examples/kald.yaml
  put 644 docker/prometheus/kald.rules.yml /usr/share/doc/kald/examples/kald.rules.yml
  put 644 docker/grafana/kald.json /usr/share/doc/kald/examples/grafana-kald.json
  put 644 agent/src/main/resources/io/kald/agent/config/kald.schema.json /usr/share/kald/kald.schema.json
  put 644 docker/package/copyright /usr/share/doc/kald/copyright
  printf 'kald (%s) unstable; urgency=medium\n\n  * As built of its sources.\n\n -- %s  %s\n' \
    "$version" "$maintainer" "$(date -Ru -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$work/changelog.gz"
  put 644 "$work/changelog.gz" /usr/share/doc/kald/changelog.gz
}

# A page whose relative links lead to where the package puts their files; what it does not ship loses its link.
installed_links() {
  local up=
  case $1 in
    */*) up=../ ;;
  esac
  sed -E \
    -e "s,\]\((agent/)?src/main/resources/[a-z/]+/kald\.schema\.json\),](/usr/share/kald/kald.schema.json),g" \
    -e "s,\]\((agent/)?src/main/dist/kald\.yaml\),](${up}examples/kald.yaml),g" \
    -e "s,\]\(prometheus/kald\.rules\.yml\),](${up}examples/kald.rules.yml),g" \
    -e "s,\]\(grafana/kald\.json\),](${up}examples/grafana-kald.json),g" \
    -e 's,\]\(LICENSE\),](/usr/share/common-licenses/Apache-2.0),g' \
    -e 's,\[([^]]*)\]\((bench/README\.md|lab|lab/README\.md|\.\./CONTRIBUTING\.md|CONTRIBUTING\.md)\),\1,g' \
    "$1"
}

control() {
  local script
  for script in postinst prerm postrm; do
    put 755 "docker/package/$script" "/DEBIAN/$script"
  done
  printf '%s\n' /etc/kald/kald.yaml /etc/default/kald >"$tree/DEBIAN/conffiles"
  (cd "$tree" && find usr lib etc -type f -print0 | sort -z | xargs -0 md5sum) >"$work/md5sums"
  put 644 "$work/md5sums" /DEBIAN/md5sums
  cat >"$tree/DEBIAN/control" <<END
Package: kald
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -sk --apparent-size --exclude=DEBIAN "$tree" | cut -f1)
Depends: libc6 (>= 2.17), default-jre-headless (>= 2:1.17) | java17-runtime-headless
Recommends: libpcap0.8
Suggests: prometheus
Section: net
Priority: optional
Description: keepalive daemon by the rules of load balancers and phones
 kald asks servers whether they are there, with real TCP connections, ICMP
 echoes and SCCP registrations, on an exact schedule, and tells Prometheus, a
 status page, a journal and the terminal what came of each.
 .
 It audits packet captures for the same keepalives, and can prove its own.
END
}

umask 022
program
service
documentation
control
# Equal bytes for equal sources: no time that is later than the commit.
find "$tree" -newermt "@$SOURCE_DATE_EPOCH" -print0 | xargs -0r touch -h -d "@$SOURCE_DATE_EPOCH"
mkdir -p "$out"
dpkg-deb --root-owner-group -Zxz --build "$tree" "$out/kald_${version}_$architecture.deb" >"$work/log" \
  || { cat "$work/log" >&2; exit 3; }
echo "$out/kald_${version}_$architecture.deb"
