#!/usr/bin/env bash
# The gateway against its target: a request with a key through it, beside the same request through plain YARP that asks nobody.
#
#   tests/KeySafety.Benchmarks/gateway.sh [WORK_DIR] [ROUNDS] [SECONDS]
#
# Both proxies stand before one bare endpoint, and take turns within each round. The gateway decides, counts the use, takes out the
# credential and signs who called. Needs wrk, curl and jq.
. "$(dirname "$0")/measure.sh"

service_port=8210
plain_port=8211
gateway_port=8212
export TORQUE_SIGNING_KEY=signing-key-of-the-load-test-of-32

cat >"$work/gateway.json" <<JSON
{
  "gateway": { "signing_key_variable": "TORQUE_SIGNING_KEY" },
  "ReverseProxy": {
    "Routes": { "all": { "ClusterId": "service", "AuthorizationPolicy": "vaults:read", "Match": { "Path": "/v1/{collection}/{**rest}" } } },
    "Clusters": { "service": { "Destinations": { "d": { "Address": "http://127.0.0.1:$service_port/" } } } }
  }
}
JSON

rm -rf "$work/data-gateway"
start_benchmark service "$service_port" bare "$service_port"
start_benchmark plain "$plain_port" proxy "$plain_port" "http://127.0.0.1:$service_port/"
start_server gateway "$gateway_port" "$work/data-gateway" --config "$work/gateway.json"
key=$(create_key "$gateway_port" '{"description":"load","actions":["vaults:read"],"collections":["a.*"]}')

document() { asked=(-H "Authorization: Bearer $key" "http://127.0.0.1:$1/v1/a1/documents?q=x"); }

document "$plain_port"
warm_up plain "${asked[@]}"
document "$gateway_port"
warm_up gateway "${asked[@]}"
for ((round = 1; round <= rounds; round++)); do
  document "$plain_port"
  load plain "${asked[@]}"
  plain_rate=$rate plain_cost=$cost
  document "$gateway_port"
  load gateway "${asked[@]}"
  printf 'round %d  plain YARP %8.0f/s %6.1f us  gateway %8.0f/s %6.1f us  %.3f of plain\n' \
    "$round" "$plain_rate" "$plain_cost" "$rate" "$cost" "$(divide "$rate" "$plain_rate")"
  note gateway-rate "$(divide "$rate" "$plain_rate")"
  note gateway-cost "$(divide "$plain_cost" "$cost")"
done
echo "requests a second against plain YARP: $(median_of gateway-rate) (target 0.7)"
echo "processor time, plain YARP's against the gateway's: $(median_of gateway-cost)"
