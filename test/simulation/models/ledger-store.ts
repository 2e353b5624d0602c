import type { Entry } from '../../../lib/power/entry.ts';
import type { Roll } from '../../../lib/power/roll.ts';
import type { Running } from '../engine/running.ts';
import type { World } from '../engine/world.ts';

/** What a conditional put came to, in the words of the table's port. */
export type PutAnswer<V> =
  | { readonly kind: 'put' }
  | { readonly kind: 'open'; readonly stored: V | undefined }
  | { readonly kind: 'unavailable' };

/** A value under a key, and what it says as an entry or as a roll; a webhook's receipt and a freeze are neither. */
export interface Stored<V> {
  readonly value: V;
  readonly entry: Entry | undefined;
  readonly roll?: Roll;
}

type Fence = { readonly owner: string; readonly revision: number } | undefined;

/** DynamoDB as far as a ledger needs it: conditions on what is stored, and everything that may happen to an answer. */
export interface LedgerStore<V> {
  get(running: Running, key: string): Promise<{ readonly stored: V | undefined } | 'unavailable'>;
  /** Those that are there, in one call. */
  getMany(running: Running, keys: readonly string[]): Promise<readonly V[] | 'unavailable'>;
  put(running: Running, key: string, value: Stored<V>, over: Fence): Promise<PutAnswer<V>>;
  query(running: Running, partition: string): Promise<readonly V[] | 'unavailable'>;
  /** What is stored now, by key. */
  all(): ReadonlyMap<string, Stored<V>>;
  /** What a person writes, at once. */
  set(key: string, value: Stored<V>): void;
}

// The SDK's own patience with a database that does not answer.
const UNANSWERED_MS = 3_000;
const SEPARATOR = '\n';

/** The key of an item. */
export const itemKeyOf = (partition: string, sort: string): string => `${partition}${SEPARATOR}${sort}`;

export const createLedgerStore = <V>(world: World): LedgerStore<V> => {
  const items = new Map<string, Stored<V>>();
  const { timeline } = world;

  const holds = (stored: Stored<V> | undefined, over: Fence): boolean => {
    const fence = stored?.entry ?? stored?.roll;
    return over === undefined ? stored === undefined : fence?.owner === over.owner && fence.revision === over.revision;
  };

  const apply = (running: Running, key: string, value: Stored<V>, over: Fence): boolean => {
    const before = items.get(key);
    const applied = holds(before, over);
    if (applied) items.set(key, value);
    const { entry, roll } = value;
    const process = running.number;
    if (roll !== undefined) {
      world.tell({ kind: 'roll', process, key, roll, before: before?.roll, applied });
      if (applied && before === undefined) world.notice('pinned', '');
    } else if (entry === undefined)
      world.tell(
        key.startsWith('day#') ? { kind: 'pointer', process, key, applied } : { kind: 'receipt', key, applied },
      );
    else {
      const localAt = timeline.now() + running.skewMs;
      world.tell({ kind: 'put', process, localAt, key, entry, before: before?.entry, applied });
      if (applied && entry.sends.at(-1)?.state === 'unresolved') world.notice('marked', entry.intent.serverId);
    }
    return applied;
  };

  return {
    all: () => items,
    set: (key, value) => {
      items.set(key, value);
    },
    getMany: (running, keys) =>
      running.call('read', keys.join(' '), (fault, latencyMs) => {
        const found: V[] = [];
        return {
          effectInMs: latencyMs,
          effect: () => {
            for (const key of keys) {
              const kept = items.get(key);
              if (kept !== undefined) found.push(kept.value);
            }
          },
          answerInMs: fault === undefined ? 2 * latencyMs : fault.fault === 'read.slow' ? fault.ms : UNANSWERED_MS,
          answer: () => (fault?.fault === 'read.unavailable' ? 'unavailable' : found),
        };
      }),
    get: (running, key) =>
      running.call('read', key, (fault, latencyMs) => {
        let stored: V | undefined;
        return {
          effectInMs: latencyMs,
          effect: () => {
            stored = items.get(key)?.value;
          },
          answerInMs: fault === undefined ? 2 * latencyMs : fault.fault === 'read.slow' ? fault.ms : UNANSWERED_MS,
          answer: () => (fault?.fault === 'read.unavailable' ? 'unavailable' : { stored }),
        };
      }),
    query: (running, partition) =>
      running.call('query', partition, (fault, latencyMs) => {
        const found: V[] = [];
        return {
          effectInMs: latencyMs,
          effect: () => {
            const prefix = `${partition}${SEPARATOR}`;
            const keys: string[] = [];
            for (const key of items.keys()) if (key.startsWith(prefix)) keys.push(key);
            for (const key of keys.sort((a, b) => (a < b ? -1 : 1))) {
              const kept = items.get(key);
              if (kept !== undefined) found.push(kept.value);
            }
          },
          answerInMs: fault === undefined ? 2 * latencyMs : fault.fault === 'query.slow' ? fault.ms : UNANSWERED_MS,
          answer: () => (fault?.fault === 'query.unavailable' ? 'unavailable' : found),
        };
      }),
    put: (running, key, value, over) =>
      running.call('write', key, (fault, latencyMs) => {
        let applied = false;
        const readBack = (): PutAnswer<V> => ({ kind: 'open', stored: items.get(key)?.value });
        const told = (answer: PutAnswer<V>): PutAnswer<V> => {
          const { entry } = value;
          if (entry === undefined) return answer;
          const now = items.get(key)?.entry;
          const readBack = answer.kind === 'open' && now?.owner === entry.owner && now.revision === entry.revision;
          const said = answer.kind === 'put' || readBack ? 'written' : answer.kind;
          world.tell({ kind: 'put-answered', process: running.number, key, entry, answer: said, readBack });
          return answer;
        };
        const writes = fault?.fault !== 'write.throttled' && fault?.fault !== 'write.error-unwritten';
        const late = fault?.fault === 'write.late-write';
        return {
          effectInMs: late ? UNANSWERED_MS + fault.ms : latencyMs,
          effect: () => {
            if (writes) applied = apply(running, key, value, over);
          },
          answerInMs:
            fault === undefined || fault.fault === 'write.throttled'
              ? 2 * latencyMs
              : fault.fault === 'write.slow'
                ? fault.ms
                : UNANSWERED_MS,
          answer: () => {
            switch (fault?.fault) {
              case 'write.throttled':
              case 'write.lost-unread':
                return told({ kind: 'unavailable' });
              case 'write.lost-answer':
              case 'write.error-unwritten':
              case 'write.late-write':
                return told(readBack());
              default:
                return told(applied ? { kind: 'put' } : readBack());
            }
          },
        };
      }),
  };
};
