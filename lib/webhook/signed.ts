import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { formatDurationMs } from '../instant.ts';
import { BODY_MAX_BYTES, withoutMark } from '../message/json.ts';
import { CLOCK_AHEAD_MAX_MS } from '../message/request.ts';
import type { Delivery } from './accept.ts';
import type { Ending } from './ending.ts';
import type { WebhookKeys } from './keys.ts';
import { hopelessProblem, isSignedBy, parseSignature } from './signature.ts';

/** What the signature proves, and the text it was made over. */
export interface Signed extends Omit<Delivery, 'body'> {
  readonly text: string;
}

/** Reads the keys that may sign; they are asked for only when a key could make the signature good. */
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
  const now = clock.now();
  const offMs = now - (event.requestContext?.timeEpoch ?? now);
  // By such a clock every caller is too old or too new; the gateway's says whose fault that is.
  if (Math.abs(offMs) > CLOCK_AHEAD_MAX_MS) {
    const because = `this function's clock and API Gateway's are ${formatDurationMs(Math.abs(offMs))} apart`;
    return { kind: 'unavailable', because, trouble: 'clock' };
  }
  const hopeless = hopelessProblem(signature, body, now);
  if (hopeless !== undefined) return { kind: 'refused', status: 401, because: hopeless };
  const keys = await readKeys();
  if (keys.kind === 'unavailable') return keys;
  if (!isSignedBy(signature, body, keys.keys))
    return keys.doubt === undefined
      ? { kind: 'refused', status: 401, because: 'no key matches' }
      : { kind: 'unavailable', because: `no key matches, and one may be missing: ${keys.doubt}` };
  const { webhookId, timestampAt } = signature;
  const bodySha256 = createHash('sha256').update(body).digest('hex');
  return { kind: 'signed', signed: { webhookId, timestampAt, bodySha256, text: withoutMark(body.toString('utf8')) } };
};

/** What we read of an HTTP event (API Gateway, payload 2.0): header names are in lower case, doubles joined by commas. */
export interface HttpEvent {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly isBase64Encoded: boolean;
  /** `timeEpoch`: when the gateway took the request, in milliseconds, by its own clock. */
  readonly requestContext?: { readonly timeEpoch?: number };
}

/** The body as it came over the wire. */
const rawBody = ({ body, isBase64Encoded }: HttpEvent): Buffer =>
  Buffer.from(typeof body === 'string' ? body : '', isBase64Encoded ? 'base64' : 'utf8');
