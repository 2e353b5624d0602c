// Signs a stop request and sends it to the webhook. Environment: URL, the stack's output WebhookUrl; KEY, whsec_…;
// ID, which names the event: the same for each attempt for one event.
import { createHmac } from 'node:crypto';

const { URL: url, KEY, ID } = process.env;
const body = JSON.stringify({ serverIds: ['5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01'], dryRun: true });
const at = Math.floor(Date.now() / 1000);
const key = Buffer.from(KEY.replace(/^whsec_/, ''), 'base64');
const signature = createHmac('sha256', key).update(`${ID}.${at}.${body}`).digest('base64');
const headers = {
  'content-type': 'application/json',
  'webhook-id': ID,
  'webhook-timestamp': String(at),
  'webhook-signature': `v1,${signature}`,
};
const answer = await fetch(url, { method: 'POST', headers, body });
console.log(await answer.text());
