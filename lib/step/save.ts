import { type Entry, HISTORY_MAX } from '../ledger/entry.ts';
import type { Written } from '../ledger/ledger.ts';
import type { Ports } from './ports.ts';

/** The entry with one more line in its history, capped. */
export const noted = (entry: Entry, at: number, decision: string, because: string): Entry => ({
  ...entry,
  history: [...entry.history, { at, decision, because }].slice(-HISTORY_MAX),
});

/**
 * Writes the next state of an entry we own over the one before it. The write is fenced: it fails if somebody took over.
 * Returns the entry as stored. Every attempt has a revision of its own: what is found later is never taken for another write.
 */
export const save = async (
  next: Entry,
  over: Entry,
  { ledger }: Pick<Ports, 'ledger'>,
): Promise<{ readonly written: Written; readonly entry: Entry }> => {
  const entry = { ...next, owner: over.owner, revision: Math.max(next.revision, over.revision) + 1 };
  return { written: await ledger.write(entry, over), entry };
};
