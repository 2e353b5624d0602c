import type { Instant } from '../../lib/instant.ts';
import type { CloudLogEntry, NovaRequest } from '../cloud/cloud-log.ts';

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
  readonly broken: readonly string[];
}

const POWERED: ReadonlySet<string> = new Set(['powered-on', 'rebooted', 'rebuilt']);

/** Checks the five promises of DESIGN section 1. */
export const promisesKept = (evidence: Evidence): readonly Kept[] => [
  { promise: 'Off means off', broken: evidence.asked.flatMap((asked) => saidTooEarly(asked, evidence)) },
  { promise: 'The human wins', broken: evidence.asked.flatMap((asked) => undone(asked, evidence)) },
  { promise: 'At most once, never late', broken: evidence.asked.flatMap((asked) => tooOftenOrLate(asked, evidence)) },
  { promise: 'Nothing is lost', broken: lost(evidence) },
  { promise: 'One bad message harms nobody', broken: buriedAlone(evidence) },
];

/** The stops of ours that reached Nova for that server. */
export const stopsOf = (
  serverId: string,
  { log, stopper }: Pick<Evidence, 'log' | 'stopper'>,
): readonly NovaRequest[] =>
  log.filter(
    (entry): entry is NovaRequest =>
      entry.kind === 'request' && entry.serverId === serverId && entry.action === 'os-stop' && entry.user === stopper,
  );

/** When the machine last went off before `at`, by the cloud's log; undefined if it was on then. */
const offSince = (asked: Asked, { log }: Evidence, at: Instant): Instant | undefined => {
  let since: Instant | undefined = asked.offAtFirst ? 0 : undefined;
  for (const entry of log) {
    if (entry.kind !== 'event' || entry.serverId !== asked.serverId || entry.at > at) continue;
    if (entry.event === 'power-off-ended' && entry.result === 'off') since = entry.at;
    if (POWERED.has(entry.event)) since = undefined;
  }
  return since;
};

// A look takes a moment: what was off when it was seen may be on again when it is written down.
const LOOK_MS = 2_000;

const saidTooEarly = (asked: Asked, evidence: Evidence): readonly string[] => {
  if (asked.outcome !== 'stopped' && asked.outcome !== 'already-stopped') return [];
  const { endedAt = 0, serverId, outcome } = asked;
  const seenOff = [endedAt, endedAt - LOOK_MS / 2, endedAt - LOOK_MS].some(
    (at) => offSince(asked, evidence, at) !== undefined,
  );
  return seenOff ? [] : [`${serverId}: said ${outcome} while the cloud had it on`];
};

const undone = ({ serverId, requestedAt }: Asked, evidence: Evidence): readonly string[] => {
  const byHand = evidence.log.find(
    (entry) =>
      entry.kind === 'event' &&
      entry.serverId === serverId &&
      POWERED.has(entry.event) &&
      entry.user !== evidence.stopper &&
      entry.at > requestedAt,
  );
  if (byHand === undefined) return [];
  return stopsOf(serverId, evidence)
    .filter(({ at, status }) => at > byHand.at && status === 202)
    .map(() => `${serverId}: stopped after a colleague had started it`);
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
    if (kind === 'asked for' || kind === 'look-again') return [`${serverId}: no final outcome`];
    if (kind !== 'dead-lettered') return own.length === 0 ? [] : [`${serverId}: ${outcome}, and a dead letter too`];
    return own.some((letter) => letter.reason === reason) ? [] : [`${serverId}: no dead letter says ${reason}`];
  });

const buriedAlone = ({ letters, malformed }: Evidence): readonly string[] => {
  const buried = letters.filter(({ reason }) => reason === 'malformed').length;
  return buried === malformed
    ? []
    : [`${malformed} malformed messages were sent, ${buried} lie in the dead-letter queue`];
};
