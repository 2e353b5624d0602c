import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { BODY_MAX_BYTES } from '../message/json.ts';
import type { Delivery } from './accept.ts';
import type { Ending } from './ending.ts';
import { type HttpEvent, rawBody } from './http-event.ts';
import type { WebhookKeys } from './keys.ts';
import { parseSignature, signatureProblem } from './signature.ts';

/** What the signature proves, and the text it was made over. */
export interface Signed extends Omit<Delivery, 'body'> {
  readonly text: string;
}

/** Reads the keys that may sign; they are asked for only when the headers could be a signature. */
export type ReadKeys = () => Promise<WebhookKeys>;

/** Checks size and signature of a request, before anything of its body is looked at. */
export const checkSigned = async (
  event: HttpEvent,
  readKeys: ReadKeys,
  clock: Pick<Clock, 'now'>,
): Promise<{ readonly kind: 'signed'; readonly signed: Signed } | Ending> => {
  const body = rawBody(event);
  if (body.byteLength > BODY_MAX_BYTES) {
    return { kind: 'refused', status: 413, because: `body: longer than ${BODY_MAX_BYTES} bytes` };
  }
  const signature = parseSignature(event.headers);
  if (signature === undefined) return { kind: 'refused', status: 401, because: 'no signature' };
  const keys = await readKeys();
  if (keys.kind === 'unavailable') return keys;
  const problem = signatureProblem(signature, body, keys.keys, clock.now());
  if (problem !== undefined) return { kind: 'refused', status: 401, because: problem };
  const { webhookId, timestampAt } = signature;
  const bodySha256 = createHash('sha256').update(body).digest('hex');
  return { kind: 'signed', signed: { webhookId, timestampAt, bodySha256, text: body.toString('utf8') } };
};
