import type { Instant } from '../instant.ts';
import type { DeadLetterReason, DoneKind } from '../power/outcome.ts';
import type { Read } from '../power/ports/ledger.ts';
import type { Roll } from '../power/roll.ts';
import type { ServerId } from '../power/server.ts';

/** How a server's intent ended. `otherwise`: by another version of the code, in a word that this one does not know. */
export type EndKind = DoneKind | 'dead-lettered' | 'otherwise';

/** A server of a roll that failed, or that has not ended. */
export interface Named {
  readonly serverId: ServerId;
  /** As the list of its selection called it. */
  readonly name?: string;
  readonly because: string;
}

/** A server whose intent became a dead letter, or ended in unknown words. */
export interface Failed extends Named {
  readonly outcome: 'dead-lettered' | 'otherwise';
  readonly reason?: DeadLetterReason;
}

/** What became of the servers of a roll. */
export interface Tally {
  readonly servers: number;
  /** Only kinds that are there. */
  readonly outcomes: Readonly<Partial<Record<EndKind, number>>>;
  readonly failures: readonly Failed[];
  readonly open: readonly Named[];
  /** From the request to the proof that a server is off, in milliseconds, over `stopped`. */
  readonly timeToOffMs?: { readonly p50: number; readonly max: number };
}

/** How far a server's intent is, by what was read of its entry. */
export type ServerEnd =
  | { readonly kind: 'open'; readonly because: string }
  | { readonly kind: DoneKind; readonly endedAt?: Instant }
  | { readonly kind: Failed['outcome']; readonly reason?: DeadLetterReason; readonly because: string };

/** What one entry says of its server's end; open while it says nothing. */
export const endOf = (read: Read): ServerEnd => {
  switch (read.kind) {
    case 'absent':
      return { kind: 'open', because: 'not looked at yet' };
    case 'unreadable': {
      const { ended, because } = read;
      if (ended === undefined) return { kind: 'open', because };
      if (ended.kind === 'dead-lettered' || ended.kind === 'otherwise')
        return { ...ended, because: `ended by another version: ${because}` };
      return ended;
    }
    case 'found': {
      const { ending, history } = read.entry;
      if (ending === undefined) return { kind: 'open', because: history.at(-1)?.because ?? 'being looked at' };
      if (!('failure' in ending)) return ending;
      const { kind, because, failure } = ending;
      return kind === 'burying'
        ? { kind: 'open', because: 'its dead letter has not left yet' }
        : { kind, reason: failure.reason, because };
    }
  }
};

// Nearest rank: a time that a server did take.
const timesOf = (times: readonly number[]): Tally['timeToOffMs'] => {
  const sorted = times.toSorted((a, b) => a - b);
  const [p50, max] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted.at(-1)];
  return p50 === undefined || max === undefined ? undefined : { p50, max };
};

/** The servers that a roll waits for: a request that chose none has no intents. */
export const calledIn = ({ verdict, ids }: Pick<Roll, 'verdict' | 'ids'>): readonly ServerId[] =>
  verdict === 'chosen' ? ids : [];

/** Counts what became of each server that a roll waits for; `found` is in their order. Pure. */
export const tally = (roll: Roll, found: readonly Read[]): Tally => {
  const { names, requestedAt } = roll;
  const ids = calledIn(roll);
  const outcomes: Partial<Record<EndKind, number>> = {};
  const failures: Failed[] = [];
  const open: Named[] = [];
  const times: number[] = [];
  for (const [place, serverId] of ids.entries()) {
    const end = endOf(found[place] ?? { kind: 'absent' });
    const name = names?.[serverId];
    const who = { serverId, ...(name === undefined ? {} : { name }) };
    if (end.kind === 'open') {
      open.push({ ...who, because: end.because });
      continue;
    }
    outcomes[end.kind] = (outcomes[end.kind] ?? 0) + 1;
    if (end.kind === 'dead-lettered' || end.kind === 'otherwise')
      failures.push({ ...who, outcome: end.kind, ...(end.reason && { reason: end.reason }), because: end.because });
    else if (end.kind === 'stopped' && end.endedAt !== undefined) times.push(end.endedAt - requestedAt);
  }
  const timeToOffMs = timesOf(times);
  return { servers: ids.length, outcomes, failures, open, ...(timeToOffMs && { timeToOffMs }) };
};
