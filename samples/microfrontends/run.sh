#!/usr/bin/env bash
# Builds and starts the sample: the hub, the backend, the host and two remotes, each at an address of its own, until Ctrl-C.
# Needs the .NET 10 SDK and Node 20.19 or later; ports 5080, 5300, 5301 and 5302 of localhost must be free.
#   ./run.sh             build what changed, and start
#   ./run.sh --no-build  start what was built
set -euo pipefail
cd "$(dirname "$0")"

build=1
case "${1:-}" in
  "") ;;
  --no-build) build= ;;
  -h | --help) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) echo "run.sh: unknown option '$1' (try --help)" >&2; exit 2 ;;
esac

for tool in dotnet npm; do command -v $tool >/dev/null || { echo "run.sh: $tool is missing" >&2; exit 1; }; done
if [ -n "$build" ]; then
  (cd ../../js && npm install --no-audit --no-fund --loglevel=error && npm run --silent build -w client)
  npm install --no-audit --no-fund --loglevel=error
  npm run --silent build
  dotnet build -c Release -v quiet ../../src/StoreHub.Server
  dotnet build -c Release -v quiet Backend
fi
exec node start.mjs
