import type { CloudLogEntry, NovaRequest } from '../../cloud/cloud-log.ts';
import type { Instant } from '../../lib/instant.ts';

/** What the promises are checked from: the cloud's own log, the queue's own content, and what was claimed. */
export interface Evidence {
  readonly log: readonly CloudLogEntry[];
  /** The user our functions log in as. */
  readonly stopper: string;
  readonly asked: readonly Asked[];
  readonly letters: readonly { readonly serverId: string | undefined; readonly reason: string | undefined }[];
  /** Malformed messages that were sent. */
  readonly malformed: number;
}

/** One server that was asked for, and what was said of it in the end. */
export interface Asked {
  readonly serverId: string;
  readonly requestedAt: Instant;
  readonly notAfter: Instant;
  readonly outcome: string;
  readonly endedAt?: Instant;
  /** Off before anything was sent. */
  readonly offAtFirst: boolean;
  readonly dryRun: boolean;
}

/** A promise of the design, and every way in which it was broken; none is kept. */
export interface Kept {
  readonly promise: string;
  /** What was counted for it, in one line. */
  readonly seen: string;
  readonly broken: readonly string[];
}

const POWERED: ReadonlySet<string> = new Set([
  'powered-on',
  'rebooted',
  'rebuilt',
  'resumed',
  'unshelved',
  'rescued',
  'unrescued',
  'resized',
]);

/** Checks the five promises of the README. */
export const promisesKept = (evidence: Evidence): readonly Kept[] => {
  const { asked, letters, malformed } = evidence;
  const kept = (promise: string, seen: string, broken: readonly string[]): Kept => ({ promise, seen, broken });
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

/** The stops of ours that reached Nova for that server. */
export const stopsOf = (
  serverId: string,
  { log, stopper }: Pick<Evidence, 'log' | 'stopper'>,
): readonly NovaRequest[] =>
  log.filter(
    (entry): entry is NovaRequest =>
      entry.kind === 'request' && entry.serverId === serverId && entry.action === 'os-stop' && entry.user === stopper,
  );

/** Whether the machine was off when the log had that many entries. */
const wasOffAfter = (asked: Asked, log: readonly CloudLogEntry[]): boolean => {
  let off = asked.offAtFirst;
  for (const entry of log) {
    if (entry.kind !== 'event' || entry.serverId !== asked.serverId) continue;
    if (entry.event === 'power-off-ended' && entry.result === 'off') off = true;
    if (POWERED.has(entry.event)) off = false;
  }
  return off;
};

/** The log up to each look at a server until `endedAt`, the newest look last. */
const looksAt = ({ serverId, endedAt = 0 }: Asked, { log, stopper }: Evidence): readonly (readonly CloudLogEntry[])[] =>
  log.flatMap((entry, index) =>
    entry.kind === 'request' &&
    entry.method === 'GET' &&
    entry.user === stopper &&
    entry.at <= endedAt &&
    entry.path.endsWith(`/servers/${serverId}`)
      ? [log.slice(0, index)]
      : [],
  );

/** What the cloud showed when it was looked at last; a second delivery may have looked in between. */
const lastSeen = (asked: Asked, evidence: Evidence): readonly (readonly CloudLogEntry[])[] =>
  looksAt(asked, evidence).slice(-2);

const saidTooEarly = (asked: Asked, evidence: Evidence): readonly string[] => {
  const { serverId, outcome } = asked;
  if (!SAID_OFF.has(outcome) || lastSeen(asked, evidence).some((log) => wasOffAfter(asked, log))) return [];
  return [`${serverId}: said ${outcome} while the cloud had it on`];
};

/** The first time that somebody else powered it on after the request. */
export const startedByHand = (
  { serverId, requestedAt }: Pick<Asked, 'serverId' | 'requestedAt'>,
  { log, stopper }: Pick<Evidence, 'log' | 'stopper'>,
): CloudLogEntry | undefined =>
  log.find(
    (entry) =>
      entry.kind === 'event' &&
      entry.serverId === serverId &&
      POWERED.has(entry.event) &&
      entry.user !== stopper &&
      entry.at > requestedAt,
  );

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
