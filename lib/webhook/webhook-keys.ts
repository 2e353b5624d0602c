import * as v from 'valibot';
import type { Secrets } from '../aws/secrets-manager.ts';
import type { Clock } from '../clock.ts';
import type { Instant } from '../instant.ts';
import type { Secret } from '../secret.ts';
import type { WebhookKeySource } from '../settings.ts';
import { parseWebhookKeys, type WebhookKey, type WebhookKeys } from './keys.ts';

const CACHE_MS = 5 * 60 * 1000;

const listed = v.pipe(v.string(), v.parseJson(), v.strictObject({ keys: v.array(v.string()) }));

/** The keys of a secret: `{"keys": ["whsec_…"]}`, or the keys themselves between white space. */
const keysOf = (value: Secret): readonly WebhookKey[] | undefined => {
  const text = value.reveal();
  const list = v.safeParse(listed, text);
  const parsed = parseWebhookKeys(list.success ? list.output.keys.join(' ') : text);
  return parsed.kind === 'keys' ? parsed.keys : undefined;
};

// Both versions sign while a rotation is under way: producers change over in their own time.
const readKeys = async (secrets: Secrets, secretId: string): Promise<WebhookKeys> => {
  const [current, previous] = await Promise.all([
    secrets.read(secretId, 'AWSCURRENT'),
    secrets.read(secretId, 'AWSPREVIOUS'),
  ]);
  const unavailable = (because: string): WebhookKeys => ({
    kind: 'unavailable',
    because: `secret ${secretId}: ${because}`,
  });
  if (current.kind !== 'value') return unavailable(current.because);
  if (previous.kind === 'unavailable') return unavailable(previous.because);
  const keys = keysOf(current.value);
  if (keys === undefined) return unavailable('holds no usable keys');
  // An unusable version before (a placeholder, say) cannot have signed anything.
  const before = previous.kind === 'value' ? keysOf(previous.value) : undefined;
  return { kind: 'keys', keys: [...keys, ...(before ?? [])] };
};

/** The webhook's keys, whenever they are asked for: those of the settings, or the secret's, read anew after five minutes. */
export const webhookKeys = ({
  source,
  secrets,
  clock,
}: {
  readonly source: WebhookKeySource;
  readonly secrets: Secrets;
  readonly clock: Pick<Clock, 'now'>;
}): (() => Promise<WebhookKeys>) => {
  let cached: { readonly keys: WebhookKeys; readonly untilAt: Instant } | undefined;
  return async () => {
    if (source.kind === 'keys') return source;
    if (cached !== undefined && clock.now() < cached.untilAt) return cached.keys;
    const keys = await readKeys(secrets, source.secretId);
    cached = keys.kind === 'keys' ? { keys, untilAt: clock.now() + CACHE_MS } : undefined;
    return keys;
  };
};
