import { isUtf8 } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { formatDurationMs, type Instant } from '../instant.ts';
import { BODY_MAX_BYTES, withoutMark } from '../message/json.ts';
import { CLOCK_AHEAD_MAX_MS } from '../message/request.ts';
import type { Ending } from './ending.ts';
import type { WebhookKey, WebhookKeys } from './keys.ts';
import { signatureOf } from './sign.ts';

/** What we read of an HTTP event (API Gateway, payload 2.0): header names are in lower case, doubles joined by commas. */
export interface HttpEvent {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly isBase64Encoded: boolean;
  /** `timeEpoch`: when the gateway took the request, in milliseconds, by its own clock. */
  readonly requestContext?: { readonly timeEpoch?: number };
}

/** A body whose signature is valid, and the signed headers. */
export interface SignedBody {
  readonly webhookId: string;
  readonly timestampAt: Instant;
  /** SHA-256 of the raw body, hex. */
  readonly bodySha256: string;
  /** The body as text, still to be parsed. */
  readonly text: string;
}

/** Reads the keys that may sign; they are asked for only when a key could make the signature valid. */
export type ReadKeys = () => Promise<WebhookKeys>;

/** Checks size and signature of a request, before anything of its body is looked at. */
export const verify = async (
  event: HttpEvent,
  readKeys: ReadKeys,
  clock: Pick<Clock, 'now'>,
): Promise<{ readonly kind: 'verified'; readonly signed: SignedBody } | Ending> => {
  const body = rawBodyOf(event);
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
  return { kind: 'verified', signed: { webhookId, timestampAt, bodySha256, text: withoutMark(body.toString('utf8')) } };
};

/** The body as it came over the wire. */
const rawBodyOf = ({ body, isBase64Encoded }: HttpEvent): Buffer =>
  Buffer.from(typeof body === 'string' ? body : '', isBase64Encoded ? 'base64' : 'utf8');

/** The three headers of Standard Webhooks, well-formed; nothing is proved yet. */
export interface Signature {
  readonly webhookId: string;
  /** `webhook-timestamp`, on the caller's clock. */
  readonly timestampAt: Instant;
  readonly signatures: readonly string[];
}

const TOLERANCE_MS = 300_000;
const SIGNATURES_MAX = 10;
const SIGNATURES_MAX_BYTES = 4096;

// Printable ASCII without a dot: `id.timestamp.body` would be ambiguous with one.
const ID = /^[ -\-/-~]{1,256}$/;
const TIMESTAMP = /^\d{10}$/;
// The only scheme that we check: 32 bytes in base64. Others may be beside it.
const HMAC_SHA256 = /^v1,[A-Za-z0-9+/]{43}=$/;

/** Reads the headers of a signed request, lower case as API Gateway hands them on; undefined when they cannot be a signature. */
export const parseSignature = (headers: HttpEvent['headers']): Signature | undefined => {
  const webhookId = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  const signature = headers['webhook-signature'] ?? '';
  if (!ID.test(webhookId) || !TIMESTAMP.test(timestamp)) return undefined;
  if (Buffer.byteLength(signature) > SIGNATURES_MAX_BYTES) return undefined;
  const signatures = signature.split(' ', SIGNATURES_MAX).filter((one) => HMAC_SHA256.test(one));
  return signatures.length === 0 ? undefined : { webhookId, timestampAt: Number(timestamp) * 1000, signatures };
};

/**
 * Why no key could make a signature valid, for operators: its time is over 300 s from ours, or its body could pass
 * for another. The caller does not see it.
 */
export const hopelessProblem = (
  { timestampAt }: Signature,
  body: Buffer,
  now: Instant,
): 'too old' | 'too new' | 'not UTF-8' | undefined => {
  if (now - timestampAt > TOLERANCE_MS) return 'too old';
  if (timestampAt - now > TOLERANCE_MS) return 'too new';
  return isUtf8(body) ? undefined : 'not UTF-8';
};

const isEqual = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
};

/**
 * Whether one of the keys made one of the signatures over the raw bytes. The library only signs: its own
 * check reads the wall clock, takes `123abc` as a timestamp and hashes the decoded text, so bodies that are not UTF-8
 * could pass for each other.
 */
export const isSignedBy = (
  { webhookId, timestampAt, signatures }: Signature,
  body: Buffer,
  keys: readonly WebhookKey[],
): boolean => {
  const expected = keys.map((key) => signatureOf({ webhookId, timestampAt }, body, key));
  return expected.some((one) => signatures.some((given) => isEqual(one, given)));
};
