#!/usr/bin/env bash
# Builds and tests everything; ends with 'N passed, N failed, N skipped'. Needs the .NET 10 SDK and Node 20 or later; fetches the rest itself.
#   ./test.sh                     everything
#   ./test.sh --fast              without the format check and the benchmarks' trial run
#   ./test.sh --soak [duration]   only the suites that kill processes, with new rounds for an hour or as long as told (0:10:00), one after the other
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
  dotnet build -c Release tests/StoreHub.Chaos.Tests
  status=0
  STOREHUB_CRASH_SOAK=$soak dotnet run -c Release --no-build --project tests/StoreHub.Crash.Tests -- --output Detailed --no-progress || status=$?
  STOREHUB_CHAOS_SOAK=$soak dotnet run -c Release --no-build --project tests/StoreHub.Chaos.Tests -- --output Detailed --no-progress || status=$?
  exit $status
fi

# installs a Debian package that tests need, where that can be done
install() {
  if command -v "$1" >/dev/null || ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then return; fi
  echo "test.sh: installing $1 for $2"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1"; } >/dev/null 2>&1 ||
    echo "test.sh: $1 could not be installed: $2 will be skipped"
}

npm=
if command -v npm >/dev/null; then
  npm=1
  (cd js && npm install --no-audit --no-fund --loglevel=error)
  (cd js && npm run --silent typecheck)
  # the sample uses the client as users do, built
  (cd js && npm run --silent build -w client)
  (cd samples/microfrontends && npm install --no-audit --no-fund --loglevel=error && npm run --silent typecheck)
  install chromium "the tests in a browser"
else
  echo "test.sh: npm is missing: the JavaScript client's tests are left out, those against JavaScript peers will be skipped"
fi

[ -n "${STOREHUB_TEST_REDIS:-}" ] || install redis-server "the tests of several hubs"

dotnet restore
if [ -z "$fast" ]; then
  dotnet format --no-restore --verify-no-changes
fi
dotnet build -c Release --no-restore

log=$(mktemp)
report=$(mktemp)
trap 'rm -f "$log" "$report"' EXIT
status=0
if [ -n "$npm" ]; then
  (cd js && npm run --silent test -- --reporter=default --reporter=json --outputFile.json="$report") || status=$?
fi
dotnet test --solution StoreHub.sln -c Release --no-build --no-progress 2>&1 | tee "$log" || status=$?

if [ -z "$fast" ]; then
  dotnet run -c Release --no-build --project benchmarks/StoreHub.Benchmarks -- smoke || status=$?
fi

# the summary of Microsoft.Testing.Platform closes with one total over all projects
total() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1; }
passed=$(total succeeded) failed=$(total failed) skipped=$(total skipped)
# vitest's count of tests, of which it knows the passed, failed and pending ones
client() { if [ -s "$report" ]; then node -p "JSON.parse(require('fs').readFileSync('$report'))['num$1Tests'] ?? 0"; else echo 0; fi; }
passed=$((${passed:-0} + $(client Passed))) failed=$((${failed:-0} + $(client Failed))) skipped=$((${skipped:-0} + $(client Pending) + $(client Todo)))
grep -E '^ *skipped ' "$log" || true
echo "$passed passed, $failed failed, $skipped skipped"
[ "$passed" -gt 0 ] || exit 1
exit $status
