#!/bin/sh
# Signs a stop request and sends it to the webhook. Environment: URL, the stack's output WebhookUrl; KEY, whsec_…;
# ID, which names the event: the same for each attempt for one event.
set -eu
BODY='{"serverIds":["5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01"],"dryRun":true}'
AT=$(date +%s)
HEX=$(printf %s "${KEY#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
SIGNATURE=$(printf %s "$ID.$AT.$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$HEX" -binary | openssl base64 -A)
curl -sS "$URL" -H 'content-type: application/json' -H "webhook-id: $ID" -H "webhook-timestamp: $AT" \
  -H "webhook-signature: v1,$SIGNATURE" --data-binary "$BODY"
