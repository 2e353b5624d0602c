import { keyOf } from '../../../lib/power/intent.ts';
import type { Read } from '../../../lib/power/ports/ledger.ts';
import type { Roll } from '../../../lib/power/roll.ts';
import type { ServerId } from '../../../lib/power/server.ts';
import { calledIn, endOf } from '../../../lib/roll/tally.ts';
import type { RequestRow, ServerRow, Tick } from './night.ts';

/** What names an intent in a map: its key as one text. */
export const intentName = (roll: Roll, serverId: ServerId): string => {
  const { partition, sort } = keyOf({ ...roll, serverId });
  return `${partition}\n${sort}`;
};

const tickOf = ({
  markedAt,
  answeredAt,
  state,
  fault,
}: Extract<Read, { kind: 'found' }>['entry']['sends'][number]): Tick => ({
  at: answeredAt ?? markedAt,
  state,
  ...(fault && { trouble: fault.trouble }),
});

const serverRow = (roll: Roll, serverId: ServerId, read: Read, name: string | undefined): ServerRow => {
  const end = endOf(read);
  const who = { cloud: roll.cloud, serverId, ...(name === undefined ? {} : { name }) };
  const ended = {
    end: end.kind,
    because: 'because' in end ? end.because : '',
    ...('reason' in end && end.reason !== undefined ? { reason: end.reason } : {}),
  };
  if (read.kind !== 'found') return { ...who, ...ended, ticks: [] };
  const { sends, attempts, trouble, ending } = read.entry;
  const ticks = sends.map(tickOf);
  const acceptedAt = ticks.findLast(({ state }) => state === 'accepted' || state === 'failed')?.at;
  return {
    ...who,
    ...ended,
    because: ending?.because ?? ended.because,
    ticks,
    attempts,
    ...(acceptedAt === undefined ? {} : { acceptedAt }),
    ...(end.kind === 'open' || ending === undefined
      ? {}
      : { endedAt: 'failure' in ending ? ending.failure.failedAt : ending.endedAt }),
    ...(ending !== undefined && 'failure' in ending && ending.failure.openstackRequestId !== undefined
      ? { openstackRequestId: ending.failure.openstackRequestId }
      : {}),
    ...(trouble && { trouble: trouble.trouble }),
  };
};

/** A request and its servers; `entries` are by `intentName`, `nameOf` knows what the cloud calls a server now. */
export const requestRow = (
  roll: Roll,
  entries: ReadonlyMap<string, Read>,
  nameOf: (cloud: string, serverId: ServerId) => string | undefined,
): RequestRow => {
  const { cloud, source, requestId, dryRun, part, requestedAt, notAfter, verdict, because, counts, buriedAt } = roll;
  return {
    ...{ cloud, source, requestId, dryRun, part, requestedAt, notAfter, verdict, because },
    ...(counts && { counts }),
    ...(buriedAt === undefined ? {} : { buriedAt }),
    servers: calledIn(roll).map((serverId) =>
      serverRow(
        roll,
        serverId,
        entries.get(intentName(roll, serverId)) ?? { kind: 'absent' },
        nameOf(cloud, serverId) ?? roll.names?.[serverId],
      ),
    ),
  };
};
