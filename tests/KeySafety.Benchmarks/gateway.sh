#!/usr/bin/env bash
# The gateway against its target: a request with a key through it, beside the same request through plain YARP that asks nobody.
#
#   tests/KeySafety.Benchmarks/gateway.sh [WORK_DIR] [ROUNDS] [SECONDS]
#
# Both proxies stand before one bare endpoint, and take turns within each round. The gateway decides, counts the use, takes out the
# credential and signs who called. Needs wrk, curl and jq.
set -euo pipefail

work=${1:-${TMPDIR:-/tmp}/keysafety-load}
rounds=${2:-5}
seconds=${3:-5}
service_port=8210
plain_port=8211
gateway_port=8212
export TORQUE_API_KEY=bootstrap-key-of-the-load-test
export TORQUE_SIGNING_KEY=signing-key-of-the-load-test-of-32

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
mkdir -p "$work"
dotnet publish "$root/server" -c Release -o "$work/server" -v quiet
dotnet publish "$here" -c Release -o "$work/benchmarks" -v quiet

pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait' EXIT

cat >"$work/gateway.json" <<JSON
{
  "gateway": { "signing_key_variable": "TORQUE_SIGNING_KEY" },
  "ReverseProxy": {
    "Routes": { "all": { "ClusterId": "service", "AuthorizationPolicy": "vaults:read", "Match": { "Path": "/v1/{collection}/{**rest}" } } },
    "Clusters": { "service": { "Destinations": { "d": { "Address": "http://127.0.0.1:$service_port/" } } } }
  }
}
JSON

"$work/benchmarks/KeySafety.Benchmarks" bare "$service_port" &
pids+=($!)
"$work/benchmarks/KeySafety.Benchmarks" proxy "$plain_port" "http://127.0.0.1:$service_port/" &
plain=$!
pids+=("$plain")
rm -rf "$work/data-gateway"
"$work/server/torque-server" --data-dir "$work/data-gateway" --api-port "$gateway_port" --config "$work/gateway.json" --log-level error &
gateway=$!
pids+=("$gateway")
for port in "$service_port" "$plain_port" "$gateway_port"; do
  until curl -s -o /dev/null "http://127.0.0.1:$port/health"; do sleep 0.1; done
done
key=$(curl -sf "http://127.0.0.1:$gateway_port/keys" -H "X-TYPESENSE-API-KEY: $TORQUE_API_KEY" \
  -d '{"description":"load","actions":["vaults:read"],"collections":["a.*"]}' | jq -r .value)

cpu_ms() { awk -v tick="$(getconf CLK_TCK)" '{ print int(($14 + $15) * 1000 / tick) }' "/proc/$1/stat"; }

# requests PORT PID [SECONDS]: sets `rate` to requests a second and `cost` to the proxy's own processor time, in microseconds a request.
requests() {
  local report before
  before=$(cpu_ms "$2")
  report=$(wrk -t1 -c32 -d"${3:-$seconds}s" -H "Authorization: Bearer $key" "http://127.0.0.1:$1/v1/a1/documents?q=x")
  if grep -q 'Non-2xx' <<<"$report"; then
    echo "$report" >&2
    return 1
  fi
  rate=$(awk '/^Requests\/sec/ { print $2 }' <<<"$report")
  cost=$(awk -v ms=$(($(cpu_ms "$2") - before)) '/requests in/ { printf "%.1f", ms * 1000 / $1 }' <<<"$report")
}

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
divide() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f\n", a / b }'; }

rm -f "$work"/gateway-*.run
# Until the code is compiled in its last form, which takes some thousand requests and, on a busy machine, its time.
requests "$plain_port" "$plain" 10
requests "$gateway_port" "$gateway" 10
for ((round = 1; round <= rounds; round++)); do
  requests "$plain_port" "$plain"
  plain_rate=$rate plain_cost=$cost
  requests "$gateway_port" "$gateway"
  printf 'round %d  plain YARP %8.0f/s %6.1f us  gateway %8.0f/s %6.1f us  %.3f of plain\n' \
    "$round" "$plain_rate" "$plain_cost" "$rate" "$cost" "$(divide "$rate" "$plain_rate")"
  divide "$rate" "$plain_rate" >>"$work/gateway-rate.run"
  divide "$plain_cost" "$cost" >>"$work/gateway-cost.run"
done
echo "requests a second against plain YARP: $(median <"$work/gateway-rate.run") (target 0.7)"
echo "processor time, plain YARP's against the gateway's: $(median <"$work/gateway-cost.run")"
rm "$work"/gateway-*.run
