import type { EndKind } from '../../lib/roll/tally.ts';
import { serverCount } from '../cloud/server-words.ts';
import type { ServerEnd } from './server-ends.ts';

/** How many servers ended in which way, or are open: all that a last line says of them. */
export interface EndCounts {
  readonly servers: number;
  /** By outcome, dead letters by their reason, `open` for those that have not ended. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly deadLetters: Readonly<Record<string, number>>;
  readonly open: number;
}

const countBy = (words: readonly string[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};

/** Counts the ends of servers. */
export const countEnds = (servers: readonly Pick<ServerEnd, 'outcome' | 'reason'>[]): EndCounts => ({
  servers: servers.length,
  outcomes: countBy(servers.flatMap(({ outcome }) => (isCounted(outcome) ? [outcome] : []))),
  deadLetters: countBy(
    servers.flatMap(({ outcome, reason }) => (outcome === 'dead-lettered' ? [reason ?? 'unknown reason'] : [])),
  ),
  open: servers.filter(({ outcome }) => outcome === 'open').length,
});

const isCounted = (outcome: ServerEnd['outcome']): boolean => outcome !== 'open' && outcome !== 'dead-lettered';

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

// Of one reason its count is said already.
const reasonsInWords = (deadLetters: EndCounts['deadLetters']): string => {
  const [only, ...others] = Object.entries(deadLetters);
  if (only !== undefined && others.length === 0) return only[0];
  return Object.entries(deadLetters)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ');
};

// The ends that were asked for come first.
const WORDS: Readonly<Record<Exclude<EndKind, 'dead-lettered'>, string>> = {
  stopped: 'stopped',
  'already-stopped': 'already-stopped',
  rehearsed: 'rehearsed',
  superseded: 'superseded',
  held: 'held',
  otherwise: 'ended in words of another version',
};

/** `18 stopped, 1 held, 2 dead letters (1 expired, 1 stuck), 3 open`. */
const countsInWords = ({ outcomes, deadLetters, open }: EndCounts): string => {
  const ended = Object.entries(WORDS).flatMap(([outcome, words]) =>
    outcome in outcomes ? [`${outcomes[outcome]} ${words}`] : [],
  );
  const letters = total(deadLetters);
  return [
    ...ended,
    ...(letters === 0 ? [] : [`${letters} dead letter${letters === 1 ? '' : 's'} (${reasonsInWords(deadLetters)})`]),
    ...(open === 0 ? [] : [`${open} open`]),
  ].join(', ');
};

/** `25 servers: 18 stopped, 7 open`. */
export const serversInWords = (counts: EndCounts): string =>
  counts.servers === 0 ? serverCount(0) : `${serverCount(counts.servers)}: ${countsInWords(counts)}`;
