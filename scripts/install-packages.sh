#!/bin/sh
# Installs what Debian 12 has of the things that building, running and testing aotd needs. Arguments: build, run, test, machine (cgroup-v2-machine.sh).
# Nothing that a package brings is started: no dockerd is left running.
set -eu

packages=
for purpose in "$@"; do
    case $purpose in
        build) packages="$packages gcc binutils libc6-dev zlib1g-dev libssl-dev cmake make git" ;;
        # docker.io has the docker CLI (and a daemon, which stays off); a docker that is there already is used.
        run) packages="$packages crun runc busybox-static" ; command -v docker >/dev/null || packages="$packages docker.io" ;;
        machine) packages="$packages qemu-system-x86 seabios dpkg bsdutils procps" ;;
        test) packages="$packages crun runc busybox-static docker.io containerd docker-compose tini skopeo strace procps iproute2 nftables util-linux file" ;;
        *) echo "install-packages.sh: unknown purpose: $purpose" >&2; exit 2 ;;
    esac
done

missing=
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ]; then
    echo "install-packages.sh: run as root, or install:$missing" >&2
    exit 1
fi

# invoke-rc.d asks this file whether it may start a service; 101 is no.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod 755 $policy
    trap 'rm -f $policy' EXIT
fi

export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # a list of words
apt-get install -y --no-install-recommends $missing >/dev/null 2>&1 || {
    apt-get update
    apt-get install -y --no-install-recommends $missing
}
