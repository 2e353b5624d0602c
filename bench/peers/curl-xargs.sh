#!/bin/bash
# A line for the shell: xargs over the ids, two curls a server, the state found with grep.
set -u
. "$(dirname "$0")/curl-login.sh"
xargs -a "$IDS_FILE" -P "$CONCURRENCY" -I{} sh -c '
  curl -sf -H "X-Auth-Token: $TOKEN" "$NOVA_URL/servers/{}" | grep -Eq "vm_state\": ?\"(active|error)\"" &&
  curl -sf -o /dev/null -X POST -H "X-Auth-Token: $TOKEN" -H "Content-Type: application/json" -d "{\"os-stop\":{}}" "$NOVA_URL/servers/{}/action" ||
  echo "{} not stopped" >&2'
