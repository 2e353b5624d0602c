import { choicePromises } from './choice-promises.ts';
import {
  type Asked,
  type CheckedPromise,
  type Evidence,
  lastSeen,
  startedByHand,
  stopsOf,
  wasOffAfter,
} from './evidence.ts';

/** Checks the ten promises of the README, in its order. */
export const checkPromises = (evidence: Evidence): readonly CheckedPromise[] => {
  const { asked, deadLetters, malformed } = evidence;
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
    kept('Off means off', `${off} reported as off, each seen off first`, each(reportedOffTooEarly)),
    kept('The human wins', `${byHand} started by users, none stopped again`, each(stoppedAfterUserStart)),
    kept(
      'At most once, never late',
      `${stops} stops accepted, ${again} of them a second one after a failed power-off, none late`,
      each(tooManyOrLateStops),
    ),
    kept(
      'Nothing is lost',
      `${ended} of ${asked.length} servers ended, ${deadLetters.length} dead letters`,
      lostServers(evidence),
    ),
    kept(
      'One bad message harms nobody',
      `${malformed} unreadable message${malformed === 1 ? '' : 's'}, ${ended} servers beside it`,
      badMessagesNotSetAside(evidence),
    ),
    ...choicePromises(evidence),
  ];
};

const SAID_OFF: ReadonlySet<string> = new Set(['stopped', 'already-stopped']);
const OPEN: ReadonlySet<string> = new Set(['asked for', 'look-again']);

const reportedOffTooEarly = (asked: Asked, evidence: Evidence): readonly string[] => {
  const { serverId, outcome } = asked;
  if (!SAID_OFF.has(outcome) || lastSeen(asked, evidence).some((log) => wasOffAfter(asked, log))) return [];
  return [`${serverId}: reported as ${outcome} while the cloud had it on`];
};

const stoppedAfterUserStart = (asked: Asked, evidence: Evidence): readonly string[] => {
  const byHand = startedByHand(asked, evidence);
  if (byHand === undefined) return [];
  return stopsOf(asked.serverId, evidence)
    .filter(({ at, status }) => at > byHand.at && status === 202)
    .map(() => `${asked.serverId}: stopped after a user had started it`);
};

const tooManyOrLateStops = (asked: Asked, evidence: Evidence): readonly string[] => {
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
    ...(took > 1 + Math.min(failed, 1) ? [`${serverId}: Nova accepted ${took} stops`] : []),
    ...(dryRun && stops.length > 0 ? [`${serverId}: a stop was sent for a dry run`] : []),
    ...stops.filter(({ at }) => at > notAfter).map(() => `${serverId}: stopped after its notAfter`),
  ];
};

const lostServers = ({ asked, deadLetters }: Evidence): readonly string[] =>
  asked.flatMap(({ serverId, outcome }) => {
    const [kind, reason] = outcome.split(': ');
    const own = deadLetters.filter((deadLetter) => deadLetter.serverId === serverId);
    if (OPEN.has(outcome)) return [`${serverId}: no final outcome`];
    if (kind !== 'dead-lettered') return own.length === 0 ? [] : [`${serverId}: ${outcome}, and a dead letter too`];
    return own.some((deadLetter) => deadLetter.reason === reason) ? [] : [`${serverId}: no dead letter says ${reason}`];
  });

const badMessagesNotSetAside = ({ deadLetters, malformed }: Evidence): readonly string[] => {
  const setAside = deadLetters.filter(({ reason }) => reason === 'malformed').length;
  return setAside === malformed
    ? []
    : [`${malformed} malformed messages were sent, ${setAside} are in the dead-letter queue`];
};
