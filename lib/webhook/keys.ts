import { type Secret, secret } from '../secret.ts';
import { parseJson } from '../text.ts';

/** A checked signing key (`whsec_…`, 24 to 64 bytes), which cannot be printed. */
export type WebhookKey = Secret & { readonly isWebhookKey: true };

/**
 * The keys that may sign, or why none can be had at the moment. `doubt`: why one that should be among them may be missing, so that a
 * signature by none of these is not proved wrong.
 */
export type WebhookKeys =
  | { readonly kind: 'keys'; readonly keys: readonly WebhookKey[]; readonly doubt?: string }
  | { readonly kind: 'unavailable'; readonly because: string };

/** Where the webhook's keys come from: read at the start (locally), or from a secret while running. */
export type WebhookKeySource =
  | { readonly kind: 'keys'; readonly keys: readonly WebhookKey[] }
  | { readonly kind: 'secret'; readonly secretId: string };

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
  return byteLength < MIN_BYTES || byteLength > MAX_BYTES
    ? `is not ${MIN_BYTES} to ${MAX_BYTES} bytes long`
    : undefined;
};

/** Sorts texts into keys and problems; a problem names a key by its place, never by its text. */
const sortWebhookKeys = (
  texts: readonly string[],
): { readonly keys: readonly WebhookKey[]; readonly problems: readonly string[] } => {
  const problems = texts.map(keyProblem);
  return {
    keys: texts.filter((_, index) => problems[index] === undefined).map((text) => secret(text) as WebhookKey),
    problems: problems.flatMap((problem, index) => (problem === undefined ? [] : `key ${index + 1} ${problem}`)),
  };
};

/** The parts of a text between white space and commas; a byte order mark is white space. */
const keyTexts = (text: string): readonly string[] => text.split(/[\s,]/).filter((part) => part !== '');

/** Reads one or more keys, all of which have to be usable. */
export const parseWebhookKeys = (
  text: string,
):
  | { readonly kind: 'keys'; readonly keys: readonly [WebhookKey, ...WebhookKey[]] }
  | { readonly kind: 'problem'; readonly problem: string } => {
  const { keys, problems } = sortWebhookKeys(keyTexts(text));
  const [first, ...others] = keys;
  const [problem] = problems;
  if (problem !== undefined || first === undefined) return { kind: 'problem', problem: problem ?? 'no key' };
  return { kind: 'keys', keys: [first, ...others] };
};

/** What a secret's text holds: its keys, and what is wrong with the rest of it, without a word of it. */
export interface SecretKeys {
  readonly keys: readonly WebhookKey[];
  readonly problem?: string;
}

// Deeper than anybody writes keys.
const DEEPEST = 8;

const textsIn = (value: unknown, depth: number): readonly string[] => {
  if (depth > DEEPEST) return [];
  if (typeof value === 'string') {
    const inner = parseJson(value.trim());
    return typeof inner === 'object' || typeof inner === 'string' ? textsIn(inner, depth + 1) : keyTexts(value);
  }
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap((one) => textsIn(one, depth + 1))
    : [];
};

/**
 * The keys of a secret as people and consoles write it: between white space or commas, as a JSON text or list, or as the values of an
 * object, whatever its keys are called: `{"keys": ["whsec_…"]}`, `{"webhook": "whsec_…"}`.
 */
export const keysInSecret = (text: string): SecretKeys => {
  const texts = textsIn(text, 0);
  const { keys, problems } = sortWebhookKeys(texts);
  if (texts.length > 0 && problems.length === 0) return { keys };
  const found = texts.length === 0 ? 'nothing' : problems.slice(0, 3).join(', ');
  return {
    keys,
    problem: `${keys.length === 0 ? 'no usable key' : 'not only keys'} (${found}); expected whsec_… or {"keys": ["whsec_…"]}`,
  };
};
