#!/usr/bin/env bash
# Builds and tests everything; ends with 'N passed, N failed, N skipped'. Needs the .NET 10 SDK and Node 20 or later; fetches the rest itself.
#   ./test.sh                     everything
#   ./test.sh --fast              without the format check and the benchmarks' trial run
#   ./test.sh --soak [duration]   only the crash suite, with new rounds for an hour or as long as told (0:10:00)
set -euo pipefail
cd "$(dirname "$0")"

fast= soak=
case "${1:-}" in
  "") ;;
  --fast) fast=1 ;;
  --soak) soak=${2:-1:00:00} ;;
  -h | --help) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) echo "test.sh: unknown option '$1' (try --help)" >&2; exit 2 ;;
esac

command -v dotnet >/dev/null || { echo "test.sh: the .NET 10 SDK is missing (dotnet)" >&2; exit 1; }
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

if [ -n "$soak" ]; then
  dotnet build -c Release tests/StoreHub.Crash.Tests
  STOREHUB_CRASH_SOAK=$soak exec dotnet run -c Release --no-build --project tests/StoreHub.Crash.Tests -- --output Detailed --no-progress
fi

if command -v npm >/dev/null; then
  (cd js && npm install --no-audit --no-fund --loglevel=error)
else
  echo "test.sh: npm is missing: the tests against JavaScript peers will be skipped"
fi

dotnet restore
if [ -z "$fast" ]; then
  dotnet format --no-restore --verify-no-changes
fi
dotnet build -c Release --no-restore

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
dotnet test --solution StoreHub.sln -c Release --no-build --no-progress 2>&1 | tee "$log" || status=$?

if [ -z "$fast" ]; then
  dotnet run -c Release --no-build --project benchmarks/StoreHub.Benchmarks -- smoke || status=$?
fi

# the summary of Microsoft.Testing.Platform closes with one total over all projects
total() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1; }
passed=$(total succeeded) failed=$(total failed) skipped=$(total skipped)
grep -E '^ *skipped ' "$log" || true
echo "${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped"
[ "${passed:-0}" -gt 0 ] || exit 1
exit $status
