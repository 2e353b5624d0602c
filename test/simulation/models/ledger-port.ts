import type { Entry } from '../../../lib/power/entry.ts';
import { type Intent, keyOf, partitionOf } from '../../../lib/power/intent.ts';
import type { EntryReads, Found, Ledger, Read, Written } from '../../../lib/power/ports/ledger.ts';
import type { Running } from '../engine/running.ts';
import { itemKeyOf, type LedgerStore } from './ledger-store.ts';

const UNAVAILABLE = { kind: 'unavailable', because: 'simulated' } as const;

const isThat = (stored: Entry | undefined, that: Entry | undefined): boolean =>
  that === undefined ? stored === undefined : stored?.owner === that.owner && stored.revision === that.revision;

const asFound = (got: { readonly stored: Entry | undefined } | 'unavailable'): Found => {
  if (got === 'unavailable') return UNAVAILABLE;
  return got.stored === undefined ? { kind: 'absent' } : { kind: 'found', entry: got.stored };
};

/** The ledger behind its port, without items: entries are kept as they are. */
export const ledgerPort = (store: LedgerStore<Entry>, running: Running): Ledger & EntryReads => {
  // Of one intent, mostly, there are many writes.
  let last: { readonly intent: Intent; readonly key: string } | undefined;
  const itemKeyOfIntent = (intent: Intent): string => {
    if (last?.intent !== intent) {
      const { partition, sort } = keyOf(intent);
      last = { intent, key: itemKeyOf(partition, sort) };
    }
    return last.key;
  };
  return {
    readMany: async (keys) => {
      const got = await store.getMany(
        running,
        keys.map(({ partition, sort }) => itemKeyOf(partition, sort)),
      );
      if (got === 'unavailable') return UNAVAILABLE;
      const byKey = new Map(got.map((entry) => [itemKeyOfIntent(entry.intent), entry]));
      const found = keys.map(({ partition, sort }): Read => {
        const entry = byKey.get(itemKeyOf(partition, sort));
        return entry === undefined ? { kind: 'absent' } : { kind: 'found', entry };
      });
      return { kind: 'read', found };
    },
    read: ({ partition, sort }) => store.get(running, itemKeyOf(partition, sort)).then(asFound),
    write: (entry, over) => {
      const fence = over && { owner: over.owner, revision: over.revision };
      return store.put(running, itemKeyOfIntent(entry.intent), { value: entry, entry }, fence).then((put): Written => {
        if (put.kind === 'put') return { kind: 'written' };
        if (put.kind === 'unavailable') return UNAVAILABLE;
        if (isThat(put.stored, entry)) return { kind: 'written' };
        return isThat(put.stored, over) ? UNAVAILABLE : { kind: 'lost' };
      });
    },
    entriesOf: (cloud, serverId) =>
      store
        .query(running, partitionOf(cloud, serverId))
        .then((found) => (found === 'unavailable' ? UNAVAILABLE : { kind: 'entries', entries: found })),
  };
};
