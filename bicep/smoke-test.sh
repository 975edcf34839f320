#!/usr/bin/env bash
# Whether a host answers as it should: smoke-test.sh https://….azurewebsites.net [function key]
# With a key it also asks what an outage report would do (a dry run: nobody is told, nothing is kept).
set -uo pipefail
url=${1:?"Usage: smoke-test.sh URL [function key]"}
key=${2:-}
tries=${SMOKE_TRIES:-30}
failed=0

ask() { curl --silent --max-time 30 --output "$body" --write-out '%{http_code}' "$@"; }
check() { # what, expected status, curl arguments
  local what=$1 expected=$2 status=000
  shift 2
  for ((i = 0; i < tries; i++)); do
    status=$(ask "$@")
    [ "$status" = "$expected" ] && { printf 'ok      %s\n' "$what"; return; }
    sleep "${SMOKE_PAUSE:-10}"
  done
  printf 'FAILED  %s: %s instead of %s\n%s\n' "$what" "$status" "$expected" "$(head -c 2000 "$body")"
  failed=1
}

body=$(mktemp)
trap 'rm -f "$body"' EXIT
check "the process answers" 200 "$url/api/health/live"
check "tables, blobs, Service Bus, templates and channels are there" 200 "$url/api/health/ready"
check "the interface is described" 200 "$url/api/openapi.json"
tries=1
check "nobody gets in without a key" 401 "$url/api/outages"
check "a forged call of the webhook is refused" 401 --request POST --data '{}' "$url/api/webhooks/whatsapp"
if [ -n "$key" ]; then
  now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  check "a report is understood" 200 --header "x-functions-key: $key" --header 'content-type: application/json' --data \
    "{\"source\":\"smoke\",\"externalId\":\"smoke-test\",\"revision\":1,\"state\":\"confirmed\",\"start\":\"$now\",\"feeders\":[\"NONE\"]}" \
    "$url/api/outages?dryRun=true"
fi
exit $failed
