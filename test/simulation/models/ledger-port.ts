import { keyOf, partitionOf } from '../../../lib/intent.ts';
import type { Entry } from '../../../lib/ledger/entry.ts';
import type { Ledger } from '../../../lib/ledger/ledger.ts';
import type { Running } from '../engine/running.ts';
import { itemKeyOf, type LedgerStore } from './ledger-store.ts';

const UNAVAILABLE = { kind: 'unavailable', because: 'simulated' } as const;

const isThat = (stored: Entry | undefined, that: Entry | undefined): boolean =>
  that === undefined ? stored === undefined : stored?.owner === that.owner && stored.revision === that.revision;

/** The ledger behind its port, without items: entries are kept as they are. */
export const ledgerPort = (store: LedgerStore<Entry>, running: Running): Ledger => ({
  read: async ({ partition, sort }) => {
    const got = await store.get(running, itemKeyOf(partition, sort));
    if (got === 'unavailable') return UNAVAILABLE;
    return got.stored === undefined ? { kind: 'absent' } : { kind: 'found', entry: got.stored };
  },
  write: async (entry, over) => {
    const { partition, sort } = keyOf(entry.intent);
    const fence = over && { owner: over.owner, revision: over.revision };
    const put = await store.put(running, itemKeyOf(partition, sort), { value: entry, entry }, fence);
    if (put.kind === 'put') return { kind: 'written' };
    if (put.kind === 'unavailable') return UNAVAILABLE;
    if (isThat(put.stored, entry)) return { kind: 'written' };
    return isThat(put.stored, over) ? UNAVAILABLE : { kind: 'lost' };
  },
  entriesOf: async (cloud, serverId) => {
    const found = await store.query(running, partitionOf(cloud, serverId));
    return found === 'unavailable' ? UNAVAILABLE : { kind: 'entries', entries: found };
  },
});
