import { keyTexts, sortWebhookKeys, type WebhookKey } from './keys.ts';

/** What a secret's text holds: its keys, and what is wrong with the rest of it, without a word of it. */
export interface SecretKeys {
  readonly keys: readonly WebhookKey[];
  readonly problem?: string;
}

// Deeper than anybody writes keys.
const DEEPEST = 8;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Plain text.
  }
};

const textsIn = (value: unknown, depth: number): readonly string[] => {
  if (depth > DEEPEST) return [];
  if (typeof value === 'string') {
    const inner = parsed(value.trim());
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
    problem: `${keys.length === 0 ? 'no usable key' : 'not only keys'} (${found}); wanted is whsec_… or {"keys": ["whsec_…"]}`,
  };
};
