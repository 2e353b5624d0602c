import { type Entry, HISTORY_MAX } from '../power/entry.ts';
import { keyOf, partitionOf } from '../power/intent.ts';
import type { Ledger } from '../power/ports/ledger.ts';
import type { ServerId } from '../power/server.ts';

const isOf = (stored: Entry | undefined, one: Entry): boolean =>
  stored?.owner === one.owner && stored.revision === one.revision;

const capped = (entry: Entry): Entry =>
  entry.history.length > HISTORY_MAX ? { ...entry, history: entry.history.slice(-HISTORY_MAX) } : entry;

/** A ledger that can drop what nobody will ask for any more. */
export interface RunLedger extends Ledger {
  /** Drops all entries of a server. */
  forget(cloud: string, serverId: ServerId): void;
}

/**
 * A ledger that lives as long as one run of the command. Entries are values that nobody changes, so they are kept as they are; a write
 * has the condition that it has in DynamoDB.
 */
export const runLedger = (): RunLedger => {
  const partitions = new Map<string, Map<string, Entry>>();
  return {
    forget: (cloud, serverId) => {
      partitions.delete(partitionOf(cloud, serverId));
    },

    read: async ({ partition, sort }) => {
      const entry = partitions.get(partition)?.get(sort);
      return entry === undefined ? { kind: 'absent' } : { kind: 'found', entry };
    },

    write: async (entry, over) => {
      const { partition, sort } = keyOf(entry.intent);
      const entries = partitions.get(partition) ?? new Map<string, Entry>();
      const stored = entries.get(sort);
      if (over === undefined ? stored === undefined : isOf(stored, over)) {
        partitions.set(partition, entries.set(sort, capped(entry)));
        return { kind: 'written' };
      }
      // Our own write, repeated.
      return { kind: isOf(stored, entry) ? 'written' : 'lost' };
    },

    entriesOf: async (cloud, serverId) => {
      const inOrder = [...(partitions.get(partitionOf(cloud, serverId)) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
      return { kind: 'entries', entries: inOrder.map(([, entry]) => entry) };
    },
  };
};
