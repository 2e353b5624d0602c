import { Webhook } from 'standardwebhooks';
import type { Instant } from '../instant.ts';
import { keyBytes, type WebhookKey } from './keys.ts';

/** What is signed beside the body: the id, and the time on the caller's clock, of which the whole seconds count. */
export interface Signed {
  readonly webhookId: string;
  readonly timestampAt: Instant;
}

/** The signature of Standard Webhooks over a body that is UTF-8: `v1,` and base64. */
export const signatureOf = ({ webhookId, timestampAt }: Signed, body: Buffer, key: WebhookKey): string =>
  new Webhook(keyBytes(key), { format: 'raw' }).sign(webhookId, new Date(timestampAt), body.toString('utf8'));

/** The headers of a signed call, content type included: with another one the webhook refuses the body. */
export const signedHeaders = (signed: Signed, body: Buffer, key: WebhookKey): Readonly<Record<string, string>> => ({
  'content-type': 'application/json',
  'webhook-id': signed.webhookId,
  'webhook-timestamp': String(Math.floor(signed.timestampAt / 1000)),
  'webhook-signature': signatureOf(signed, body, key),
});
