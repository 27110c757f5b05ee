#!/bin/bash
# From a clean clone to a container: installs what Debian 12 has (an OCI runtime, a linker, a docker CLI), publishes aotd, starts it with a
# socket and folders of its own, and runs a container through the docker CLI. Stops and removes all of that again.
# The one prerequisite is the .NET SDK. Usage: sudo ./quickstart.sh
set -euo pipefail
cd "$(dirname "$0")"

say() { printf '\n>> %s\n' "$*"; }
fail() { echo "quickstart.sh: $*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || fail "run as root: sudo ./quickstart.sh"

# sudo has a PATH of its own, on which the SDK may not be.
if ! command -v dotnet >/dev/null; then
    owner_home=$(getent passwd "${SUDO_USER:-root}" | cut -d: -f6)
    for folder in "${DOTNET_ROOT:-}" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet "$owner_home/.dotnet"; do
        if [ -n "$folder" ] && [ -x "$folder/dotnet" ]; then
            export PATH=$folder:$PATH DOTNET_ROOT=$folder
            break
        fi
    done
fi
command -v dotnet >/dev/null || fail "the .NET SDK 10.0 or later is missing: see https://dotnet.microsoft.com/download"
[ "$(dotnet --version | cut -d. -f1)" -ge 10 ] || fail "the .NET SDK $(dotnet --version) is too old: 10.0 or later is needed"

say "Installing what is missing: linker, headers, crun, runc, a docker CLI, busybox"
./scripts/install-packages.sh build run

say "Publishing artifacts/aotd (a minute or two)"
./publish.sh

# Short: the path of a unix socket can have 107 bytes.
folder=$(mktemp -d /tmp/aotd-quickstart.XXXXXX)
daemon=
stop() {
    if [ -n "$daemon" ] && kill -TERM "$daemon" 2>/dev/null; then
        wait "$daemon" || true
    fi
    daemon=
    # Nothing is left in the ordinary case; after a failure a container's root may still be mounted.
    awk -v under="$folder/" 'index($2, under) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r -n 1 umount -l
    rm -rf "$folder"
}
trap stop EXIT

say "Starting aotd"
# live-restore off: this daemon is to leave nothing running behind it.
artifacts/aotd --host "unix://$folder/aotd.sock" --data-root "$folder/data" --exec-root "$folder/run" --pidfile "$folder/aotd.pid" \
    --config-file /dev/null --group root --live-restore=false 2>"$folder/aotd.log" &
daemon=$!
export DOCKER_HOST=unix://$folder/aotd.sock DOCKER_CONFIG=$folder/docker
mkdir "$DOCKER_CONFIG"
for _ in $(seq 100); do
    docker version >/dev/null 2>&1 && break
    kill -0 "$daemon" 2>/dev/null || break
    sleep 0.1
done
docker version --format 'docker {{.Client.Version}} talks to {{.Server.Version}}, API {{.Server.APIVersion}}' || { cat "$folder/aotd.log" >&2; fail "aotd does not answer"; }

say "docker import: an image of busybox alone"
mkdir -p "$folder/root/bin"
cp "$(command -v busybox)" "$folder/root/bin/busybox"
for applet in $("$folder/root/bin/busybox" --list); do
    [ "$applet" = busybox ] || ln -s busybox "$folder/root/bin/$applet"
done
tar -C "$folder/root" -c . | docker import - busybox

say "docker run --rm --network none busybox echo ..."
words="Hello from a container run by aotd"
output=$(docker run --rm --network none busybox echo "$words") || { cat "$folder/aotd.log" >&2; fail "docker run failed"; }
echo "$output"
[ "$output" = "$words" ] || fail "the container said something else"

say "docker run -p 127.0.0.1::80 busybox httpd: a page of a container at a port of this host"
docker run -d --name page -p 127.0.0.1::80 busybox sh -c "echo '$words' > /index.html; exec httpd -f -h / -p 80" || { cat "$folder/aotd.log" >&2; fail "docker run -p failed"; }
page=
for _ in $(seq 50); do
    page=$(busybox wget -q -O - "http://$(docker port page 80/tcp)/index.html" 2>/dev/null) && break
    sleep 0.1
done
echo "$(docker port page): $page"
docker rm -f page >/dev/null
[ "$page" = "$words" ] || fail "the page did not come"

say "Stopping aotd"
stop
trap - EXIT
echo "Success: artifacts/aotd ran a container through the docker CLI."
