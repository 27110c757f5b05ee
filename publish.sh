#!/bin/sh
# Publishes aotd as one native binary: artifacts/aotd. Fails on any warning, on a binary over its size budget, on one that
# does not run, and on one that is not statically linked.
#
#   ./publish.sh                 a static binary (the product)
#   ./publish.sh --dynamic       one linked against this system's libraries: artifacts/aotd-dynamic
#   ./publish.sh --crash-points  the product, but tests can have it die at any step: artifacts/crash/aotd
set -eu
cd "$(dirname "$0")"

static=true
crash_points=false
result=artifacts/aotd
built=Aot.Daemon
case "${1:-}" in
    "") ;;
    --dynamic) static=false; result=artifacts/aotd-dynamic ;;
    --crash-points) crash_points=true; result=artifacts/crash/aotd; built=artifacts/crash/Aot.Daemon ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac

fail() { echo "publish.sh: $*" >&2; exit 1; }

command -v dotnet >/dev/null || fail "the .NET SDK (10.0 or later) is not on PATH"
for tool in gcc readelf; do
    command -v $tool >/dev/null || fail "$tool is missing (Debian: apt-get install gcc binutils libc6-dev zlib1g-dev)"
done
if $static; then
    command -v cmake >/dev/null && [ -e /usr/include/openssl/ssl.h ] \
        || fail "a static binary needs cmake and libssl-dev (Debian: apt-get install cmake libssl-dev)"
fi

mkdir -p artifacts "$(dirname "$result")"
# The SDK wants a home folder that can be written to.
if [ ! -w "${HOME:-/nonexistent}" ]; then
    HOME=$PWD/artifacts/home
    mkdir -p "$HOME"
    export HOME
fi
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

commit=$(git rev-parse --short=7 HEAD 2>/dev/null || echo unknown)
if [ "$commit" != unknown ] && [ -n "$(git status --porcelain --untracked-files=no 2>/dev/null)" ]; then
    commit=$commit-dirty
fi

log=$(dirname "$result")/publish.log
staging=$(dirname "$result")/publish
rm -rf "$staging"
# The SDK does not link again when only an option has changed.
rm -rf $built/obj/Release/*/linux-x64/native $built/bin/Release/*/linux-x64/native
dotnet publish Aot.Daemon -c Release -r linux-x64 -p:AotStatic=$static -p:AotCommit="$commit" -p:CrashPoints=$crash_points \
    -o "$staging" >"$log" 2>&1 \
    || { cat "$log" >&2; fail "dotnet publish failed"; }
# Two remarks are not about our code: the static linker's on glibc's name service (aotd looks up users, groups and hosts by
# itself), and one of CMake in the SDK's own build of its OpenSSL layer ("EXEC : CMake warning", on an unused variable).
if grep -E 'warning|IL[23][0-9]{3}' "$log" \
    | grep -v -e 'in statically linked applications requires at runtime the shared libraries' -e '^EXEC : CMake warning :' >&2; then
    fail "warnings (the whole log: $log)"
fi
binary=$staging/aotd

size=$(stat -c %s "$binary")
budget=$(sed -n 's/^\([0-9][0-9]*\).*/\1/p' budgets/binary-size)
$crash_points || [ "$size" -le "$budget" ] || fail "$size bytes, over the budget of $budget (budgets/binary-size)"

if $static && readelf -l "$binary" | grep -q INTERP; then
    fail "the binary is not statically linked"
fi
if grep -qF "$PWD" "$binary"; then
    fail "the binary holds this machine's path $PWD"
fi

version=$("$binary" --version) || fail "the binary does not run"
case $version in
    "aotd version "*", build $commit") ;;
    *) fail "unexpected --version: $version" ;;
esac

mv "$binary" "$result"
echo "$result: $version, $size bytes of $budget"
