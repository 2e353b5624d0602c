import type { Instant } from '../../lib/instant.ts';
import type { Unavailable } from '../../lib/power/ports/ledger.ts';
import { slots } from '../../lib/worker/slots.ts';
import { type Asked, askedOf } from '../follow/asked.ts';
import { countEnds, type EndCounts } from '../follow/count-words.ts';
import type { ReadDays } from '../follow/read-days.ts';
import { readServers } from '../follow/server-ends.ts';
import type { Records } from '../terminal/stack.ts';

/** A request, and how many of its servers ended in which way; without counts its entries could not be read. */
export interface NightRequest {
  readonly asked: Asked;
  readonly counts?: EndCounts;
}

/** The requests of a time, newest first, and all that could not be read of them. */
export interface Night {
  readonly requests: readonly NightRequest[];
  /** Rolls that this version cannot read. */
  readonly unreadRolls: number;
  readonly unavailable: readonly Unavailable[];
}

/** Batches of reads at a time: each is of up to a thousand entries. */
const READS = 4;

/** Reads the rolls of the days, and what became of the servers of each. */
export const readNight = async (
  { pointers }: Pick<ReadDays, 'pointers'>,
  records: Pick<Records, 'rollsOf' | 'readMany'>,
): Promise<Night> => {
  const rolls = await records.rollsOf(pointers);
  if (rolls.kind === 'unavailable') return { requests: [], unreadRolls: 0, unavailable: [rolls] };
  const { run } = slots(READS);
  const unavailable: Unavailable[] = [];
  const requests = await Promise.all(
    askedOf(rolls.rolls).map(async (asked): Promise<NightRequest> => {
      const read = await run(() => readServers(asked.whole, records));
      if (read.kind === 'servers') return { asked, counts: countEnds(read.servers) };
      unavailable.push(read);
      return { asked };
    }),
  );
  return { requests, unreadRolls: rolls.unread, unavailable };
};

/**
 * Whether somebody should look at a request: a dead letter, an end in unknown words, nothing stopped against its caller's wish, servers
 * that are open past its window, or servers that were not read.
 */
export const hasFailed = ({ asked: { whole, parts }, counts }: NightRequest, now: Instant): boolean =>
  parts.some(({ verdict }) => verdict !== 'chosen' && verdict !== 'excepted') ||
  counts === undefined ||
  Object.keys(counts.deadLetters).length > 0 ||
  'otherwise' in counts.outcomes ||
  (counts.open > 0 && whole.notAfter < now);

const sum = (all: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> => {
  const summed: Record<string, number> = {};
  for (const counts of all)
    for (const [word, count] of Object.entries(counts)) summed[word] = (summed[word] ?? 0) + count;
  return summed;
};

/** The counts of several requests as one. */
export const sumCounts = (all: readonly EndCounts[]): EndCounts => ({
  servers: all.reduce((total, { servers }) => total + servers, 0),
  outcomes: sum(all.map(({ outcomes }) => outcomes)),
  deadLetters: sum(all.map(({ deadLetters }) => deadLetters)),
  open: all.reduce((total, { open }) => total + open, 0),
});
