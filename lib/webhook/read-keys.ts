import type { Secrets } from '../aws/secrets-manager.ts';
import type { Clock } from '../clock.ts';
import type { Instant } from '../instant.ts';
import { createReadings } from '../readings.ts';
import { keysInSecret, type WebhookKey, type WebhookKeySource, type WebhookKeys } from './keys.ts';

/** The keys that could be read, and what was wrong with the rest. */
interface Read {
  readonly keys: readonly WebhookKey[];
  readonly trouble?: string;
}

export interface WebhookKeysOptions {
  readonly source: WebhookKeySource;
  readonly secrets: Secrets;
  readonly clock: Pick<Clock, 'now'>;
  /** Called at a reading that finds something unusable: at once, or after five minutes while the keys before are in use. */
  readonly onTrouble?: (because: string) => void;
}

// How long the keys of the last good reading sign while none follows: it bounds how much later than promised a key ends.
const KEEP_MS = 15 * 60_000;
const QUIET_MS = 5 * 60_000;

// Both versions sign while a rotation is under way: producers change over in their own time. One after the other, so that the key
// which is moved from one to the other in between is found in the second.
const readVersions = async (secrets: Secrets, secretId: string): Promise<Read> => {
  const current = await secrets.read(secretId, 'AWSCURRENT');
  const previous = await secrets.read(secretId, 'AWSPREVIOUS');
  const now = current.kind === 'value' ? keysInSecret(current.value.reveal()) : { keys: [], problem: current.because };
  // One before that was never usable (a placeholder, say) cannot have signed anything.
  const before = previous.kind === 'value' ? keysInSecret(previous.value.reveal()).keys : [];
  const troubles = [
    ...(now.problem === undefined ? [] : [`the current version: ${now.problem}`]),
    ...(previous.kind === 'value' || previous.kind === 'absent' ? [] : [`the previous version: ${previous.because}`]),
  ];
  const keys = [...now.keys, ...before];
  return troubles.length === 0 ? { keys } : { keys, trouble: `secret ${secretId}: ${troubles.join('; ')}` };
};

/**
 * The webhook's keys, whenever they are asked for: those of the settings, or the secret's, read again after five minutes. Whatever is
 * wrong with one version or one key, the others sign; the keys of the last good reading do so for a quarter of an hour.
 */
export const webhookKeyReader = ({
  source,
  secrets,
  clock,
  onTrouble,
}: WebhookKeysOptions): (() => Promise<WebhookKeys>) => {
  if (source.kind === 'keys') return async () => source;
  let good: { readonly keys: readonly WebhookKey[]; readonly at: Instant } | undefined;
  let troubledAt: Instant | undefined;

  const isKept = (): boolean => good !== undefined && clock.now() - good.at < KEEP_MS;
  const read = async (): Promise<Read> => {
    const begunAt = clock.now();
    const result = await readVersions(secrets, source.secretId);
    if (result.trouble === undefined) {
      good = { keys: result.keys, at: begunAt };
      troubledAt = undefined;
      return result;
    }
    troubledAt ??= begunAt;
    // With no key at all each call that is turned away says so.
    const isDue = isKept() ? begunAt - troubledAt >= QUIET_MS : result.keys.length > 0;
    if (isDue) onTrouble?.(result.trouble);
    return result;
  };
  const readings = createReadings({ read, isGood: ({ trouble }) => trouble === undefined, clock });

  return async () => {
    const { keys, trouble } = (await readings.newest()).value;
    if (trouble === undefined) return { kind: 'keys', keys };
    if (isKept()) return { kind: 'keys', keys: [...keys, ...(good?.keys ?? [])] };
    return keys.length === 0 ? { kind: 'unavailable', because: trouble } : { kind: 'keys', keys, doubt: trouble };
  };
};
