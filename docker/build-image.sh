#!/bin/sh
# Builds one image out of Debian packages, without an image registry:
#
#   build-image.sh FOLDER SUITE IMAGE
#
# The base image of the suite is bootstrapped first if it is missing. The mirror is the one this machine's apt uses.
# FORCE=1 builds anew although the image exists. Builds queue behind each other, whoever started them.
set -eu
folder=$1 suite=$2 image=$3
here=$(cd "$(dirname "$0")" && pwd)
base=strongroom/debian:$suite

say() { echo "$folder: $*"; }
fail() { say "$*" >&2; exit 1; }
present() { docker image inspect "$1" >/dev/null 2>&1; }

for tool in docker flock; do command -v $tool >/dev/null || fail "$tool is not installed"; done

exec 9>"${TMPDIR:-/tmp}/strongroom-build-$(id -u).lock"
flock -n 9 || { say 'waiting for another build'; flock 9; }

if [ -z "${FORCE:-}" ] && present "$image"; then
  say 'already built'
  exit 0
fi

debian_mirror() {
  apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    sed -n 's/^Debian|Debian|//p' | head -n 1
}

if ! present "$base"; then
  command -v debootstrap >/dev/null || fail 'debootstrap is not installed'
  [ "$(id -u)" = 0 ] || fail 'debootstrap needs root'
  mirror=$(debian_mirror)
  if [ -z "$mirror" ]; then
    # apt knows a source's origin only after its first update.
    apt-get update >/dev/null
    mirror=$(debian_mirror)
  fi
  [ -n "$mirror" ] || fail 'apt has no Debian source on this machine'
  say "base image $suite: debootstrap"
  # Not below /tmp: it is often mounted without devices, which debootstrap refuses.
  root=$(mktemp -d -p /var/tmp)
  trap 'rm -rf "$root"' EXIT
  include=
  case $mirror in https:*) include=--include=ca-certificates ;; esac
  debootstrap --variant=minbase $include "$suite" "$root" "$mirror" >"$root.log" 2>&1 || {
    tail -n 20 "$root.log" >&2
    rm -f "$root.log"
    fail "debootstrap $suite failed"
  }
  rm -f "$root.log"
  # The machine may trust an authority of its own, and then the build has to trust it too.
  if [ -n "$include" ]; then cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"; fi
  # A frozen mirror serves an index that has expired.
  cat >"$root/etc/apt/apt.conf.d/90strongroom" <<'APT'
Acquire::Check-Valid-Until "false";
APT::Install-Recommends "false";
APT::Get::Assume-Yes "true";
Dpkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
APT
  printf 'path-exclude=/usr/share/%s/*\n' doc man info locale >"$root/etc/dpkg/dpkg.cfg.d/strongroom"
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* \
    "$root"/usr/share/doc/* "$root"/usr/share/man/* "$root"/usr/share/locale/*
  tar -C "$root" -c . |
    docker import --change 'LABEL strongroom=1' --change 'ENV DEBIAN_FRONTEND=noninteractive' - "$base" >/dev/null
  say "base image $suite: imported"
fi

# The stages that download trust whom this machine trusts, and take its proxy and its mirrors; none of it is in the image.
context=$(mktemp -d -p /var/tmp)
trap 'rm -rf "${root:-$context}" "$context"' EXIT
mkdir "$context/ca"
cp -R "$here/shared" "$here/$folder" "$context"
if [ -f /etc/ssl/certs/ca-certificates.crt ]; then cp /etc/ssl/certs/ca-certificates.crt "$context/ca"; fi

configured() {
  printenv "$1" || case $1 in
    GO*) go env "$1" ;;
    PIP_INDEX_URL) pip config get global.index-url ;;
  esac 2>/dev/null || true
}
set --
for name in HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy \
  $(sed -n 's/^ARG //p' "$here/$folder/Dockerfile" | sort -u); do
  value=$(configured "$name")
  # By name, so that no command line holds a value.
  if [ -n "$value" ]; then export "$name=$value" && set -- "$@" --build-arg "$name"; fi
done

# The host's network: behind a company's proxy the bridge often reaches nothing.
docker build --network host --label strongroom=1 ${FORCE:+--no-cache} "$@" --tag "$image" \
  --file "$context/$folder/Dockerfile" "$context"
say "built $image"
