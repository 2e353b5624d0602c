import { isUtf8 } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Instant } from '../instant.ts';
import { keyBytes, type WebhookKey } from './keys.ts';

/** The three headers of Standard Webhooks, well-formed; nothing is proved yet. */
export interface Signature {
  readonly webhookId: string;
  /** `webhook-timestamp`, on the producer's clock. */
  readonly timestampAt: Instant;
  readonly signatures: readonly string[];
}

const TOLERANCE_MS = 300_000;
const SIGNATURES_MAX = 10;
const SIGNATURES_MAX_BYTES = 4096;

// Printable ASCII without a dot: `id.timestamp.body` would be ambiguous with one.
const ID = /^[ -\-/-~]{1,256}$/;
const TIMESTAMP = /^\d{10}$/;

/** Reads the headers of a signed request, lower case as API Gateway hands them on; undefined when they cannot be a signature. */
export const parseSignature = (headers: Readonly<Record<string, string | undefined>>): Signature | undefined => {
  const webhookId = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  const signature = headers['webhook-signature'] ?? '';
  if (!ID.test(webhookId) || !TIMESTAMP.test(timestamp)) return undefined;
  if (signature === '' || Buffer.byteLength(signature) > SIGNATURES_MAX_BYTES) return undefined;
  return {
    webhookId,
    timestampAt: Number(timestamp) * 1000,
    signatures: signature.split(' ', SIGNATURES_MAX),
  };
};

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
};

/** Why a signature does not hold, for operators; the caller is not told. */
export type SignatureProblem = 'no signature' | 'too old' | 'too new' | 'not UTF-8' | 'no key matches';

/**
 * Checks a signature over the raw bytes, with any of the keys and within 300 s of our clock; undefined when it holds. The library
 * computes the HMAC only: its own check reads the wall clock, takes `123abc` as a timestamp and hashes the decoded text, so bodies
 * that are not UTF-8 could pass for each other.
 */
export const signatureProblem = (
  { webhookId, timestampAt, signatures }: Signature,
  body: Buffer,
  keys: readonly WebhookKey[],
  now: Instant,
): SignatureProblem | undefined => {
  if (now - timestampAt > TOLERANCE_MS) return 'too old';
  if (timestampAt - now > TOLERANCE_MS) return 'too new';
  if (!isUtf8(body)) return 'not UTF-8';
  const expected = keys.map((key) =>
    new Webhook(keyBytes(key), { format: 'raw' }).sign(webhookId, new Date(timestampAt), body.toString('utf8')),
  );
  return expected.some((one) => signatures.some((given) => same(one, given))) ? undefined : 'no key matches';
};
