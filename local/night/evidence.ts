import type { CloudLogEntry, NovaRequest } from '../../cloud/cloud-log.ts';
import type { Instant } from '../../lib/instant.ts';
import type { Choices } from './choices.ts';

/** What the promises are checked from: the cloud's own log, the queue's own content, and what was claimed. */
export interface Evidence {
  readonly log: readonly CloudLogEntry[];
  /** The user our functions log in as. */
  readonly stopper: string;
  readonly asked: readonly Asked[];
  readonly deadLetters: readonly { readonly serverId: string | undefined; readonly reason: string | undefined }[];
  /** Malformed messages that were sent. */
  readonly malformed: number;
  readonly choices: Choices;
}

/** A promise of the README, and every way in which it was broken; none is kept. */
export interface CheckedPromise {
  readonly promise: string;
  /** What was counted for it, in one line. */
  readonly seen: string;
  readonly broken: readonly string[];
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
export const wasOffAfter = (asked: Asked, log: readonly CloudLogEntry[]): boolean => {
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
export const lastSeen = (asked: Asked, evidence: Evidence): readonly (readonly CloudLogEntry[])[] =>
  looksAt(asked, evidence).slice(-2);

/** The first time that another user powered it on after the request. */
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
