import type { Instant } from '../../lib/instant.ts';
import { keyOf } from '../../lib/power/intent.ts';
import type { DeadLetterReason } from '../../lib/power/outcome.ts';
import type { EntryReads, Read, Unavailable } from '../../lib/power/ports/ledger.ts';
import type { Roll } from '../../lib/power/roll.ts';
import type { ServerId } from '../../lib/power/server.ts';
import { calledIn, type EndKind, endOf } from '../../lib/roll/tally.ts';

/** A server of a request: how it ended, or that it is open, and what it waits for. */
export interface ServerEnd {
  readonly serverId: ServerId;
  readonly name?: string;
  readonly outcome: EndKind | 'open';
  /** Of a dead letter. */
  readonly reason?: DeadLetterReason;
  readonly because: string;
  readonly endedAt?: Instant;
  /** From the request to the proof that it is off; of `stopped` only. */
  readonly timeToOffMs?: number;
  /** Its last stop leaves before; later than the roll's after a replay. */
  readonly notAfter: Instant;
  readonly replayedAt?: Instant;
}

/** A request's servers in the order of its roll, and the caller's reason, which only entries keep. */
export interface RequestServers {
  readonly kind: 'servers';
  readonly servers: readonly ServerEnd[];
  readonly reason?: string;
}

const ABSENT: Read = { kind: 'absent' };

const entryOf = (read: Read) => (read.kind === 'found' ? read.entry : undefined);

const endedAtOf = (read: Read): Instant | undefined => {
  const ending = entryOf(read)?.ending;
  if (ending === undefined || ending.kind === 'burying') return undefined;
  return 'failure' in ending ? ending.failure.failedAt : ending.endedAt;
};

const becauseOf = (read: Read): string => {
  const end = endOf(read);
  return 'because' in end ? end.because : (entryOf(read)?.ending?.because ?? 'ended by another version');
};

const serverEnd = (roll: Roll, serverId: ServerId, read: Read): ServerEnd => {
  const end = endOf(read);
  const { requestedAt, names } = roll;
  const [name, endedAt, intent] = [names?.[serverId], endedAtOf(read), entryOf(read)?.intent];
  return {
    serverId,
    ...(name === undefined ? {} : { name }),
    outcome: end.kind,
    ...('reason' in end && end.reason !== undefined ? { reason: end.reason } : {}),
    because: becauseOf(read),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(end.kind === 'stopped' && endedAt !== undefined
      ? { timeToOffMs: endedAt - (intent?.replayedAt ?? requestedAt) }
      : {}),
    notAfter: Math.max(roll.notAfter, intent?.notAfter ?? 0),
    ...(intent?.replayedAt === undefined ? {} : { replayedAt: intent.replayedAt }),
  };
};

/**
 * Reads what became of each server that a roll waits for. Those that had ended in `before` are not read again, and a name that was found
 * for one is kept.
 */
export const readServers = async (
  roll: Roll,
  { readMany }: Pick<EntryReads, 'readMany'>,
  before?: Omit<RequestServers, 'kind'>,
): Promise<RequestServers | Unavailable> => {
  const { cloud, source, requestId, dryRun } = roll;
  const known = new Map(before?.servers.map((server) => [server.serverId, server]));
  const open = calledIn(roll).filter((serverId) => (known.get(serverId)?.outcome ?? 'open') === 'open');
  const keys = open.map((serverId) => keyOf({ cloud, source, requestId, dryRun, serverId }));
  const read = keys.length === 0 ? ({ kind: 'read', found: [] } as const) : await readMany(keys);
  if (read.kind === 'unavailable') return read;
  const found = new Map(open.map((serverId, place) => [serverId, read.found[place] ?? ABSENT]));
  const reason =
    before?.reason ?? [...found.values()].map((one) => entryOf(one)?.intent.reason).find((text) => text !== undefined);
  const servers = calledIn(roll).map((serverId) => {
    const [now, then] = [found.get(serverId), known.get(serverId)];
    if (now === undefined && then !== undefined) return then;
    return { ...(then?.name === undefined ? {} : { name: then.name }), ...serverEnd(roll, serverId, now ?? ABSENT) };
  });
  return { kind: 'servers', servers, ...(reason === undefined ? {} : { reason }) };
};
