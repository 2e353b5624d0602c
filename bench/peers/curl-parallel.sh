#!/bin/bash
# curl with care: its own parallel mode keeps connections. It reads every server, jq keeps those that run, and it posts every stop.
set -u
. "$(dirname "$0")/curl-login.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
awk -v u="$NOVA_URL" -v d="$folder" '{ print "url=\"" u "/servers/" $1 "\"\noutput=\"" d "/" $1 ".json\"" }' "$IDS_FILE" >"$folder/reads"
curl -s --parallel --parallel-max "$CONCURRENCY" -H "X-Auth-Token: $TOKEN" -K "$folder/reads"
find "$folder" -name '*.json' -print0 | xargs -0 cat |
  jq -r '.server | select(."OS-EXT-STS:vm_state" == "active" or ."OS-EXT-STS:vm_state" == "error") | .id' >"$folder/running"
awk -v u="$NOVA_URL" '{ print "url=\"" u "/servers/" $1 "/action\"\noutput=\"/dev/null\"" }' "$folder/running" >"$folder/stops"
curl -s --parallel --parallel-max "$CONCURRENCY" -H "X-Auth-Token: $TOKEN" -H 'Content-Type: application/json' -d '{"os-stop":{}}' -K "$folder/stops"
