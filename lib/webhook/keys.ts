import { type Secret, secret } from '../secret.ts';

/** A checked signing key (`whsec_…`, 24 to 64 bytes), which cannot be printed. */
export type WebhookKey = Secret & { readonly isWebhookKey: true };

/** The keys that may sign, or why none can be had at the moment. */
export type WebhookKeys =
  | { readonly kind: 'keys'; readonly keys: readonly WebhookKey[] }
  | { readonly kind: 'unavailable'; readonly because: string };

// Standard Webhooks: the secret is base64 behind a prefix, 24 to 64 bytes of it; standardwebhooks 1.1.1 takes a single byte.
const PREFIX = 'whsec_';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;
const MIN_BYTES = 24;
const MAX_BYTES = 64;

/** The bytes of a key: what signs. */
export const keyBytes = (key: WebhookKey): Buffer => Buffer.from(key.reveal().slice(PREFIX.length), 'base64');

const keyProblem = (text: string): string | undefined => {
  if (!text.startsWith(PREFIX)) return `does not start with ${PREFIX}`;
  const encoded = text.slice(PREFIX.length);
  if (!BASE64.test(encoded)) return 'is not base64';
  const { byteLength } = Buffer.from(encoded, 'base64');
  return byteLength < MIN_BYTES || byteLength > MAX_BYTES ? `has not ${MIN_BYTES} to ${MAX_BYTES} bytes` : undefined;
};

/** Reads one or more keys, separated by white space or commas; a problem names a key by its place, never by its text. */
export const parseWebhookKeys = (
  text: string,
):
  | { readonly kind: 'keys'; readonly keys: readonly [WebhookKey, ...WebhookKey[]] }
  | { readonly kind: 'problem'; readonly problem: string } => {
  const texts = text.split(/[\s,]/).filter((part) => part !== '');
  for (const [index, part] of texts.entries()) {
    const problem = keyProblem(part);
    if (problem !== undefined) return { kind: 'problem', problem: `key ${index + 1} ${problem}` };
  }
  const [first, ...others] = texts.map((part) => secret(part) as WebhookKey);
  return first === undefined ? { kind: 'problem', problem: 'no key' } : { kind: 'keys', keys: [first, ...others] };
};
