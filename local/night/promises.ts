import { type Asked, type Evidence, lastSeen, startedByHand, stopsOf, wasOffAfter } from './evidence.ts';

/** A promise of the design, and every way in which it was broken; none is kept. */
export interface CheckedPromise {
  readonly promise: string;
  /** What was counted for it, in one line. */
  readonly seen: string;
  readonly broken: readonly string[];
}

/** Checks the five promises of the README. */
export const checkPromises = (evidence: Evidence): readonly CheckedPromise[] => {
  const { asked, letters, malformed } = evidence;
  const kept = (promise: string, seen: string, broken: readonly string[]): CheckedPromise => ({
    promise,
    seen,
    broken,
  });
  const each = (check: (asked: Asked, evidence: Evidence) => readonly string[]): readonly string[] =>
    asked.flatMap((one) => check(one, evidence));
  const taken = asked.map(({ serverId }) => stopsOf(serverId, evidence).filter(({ status }) => status === 202).length);
  const stops = taken.reduce((sum, count) => sum + count, 0);
  const again = taken.filter((count) => count > 1).length;
  const byHand = asked.filter((one) => startedByHand(one, evidence) !== undefined).length;
  const off = asked.filter(({ outcome }) => SAID_OFF.has(outcome)).length;
  const ended = asked.filter(({ outcome }) => !OPEN.has(outcome)).length;
  return [
    kept('Off means off', `${off} reported as off, each seen off when it was`, each(saidTooEarly)),
    kept('The human wins', `${byHand} started by people after the request, none stopped again`, each(undone)),
    kept(
      'At most once, never late',
      `${stops} stops taken, ${again} of them a second one after a failed power-off, none late`,
      each(tooOftenOrLate),
    ),
    kept(
      'Nothing is lost',
      `${ended} of ${asked.length} servers ended, ${letters.length} dead letters`,
      lost(evidence),
    ),
    kept(
      'One bad message harms nobody',
      `${malformed} unreadable message${malformed === 1 ? '' : 's'} set aside, ${ended} servers ended beside it`,
      buriedAlone(evidence),
    ),
  ];
};

const SAID_OFF: ReadonlySet<string> = new Set(['stopped', 'already-stopped']);
const OPEN: ReadonlySet<string> = new Set(['asked for', 'look-again']);

const saidTooEarly = (asked: Asked, evidence: Evidence): readonly string[] => {
  const { serverId, outcome } = asked;
  if (!SAID_OFF.has(outcome) || lastSeen(asked, evidence).some((log) => wasOffAfter(asked, log))) return [];
  return [`${serverId}: said ${outcome} while the cloud had it on`];
};

const undone = (asked: Asked, evidence: Evidence): readonly string[] => {
  const byHand = startedByHand(asked, evidence);
  if (byHand === undefined) return [];
  return stopsOf(asked.serverId, evidence)
    .filter(({ at, status }) => at > byHand.at && status === 202)
    .map(() => `${asked.serverId}: stopped after a colleague had started it`);
};

const tooOftenOrLate = (asked: Asked, evidence: Evidence): readonly string[] => {
  const { serverId, notAfter, dryRun } = asked;
  const stops = stopsOf(serverId, evidence);
  const took = stops.filter(({ status }) => status === 202).length;
  const failed = evidence.log.filter(
    (entry) =>
      entry.kind === 'event' &&
      entry.serverId === serverId &&
      entry.event === 'power-off-ended' &&
      (entry.result === 'failed' || entry.result === 'error'),
  ).length;
  return [
    ...(took > 1 + Math.min(failed, 1) ? [`${serverId}: Nova took ${took} stops`] : []),
    ...(dryRun && stops.length > 0 ? [`${serverId}: a rehearsal was sent`] : []),
    ...stops.filter(({ at }) => at > notAfter).map(() => `${serverId}: stopped after its notAfter`),
  ];
};

const lost = ({ asked, letters }: Evidence): readonly string[] =>
  asked.flatMap(({ serverId, outcome }) => {
    const [kind, reason] = outcome.split(': ');
    const own = letters.filter((letter) => letter.serverId === serverId);
    if (OPEN.has(outcome)) return [`${serverId}: no final outcome`];
    if (kind !== 'dead-lettered') return own.length === 0 ? [] : [`${serverId}: ${outcome}, and a dead letter too`];
    return own.some((letter) => letter.reason === reason) ? [] : [`${serverId}: no dead letter says ${reason}`];
  });

const buriedAlone = ({ letters, malformed }: Evidence): readonly string[] => {
  const buried = letters.filter(({ reason }) => reason === 'malformed').length;
  return buried === malformed
    ? []
    : [`${malformed} malformed messages were sent, ${buried} lie in the dead-letter queue`];
};
