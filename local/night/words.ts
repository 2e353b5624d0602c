import type { DoneKind } from '../../lib/power/outcome.ts';

/** What the outcomes of the night mean, for a first-time reader. */
export const LEGEND = {
  stopped: 'the cloud accepted our stop, and then showed it off',
  'already-stopped': 'off without our stop',
  superseded: 'a user powered it on after the request: left alone',
  held: 'locked, or marked to be kept on: left alone',
  rehearsed: 'a dry run: it would have been stopped',
  'not chosen': 'left out by the selection, or tagged after it was made',
  excepted: 'a day on which the schedule stops nothing',
  'dead letter': 'not stopped, or not certain: kept with its reason, for the operator to look at',
} as const satisfies Record<DoneKind | 'not chosen' | 'excepted' | 'dead letter', string>;

/** An outcome without its reason: `dead letter` for all of them. */
export const shortOutcome = (outcome: string): string =>
  outcome.startsWith('dead-lettered') ? 'dead letter' : outcome;

// The reasons of a dead letter whose own words presuppose the manual: docs/contract.md, "Reasons of a dead letter".
const REASONS: Readonly<Record<string, string>> = {
  expired: 'too late',
  'too-many': 'over its cap',
  'not-found': 'no such server',
  'stop-failed': 'failed twice',
  stuck: 'still powering off',
  unverified: 'check it',
};

// The actions in Nova's list by which users power servers on in the night.
const POWERED_ON: Readonly<Record<string, string>> = { start: 'started', reboot: 'rebooted' };

const byPerson = (because: string): string => {
  const verb = POWERED_ON[because.split(' ', 1)[0] ?? ''];
  return verb === undefined ? because : `${verb} by a user`;
};

const NOTHING_SENT: ReadonlySet<string> = new Set(['already-stopped', 'rehearsed', 'not chosen', 'excepted']);

/** How a server ended, in words that need no manual and claim no more than was seen. */
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
    return `off in ${seconds.toFixed(1)} s${sends > 1 ? `, ${sends} stops` : ''}${startedByHand ? '; left on since a user started it' : ''}`;
  if (NOTHING_SENT.has(kind ?? '') && sends === 0) return 'nothing was sent';
  if (kind === 'superseded') return byPerson(because);
  if (kind === 'held') return because.startsWith('marked ') ? 'the mark is respected' : 'the lock is respected';
  if (reason !== undefined) return `${reason}: ${REASONS[reason] ?? because}`;
  return because;
};
