#!/usr/bin/env bash
# Keys with every policy against their target: an allowlist of 20 ranges and a rate limit, with usage and audit on, beside a bare Kestrel endpoint.
#
#   tests/KeySafety.Benchmarks/policies.sh [WORK_DIR] [ROUNDS] [SECONDS]
#
# GET /authorize as in load.sh, with a hundred keys. Needs wrk, curl and jq.
. "$(dirname "$0")/measure.sh"

bare_port=8220
port=8221
keys=100

rm -rf "$work/data-policies"
start_benchmark bare "$bare_port" bare "$bare_port"
start_server policies "$port" "$work/data-policies" --bcrypt-cost 4

# The client's own range stands last, so that all of them are looked at.
ranges=$(printf '"10.%d.0.0/16",' {1..19})'"127.0.0.0/8"'
for ((key = 0; key < keys; key++)); do
  create_key "$port" '{"description":"load","actions":["documents:search"],"collections":["products"],
    "allowed_ips":['"$ranges"'],"rate_limit":{"requests":1000000000,"per_seconds":3600}}'
done >"$work/policies.txt"

authorize() { asked=(-s "$here/load.lua" "http://127.0.0.1:$1" -- "$work/policies.txt"); }

authorize "$bare_port"
warm_up bare "${asked[@]}"
authorize "$port"
warm_up policies "${asked[@]}"
for ((round = 1; round <= rounds; round++)); do
  authorize "$bare_port"
  load bare "${asked[@]}"
  bare_rate=$rate bare_cost=$cost
  authorize "$port"
  load policies "${asked[@]}"
  printf 'round %d  bare %9.0f/s %5.1f us  all policies %9.0f/s %5.1f us  %.3f of bare\n' \
    "$round" "$bare_rate" "$bare_cost" "$rate" "$cost" "$(divide "$rate" "$bare_rate")"
  note policies-rate "$(divide "$rate" "$bare_rate")"
done
echo "requests a second with all policies against bare: $(median_of policies-rate) (target 0.7)"
