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
// The only scheme that we check: 32 bytes in base64. Others may be beside it.
const HMAC_SHA256 = /^v1,[A-Za-z0-9+/]{43}=$/;

/** Reads the headers of a signed request, lower case as API Gateway hands them on; undefined when they cannot be a signature. */
export const parseSignature = (headers: Readonly<Record<string, string | undefined>>): Signature | undefined => {
  const webhookId = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  const signature = headers['webhook-signature'] ?? '';
  if (!ID.test(webhookId) || !TIMESTAMP.test(timestamp)) return undefined;
  if (Buffer.byteLength(signature) > SIGNATURES_MAX_BYTES) return undefined;
  const signatures = signature.split(' ', SIGNATURES_MAX).filter((one) => HMAC_SHA256.test(one));
  return signatures.length === 0 ? undefined : { webhookId, timestampAt: Number(timestamp) * 1000, signatures };
};

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
};

/** Why a signature is invalid, for operators. The caller does not see it. */
export type SignatureProblem = 'no signature' | 'too old' | 'too new' | 'not UTF-8' | 'no key matches';

/**
 * The problem of a signature that no key could fix: its time is over 300 s from ours, or its body could pass for
 * another.
 */
export const hopelessProblem = (
  { timestampAt }: Signature,
  body: Buffer,
  now: Instant,
): SignatureProblem | undefined => {
  if (now - timestampAt > TOLERANCE_MS) return 'too old';
  if (timestampAt - now > TOLERANCE_MS) return 'too new';
  return isUtf8(body) ? undefined : 'not UTF-8';
};

/**
 * Whether one of the keys made one of the signatures over the raw bytes. The library computes the HMAC only: its own check reads the wall
 * clock, takes `123abc` as a timestamp and hashes the decoded text, so bodies that are not UTF-8 could pass for each other.
 */
export const isSignedBy = (
  { webhookId, timestampAt, signatures }: Signature,
  body: Buffer,
  keys: readonly WebhookKey[],
): boolean => {
  const expected = keys.map((key) =>
    new Webhook(keyBytes(key), { format: 'raw' }).sign(webhookId, new Date(timestampAt), body.toString('utf8')),
  );
  return expected.some((one) => signatures.some((given) => same(one, given)));
};
