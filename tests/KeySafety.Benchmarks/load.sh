#!/usr/bin/env bash
# The server as a whole against its targets: GET /authorize under wrk beside a bare Kestrel endpoint, start, and memory.
#
#   tests/KeySafety.Benchmarks/load.sh [WORK_DIR] [ROUNDS] [SECONDS]
#
# In each round every server is loaded in turn, each right beside the bare endpoint with the same keys; the figures are medians over the rounds.
# Needs wrk, curl and jq.
. "$(dirname "$0")/measure.sh"

counts=(1000 100000 1000000)
bare_port=8200
first_port=8201

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
  start_server "$@"
  took=$((($(date +%s%N) - begun) / 1000000))
}

rss_kib() { awk '/^VmRSS/ { print $2 }' "/proc/$1/status"; }

echo "== start and memory"
rm -rf "$work/data-0"
start made "$first_port" "$work/data-0"
stop made
echo "empty, directory made anew: $took ms (target 1000)"
start 0 "$first_port" "$work/data-0"
echo "empty, started again:       $took ms (target 1000)"
sleep 1
empty_kib=$(rss_kib "${pids[0]}")
echo "empty, memory:              $empty_kib KiB"
stop 0

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

# authorize PORT COUNT: wrk's arguments.
authorize() { asked=(-s "$here/load.lua" "http://127.0.0.1:$1" -- "$work/$2.txt"); }

echo "== GET /authorize, $rounds rounds of $seconds s each"
start_benchmark bare "$bare_port" bare "$bare_port"
authorize "$bare_port" 1000
warm_up bare "${asked[@]}"
for count in "${counts[@]}"; do
  authorize "${ports[$count]}" "$count"
  warm_up "$count" "${asked[@]}"
done

for ((round = 1; round <= rounds; round++)); do
  for count in "${counts[@]}"; do
    authorize "$bare_port" "$count"
    load bare "${asked[@]}"
    bare_rate=$rate bare_cost=$cost
    authorize "${ports[$count]}" "$count"
    load "$count" "${asked[@]}"
    ratio=$(divide "$rate" "$bare_rate")
    printf 'round %d  %8d keys  bare %9.0f/s %5.1f us  torque-server %9.0f/s %5.1f us  %.3f of bare\n' \
      "$round" "$count" "$bare_rate" "$bare_cost" "$rate" "$cost" "$ratio"
    note "bare-$count" "$bare_rate"
    note "served-$count" "$rate"
    note "ratio-$count" "$ratio"
  done
done

echo "== medians"
for count in "${counts[@]}"; do
  printf '%8d keys  bare %9.0f/s  torque-server %9.0f/s  %.3f of bare\n' "$count" "$(median_of "bare-$count")" "$(median_of "served-$count")" "$(median_of "ratio-$count")"
done
echo "100000 keys against bare: $(median_of ratio-100000) (target 0.85)"
echo "1000000 against 1000 keys, each as its share of bare: $(divide "$(median_of ratio-1000000)" "$(median_of ratio-1000)") (target 0.9)"
