import type { DoneKind } from '../../lib/power/outcome.ts';

/** What the outcomes of the night mean, for somebody who sees them for the first time. */
export const LEGEND = {
  stopped: 'the cloud took our stop, and then showed it off',
  'already-stopped': 'off without a stop of ours',
  superseded: 'somebody powered it on after the request: hands off',
  held: 'locked by an operator: hands off',
  rehearsed: 'a dry run: it would have been stopped',
  'dead letter': 'not stopped, or nobody can be sure: kept with its reason, for a person to look at',
} as const satisfies Record<DoneKind | 'dead letter', string>;

/** An outcome without its reason: `dead letter` for all of them. */
export const shortOutcome = (outcome: string): string =>
  outcome.startsWith('dead-lettered') ? 'dead letter' : outcome;

// The reasons of a dead letter whose own words presuppose the manual: docs/contract.md, "Reasons of a dead letter".
const REASONS: Readonly<Record<string, string>> = {
  expired: 'too late',
  'not-found': 'no such server',
  'stop-failed': 'failed twice',
  stuck: 'still going off',
  unverified: 'look at it',
};

// The actions of Nova's list that a person's wish to run is seen by, as the night plays them.
const POWERED_ON: Readonly<Record<string, string>> = { start: 'started', reboot: 'rebooted' };

const byPerson = (because: string): string => {
  const verb = POWERED_ON[because.split(' ', 1)[0] ?? ''];
  return verb === undefined ? because : `${verb} by a person`;
};

/** What became of a server, in words that need no manual and say no more than was seen. */
export const describeEnd = (row: {
  readonly outcome: string;
  readonly because: string;
  readonly sends: number;
  readonly seconds: number | null;
  readonly startedByHand: boolean;
}): string => {
  const { outcome, because, sends, seconds, startedByHand } = row;
  const [kind, reason] = outcome.split(': ');
  if (kind === 'stopped' && seconds !== null)
    return `off in ${seconds.toFixed(1)} s${sends > 1 ? `, ${sends} stops` : ''}${startedByHand ? '; left on since a person started it' : ''}`;
  if ((kind === 'already-stopped' || kind === 'rehearsed') && sends === 0) return 'nothing was sent';
  if (kind === 'superseded') return byPerson(because);
  if (kind === 'held') return 'the lock is respected';
  if (reason !== undefined) return `${reason}: ${REASONS[reason] ?? because}`;
  return because;
};
