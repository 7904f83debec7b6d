#!/usr/bin/env bash
# Runs a Redis, several hubs that share it, and nginx or HAProxy in front of them, as processes of this machine, until Ctrl+C.
#
#   scripts/cluster.sh [--hubs N] [--port P] [--data FOLDER] …
#
#   --hubs N           how many hubs (default 2)
#   --port P           where the front listens on 127.0.0.1 (default 0: a free port)
#   --hub-port P       where the first hub listens; the others on the ports after it (default 0: free ports)
#   --redis-port P     where Redis listens (default 0: a free port)
#   --appendfsync A    when Redis syncs: always, everysec or no (default always)
#   --data FOLDER      keeps Redis's files, and logs; made if it is not there (default: a temporary folder, removed in the end)
#   --front F          nginx, haproxy, none, or auto: the first of them that is installed (default auto)
#   --set NAME=VALUE   a setting for all hubs, such as StoreHub:MaxTailOperations=5000; may be repeated
#   --server PROGRAM   the hub's program, or its .dll (default: it is built from src/StoreHub.Server)
#   --help
#
# When all of it listens it prints a line that begins with "StoreHub cluster is listening on", then the addresses of the parts. A hub that ends
# is reported, and the others go on. Ends with 0 after Ctrl+C or SIGTERM, with 1 if something does not start or Redis, the front or the last hub
# ends, with 2 for wrong arguments.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

usage() { echo "cluster.sh: $1 (try --help)" >&2; exit 2; }
say() { echo "cluster.sh: $1" >&2; }

hubs=2 port=0 hub_port=0 redis_port=0 appendfsync=always data= front=auto server= settings=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) sed -n '2,/^set /s/^# \{0,1\}//p' "$0"; exit 0 ;;
    --hubs | --port | --hub-port | --redis-port | --appendfsync | --data | --front | --set | --server)
      [ $# -gt 1 ] || usage "$1 needs a value"
      case $1 in
        --hubs) hubs=$2 ;; --port) port=$2 ;; --hub-port) hub_port=$2 ;; --redis-port) redis_port=$2 ;; --appendfsync) appendfsync=$2 ;;
        --data) data=$2 ;; --front) front=$2 ;; --server) server=$2 ;;
        --set) [[ $2 == ?*=* ]] || usage "--set is NAME=VALUE, not '$2'"; settings+=(--set "$2") ;;
      esac
      shift 2 ;;
    *) usage "unknown argument '$1'" ;;
  esac
done
[[ $hubs =~ ^[1-9][0-9]?$ ]] || usage "--hubs is a number from 1 to 99, not '$hubs'"
for number in "$port" "$hub_port" "$redis_port"; do
  [[ $number =~ ^(0|[1-9][0-9]{0,4})$ ]] && [ "$number" -le 65535 ] || usage "'$number' is no port: a number from 0 to 65535"
done
case $appendfsync in always | everysec | no) ;; *) usage "--appendfsync is always, everysec or no, not '$appendfsync'" ;; esac
case $front in auto | nginx | haproxy | none) ;; *) usage "--front is nginx, haproxy, none or auto, not '$front'" ;; esac

# where root's own programs are, such as nginx, is not in everybody's PATH
PATH=$PATH:/usr/sbin:/usr/local/sbin
command -v redis-server >/dev/null || { say "redis-server is not installed"; exit 1; }
if [ "$front" = auto ]; then
  front=none
  for program in haproxy nginx; do ! command -v $program >/dev/null || front=$program; done
  [ "$front" != none ] || say "neither nginx nor haproxy is installed: nothing is in front of the hubs"
elif [ "$front" != none ]; then
  command -v "$front" >/dev/null || { say "$front is not installed"; exit 1; }
fi

if [ -z "$server" ]; then
  command -v dotnet >/dev/null || { say "the .NET 10 SDK is missing (dotnet)"; exit 1; }
  dotnet build -c Release -v quiet --nologo "$root/src/StoreHub.Server" >&2 || { say "the hub could not be built"; exit 1; }
  server=$root/src/StoreHub.Server/bin/Release/net10.0/StoreHub.Server.dll
fi
[ -f "$server" ] || { say "there is no program $server"; exit 1; }
case $server in *.dll) server=(dotnet "$server") ;; *) server=("$server") ;; esac

temporary=
if [ -z "$data" ]; then
  data=$(mktemp -d "${TMPDIR:-/tmp}/storehub-cluster.XXXXXX") || exit 1
  temporary=1
fi
mkdir -p "$data/redis" "$data/logs" "$data/front" && data=$(cd "$data" && pwd) || { say "the folder $data cannot be used"; exit 1; }

redis_pid= front_pid= hub_pids=() hub_urls=() stopping=

# ends processes in order, so that clients hear of it from the hubs and Redis has all that these had
stop() {
  local code=$1 pids
  trap '' INT TERM HUP
  for pids in "${hub_pids[*]-}" "$front_pid" "$redis_pid"; do
    # shellcheck disable=SC2086 # several
    [ -z "${pids// /}" ] || { kill $pids 2>/dev/null; wait $pids 2>/dev/null; }
  done
  [ -z "$temporary" ] || rm -rf "$data"
  exit "$code"
}

fail() {
  say "$1"
  [ -z "${2:-}" ] || tail -n 5 "$2" >&2
  stop 1
}

# a signal while something starts is heeded when the step is done
trap 'stopping=1' INT TERM HUP
heed() { [ -z "$stopping" ] || stop 0; }
pause() { sleep "$1" & wait $! 2>/dev/null; heed; }
is_alive() { kill -0 "$1" 2>/dev/null; }
is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# starts a program in a process group of its own, which Ctrl+C does not reach
start() {
  local log=$1
  shift
  set -m
  "$@" </dev/null >"$log" 2>&1 &
  set +m
}

# a port where nobody listens; who takes it meanwhile is noticed when it is used
free_port() {
  local candidate
  while :; do
    candidate=$((20000 + RANDOM % 12000))
    is_open $candidate || { echo $candidate; return; }
  done
}

wait_for() {
  local pid=$1 log=$2 line=$3
  for _ in $(seq 600); do
    ! grep -q "$line" "$log" || return 0
    is_alive "$pid" || return 1
    pause 0.1
  done
  return 1
}

start_redis() {
  local log=$data/logs/redis.log attempt
  for attempt in 1 2 3 4 5; do
    local at=$redis_port
    [ "$at" != 0 ] || at=$(free_port)
    start "$log" redis-server --port "$at" --bind 127.0.0.1 --dir "$data/redis" --save "" --appendonly yes --appendfsync "$appendfsync" --maxmemory-policy noeviction
    redis_pid=$!
    if wait_for $redis_pid "$log" "Ready to accept connections"; then redis_port=$at; return; fi
    kill $redis_pid 2>/dev/null
    wait $redis_pid 2>/dev/null
    redis_pid=
    [ "$redis_port" = 0 ] && grep -q "Address already in use" "$log" || break
  done
  fail "redis-server did not start:" "$log"
}

start_hubs() {
  local i log url
  for ((i = 1; i <= hubs; i++)); do
    url=http://127.0.0.1:$((hub_port == 0 ? 0 : hub_port + i - 1))
    start "$data/logs/hub$i.log" "${server[@]}" --urls "$url" --redis "127.0.0.1:$redis_port" ${settings[@]+"${settings[@]}"}
    hub_pids+=($!)
  done
  for ((i = 1; i <= hubs; i++)); do
    log=$data/logs/hub$i.log
    wait_for "${hub_pids[i - 1]}" "$log" "StoreHub is listening on" || fail "hub $i did not start:" "$log"
    hub_urls+=("$(sed -n 's/^StoreHub is listening on \(http:[^ ,]*\).*/\1/p' "$log")")
  done
}

# the configuration of deploy/ with the addresses of this cluster
configure_nginx() {
  awk -v port="$1" -v folder="$data/front" -v hubs="${hub_urls[*]}" '
    /^http \{/ { print; for (n = split("client_body proxy fastcgi uwsgi scgi", names, " "); n > 0; n--) print "    " names[n] "_temp_path " folder "/" names[n] ";"; next }
    /server hub2:/ { next }
    /server hub1:/ { line = $0; for (n = split(hubs, urls, " "); n > 0; n--) { hub = line; at = urls[n]; sub("http://", "", at); sub("hub1:5080", at, hub); print hub }; next }
    /listen 8080;/ { sub("8080", "127.0.0.1:" port) }
    { print }' "$root/deploy/nginx.conf" >"$data/front/nginx.conf"
}

configure_haproxy() {
  awk -v port="$1" -v hubs="${hub_urls[*]}" '
    /server hub2 / { next }
    /server hub1 / { for (n = split(hubs, urls, " "); n > 0; n--) { at = urls[n]; sub("http://", "", at); print "    server hub" n " " at }; next }
    /bind :8080/ { sub(":8080", "127.0.0.1:" port) }
    { print }' "$root/deploy/haproxy.cfg" >"$data/front/haproxy.cfg"
}

start_front() {
  local log=$data/logs/front.log attempt
  for attempt in 1 2 3 4 5; do
    local at=$port
    [ "$at" != 0 ] || at=$(free_port)
    ! is_open "$at" || fail "port $at is in use"
    "configure_$front" "$at"
    case $front in
      nginx) start "$log" nginx -p "$data/front" -c "$data/front/nginx.conf" -e stderr -g "daemon off; pid $data/front/nginx.pid;" ;;
      haproxy) start "$log" haproxy -db -f "$data/front/haproxy.cfg" ;;
    esac
    front_pid=$!
    for _ in $(seq 600); do
      if is_alive $front_pid && is_open "$at"; then port=$at; return; fi
      is_alive $front_pid || break
      pause 0.1
    done
    kill $front_pid 2>/dev/null
    wait $front_pid 2>/dev/null
    front_pid=
    [ "$port" = 0 ] && grep -qi "address already in use" "$log" || break
  done
  fail "$front did not start:" "$log"
}

start_redis
start_hubs
if [ "$front" = none ]; then
  listening=${hub_urls[*]}
else
  start_front
  listening=http://127.0.0.1:$port
fi
echo "StoreHub cluster is listening on $listening (hub /hub, health /health/ready). Press Ctrl+C to stop."
for ((i = 1; i <= hubs; i++)); do echo "  hub $i: ${hub_urls[i - 1]} (process ${hub_pids[i - 1]})"; done
echo "  Redis: 127.0.0.1:$redis_port (process $redis_pid, appendfsync $appendfsync)"
[ "$front" = none ] || echo "  front: $front (process $front_pid)"
echo "  data: $data${temporary:+, removed in the end}"

reported=()
while :; do
  pause 0.5
  is_alive "$redis_pid" || fail "Redis ended:" "$data/logs/redis.log"
  [ -z "$front_pid" ] || is_alive "$front_pid" || fail "$front ended:" "$data/logs/front.log"
  alive=0
  for ((i = 1; i <= hubs; i++)); do
    if is_alive "${hub_pids[i - 1]}"; then alive=$((alive + 1)); continue; fi
    [ -z "${reported[i]-}" ] || continue
    reported[i]=1
    say "hub $i ended; the others go on"
  done
  [ $alive -gt 0 ] || fail "no hub is left:" "$data/logs/hub1.log"
done
