#!/bin/bash
# Builds and tests everything. Run as root on Debian 12 with the .NET SDK: sudo ./test.sh
# The last line is "N passed, N failed"; the exit code is not 0 when a check or a test failed, or when no test ran.
#
#   ./test.sh                                     all
#   ./test.sh --filter 'Category!=EndToEnd'       arguments go to `dotnet test`
set -euo pipefail
cd "$(dirname "$0")"

results=$PWD/artifacts/test-results
failed_checks=0

step() { printf '\n== %s (%ds)\n' "$*" "$SECONDS"; }
check() { # name command...: a check counts as one failure
    local name=$1
    shift
    step "$name"
    "$@" || { echo "test.sh: $name failed" >&2; failed_checks=$((failed_checks + 1)); }
}

[ "$(id -u)" = 0 ] || { echo "test.sh: run as root (sudo ./test.sh): containers need it" >&2; exit 1; }
command -v dotnet >/dev/null || { echo "test.sh: the .NET SDK (10.0 or later) is not on PATH" >&2; exit 1; }
mkdir -p artifacts
if [ ! -w "${HOME:-/nonexistent}" ]; then
    export HOME=$PWD/artifacts/home
    mkdir -p "$HOME"
fi
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

step "packages"
./scripts/install-packages.sh build test

step "build, warnings are errors"
dotnet build aotd.slnx --nologo -v quiet -p:RunAnalyzers=true || { printf '\n0 passed, 1 failed\n'; exit 1; }
check "the source compiles for net10.0 too" \
    dotnet build Aot.Daemon --nologo -v quiet -p:AotTargetFramework=net10.0 -p:PublishAot=false -p:RuntimeIdentifier= \
    -p:BaseIntermediateOutputPath="$PWD/artifacts/net10/obj/" -p:BaseOutputPath="$PWD/artifacts/net10/bin/"
check "format" bash -c "dotnet format aotd.slnx --no-restore --verify-no-changes 2>&1 | cut -d'(' -f1 | sort | uniq -c; exit \${PIPESTATUS[0]}"
check "publish" ./publish.sh
check "publish with crash points, for tests alone" ./publish.sh --crash-points

step "tests"
export AOTD_BINARY=$PWD/artifacts/aotd
rm -rf "$results"
dotnet test Aot.Daemon.Tests --no-build --nologo --results-directory "$results" --logger trx --logger "console;verbosity=minimal" "$@" \
    || true

# <Counters total="3" executed="3" passed="2" failed="1" error="0" timeout="0" aborted="0" .../>
sum() {
    local total=0 number
    for number in $(cat "$results"/*.trx 2>/dev/null | sed -n "s/.*<Counters .*[ ]$1=\"\([0-9]*\)\".*/\1/p"); do
        total=$((total + number))
    done
    echo "$total"
}
passed=$(sum passed)
failed=$(($(sum failed) + $(sum error) + $(sum timeout) + $(sum aborted) + failed_checks))
# A run that was cut short counts as a failure even when no test says so.
if [ "$(cat "$results"/*.trx 2>/dev/null | grep -c '<ResultSummary outcome="Completed"')" = 0 ] && [ "$failed" = 0 ]; then
    failed=1
fi

printf '\n%d s\n%d passed, %d failed\n' "$SECONDS" "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
