#!/usr/bin/env bash
# The server as a whole against its targets: GET /authorize under wrk beside a bare Kestrel endpoint, start, and memory.
#
#   tests/KeySafety.Benchmarks/load.sh [WORK_DIR] [ROUNDS] [SECONDS]
#
# WORK_DIR keeps builds and seeded data directories for the next run. In each round every server is loaded in turn, each
# right beside the bare endpoint with the same keys; the figures are medians over the rounds. Needs wrk and curl.
set -euo pipefail

work=${1:-${TMPDIR:-/tmp}/keysafety-load}
rounds=${2:-5}
seconds=${3:-5}
counts=(1000 100000 1000000)
bare_port=8200
first_port=8201
export TORQUE_API_KEY=bootstrap-key-of-the-load-test # SeededDirectory.BootstrapKey

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
mkdir -p "$work"
dotnet publish "$root/server" -c Release -o "$work/server" -v quiet
dotnet publish "$here" -c Release -o "$work/benchmarks" -v quiet

declare -A pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait' EXIT

for count in "${counts[@]}"; do
  [[ -f $work/$count.txt ]] && continue
  echo "seeding $count keys"
  rm -rf "$work/data-$count"
  "$work/benchmarks/KeySafety.Benchmarks" seed "$count" "$work/data-$count" "$work/seeding.txt"
  mv "$work/seeding.txt" "$work/$count.txt"
done

# start NAME PORT DATA_DIR: starts a server and sets `took` to the milliseconds until it answers.
start() {
  local begun
  begun=$(date +%s%N)
  "$work/server/torque-server" --data-dir "$3" --api-port "$2" --log-level error &
  pids[$1]=$!
  until curl -sf -o /dev/null "http://127.0.0.1:$2/health"; do
    kill -0 "${pids[$1]}" # gone: it said why
    sleep 0.01
  done
  took=$((($(date +%s%N) - begun) / 1000000))
}

rss_kib() { awk '/^VmRSS/ { print $2 }' "/proc/$1/status"; }

# The server's own processor time, in milliseconds: on a busy machine steadier than what the clock on the wall says.
cpu_ms() { awk -v tick="$(getconf CLK_TCK)" '{ print int(($14 + $15) * 1000 / tick) }' "/proc/$1/stat"; }

# requests PORT COUNT: requests per second; anything but a 200 is no figure.
requests() {
  local report
  report=$(wrk -t1 -c32 -d"${seconds}s" -s "$here/load.lua" "http://127.0.0.1:$1" -- "$work/$2.txt")
  if grep -q 'Non-2xx' <<<"$report"; then
    echo "$report" >&2
    return 1
  fi
  awk '/^Requests\/sec/ { print $2 }' <<<"$report"
}

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

divide() { awk -v a="$1" -v b="$2" -v digits="${3:-3}" 'BEGIN { printf "%.*f\n", digits, a / b }'; }

echo "== start and memory"
rm -rf "$work/data-0"
start made "$first_port" "$work/data-0"
kill "${pids[made]}"
wait "${pids[made]}" || true
echo "empty, directory made anew: $took ms (target 1000)"
start 0 "$first_port" "$work/data-0"
echo "empty, started again:       $took ms (target 1000)"
sleep 1
empty_kib=$(rss_kib "${pids[0]}")
echo "empty, memory:              $empty_kib KiB"
kill "${pids[0]}"
wait "${pids[0]}" || true
unset 'pids[0]' 'pids[made]'

port=$first_port
declare -A ports=()
for count in "${counts[@]}"; do
  start "$count" "$port" "$work/data-$count"
  ports[$count]=$port
  port=$((port + 1))
  echo "$count keys, start:         $took ms wall, $(cpu_ms "${pids[$count]}") ms processor$([[ $count = 1000000 ]] && echo ' (target 6000)')"
  sleep 1
  echo "$count keys, memory:        $((($(rss_kib "${pids[$count]}") - empty_kib) * 1024 / count)) bytes a key$([[ $count = 1000000 ]] && echo ' (target 500)')"
done

rm -f "$work"/*.run
echo "== GET /authorize, $rounds rounds of $seconds s each"
"$work/benchmarks/KeySafety.Benchmarks" bare "$bare_port" &
pids[bare]=$!
sleep 2
for ((round = 0; round <= rounds; round++)); do
  for count in "${counts[@]}"; do
    bare=$(requests "$bare_port" "$count")
    served=$(requests "${ports[$count]}" "$count")
    # The first round warms up the code.
    ((round == 0)) && continue
    ratio=$(divide "$served" "$bare")
    printf 'round %d  %8d keys  bare %9.0f/s  torque-server %9.0f/s  %.3f of bare\n' "$round" "$count" "$bare" "$served" "$ratio"
    echo "$bare" >>"$work/bare-$count.run"
    echo "$served" >>"$work/served-$count.run"
    echo "$ratio" >>"$work/ratio-$count.run"
  done
done

echo "== medians"
for count in "${counts[@]}"; do
  printf '%8d keys  bare %9.0f/s  torque-server %9.0f/s  %.3f of bare\n' "$count" \
    "$(median <"$work/bare-$count.run")" "$(median <"$work/served-$count.run")" "$(median <"$work/ratio-$count.run")"
done
echo "100000 keys against bare: $(median <"$work/ratio-100000.run") (target 0.85)"
echo "1000000 against 1000 keys, each as its share of bare: $(divide "$(median <"$work/ratio-1000000.run")" "$(median <"$work/ratio-1000.run")") (target 0.9)"
rm "$work"/*.run
