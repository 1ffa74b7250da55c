# What load.sh, policies.sh and gateway.sh have in common; they source it with their own arguments: [WORK_DIR] [ROUNDS] [SECONDS].
#
# Builds into WORK_DIR, which keeps builds and seeded data directories for the next run; every process in `pids` ends with the script.
set -euo pipefail

work=${1:-${TMPDIR:-/tmp}/keysafety-load}
rounds=${2:-5}
seconds=${3:-5}
export TORQUE_API_KEY=bootstrap-key-of-the-load-test # SeededDirectory.BootstrapKey

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
mkdir -p "$work"
rm -f "$work"/*.run
dotnet publish "$root/server" -c Release -o "$work/server" -v quiet
dotnet publish "$here" -c Release -o "$work/benchmarks" -v quiet

declare -A pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait; rm -f "$work"/*.run' EXIT

# start_server NAME PORT DATA_DIR [OPTIONS]: returns when it answers.
start_server() {
  "$work/server/torque-server" --data-dir "$3" --api-port "$2" --log-level error "${@:4}" &
  pids[$1]=$!
  until_answers "$1" "$2"
}

# start_benchmark NAME PORT COMMAND...: the same for `bare` and `proxy`.
start_benchmark() {
  "$work/benchmarks/KeySafety.Benchmarks" "${@:3}" &
  pids[$1]=$!
  until_answers "$1" "$2"
}

until_answers() {
  until curl -s -o /dev/null "http://127.0.0.1:$2/health"; do
    kill -0 "${pids[$1]}" # gone: it said why
    sleep 0.01
  done
}

# stop NAME
stop() {
  kill "${pids[$1]}"
  wait "${pids[$1]}" || true
  unset "pids[$1]"
}

# create_key PORT JSON: prints its value.
create_key() {
  curl -sf "http://127.0.0.1:$1/keys" -H "X-TYPESENSE-API-KEY: $TORQUE_API_KEY" -d "$2" | jq -r .value
}

# The process's own processor time, in milliseconds: on a busy machine steadier than what the clock on the wall says.
cpu_ms() { awk -v tick="$(getconf CLK_TCK)" '{ print int(($14 + $15) * 1000 / tick) }' "/proc/$1/stat"; }

# load NAME WRK_ARGUMENTS...: sets `rate` to requests a second and `cost` to the process's microseconds a request; anything but a 200 is no figure.
load() {
  local report before
  before=$(cpu_ms "${pids[$1]}")
  report=$(wrk -t1 -c32 "-d${seconds}s" "${@:2}")
  if grep -q 'Non-2xx' <<<"$report"; then
    echo "$report" >&2
    return 1
  fi
  rate=$(awk '/^Requests\/sec/ { print $2 }' <<<"$report")
  cost=$(awk -v ms=$(($(cpu_ms "${pids[$1]}") - before)) '/requests in/ { printf "%.1f", ms * 1000 / $1 }' <<<"$report")
}

# warm_up NAME WRK_ARGUMENTS...: until the code is compiled in its last form, which takes some thousand requests and, on a busy machine, its time.
warm_up() {
  local seconds=10
  load "$@"
}

divide() { awk -v a="$1" -v b="$2" -v digits="${3:-3}" 'BEGIN { printf "%.*f\n", digits, a / b }'; }

# note NAME VALUE, median_of NAME: over the rounds.
note() { echo "$2" >>"$work/$1.run"; }
median_of() { sort -n "$work/$1.run" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
