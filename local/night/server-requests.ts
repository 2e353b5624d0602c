import type { Instant } from '../../lib/instant.ts';
import type { Role } from './cast.ts';
import type { ServerRequest } from './night.ts';
import type { Scheduled } from './scheduled-servers.ts';

const HOUR_MS = 3_600_000;

/** The instants of the night's requests: of the queue, of what names whole seconds, of the one that is nearly over. */
export interface Moments {
  readonly now: Instant;
  readonly second: Instant;
  readonly lateAt: Instant;
  readonly lateEndsAt: Instant;
}

/** What was asked for each server that somebody asks for. */
export const serverRequests = (
  cast: readonly Role[],
  schedules: readonly Scheduled[],
  { now, second, lateAt, lateEndsAt }: Moments,
): ReadonlyMap<string, ServerRequest> =>
  new Map(
    cast
      .filter(({ caller }) => caller !== 'nobody')
      .map(({ serverId, caller, late, plan }): [string, ServerRequest] => {
        const schedule = schedules.find(({ serverIds }) => serverIds.includes(serverId));
        const inSeconds = caller === 'schedule' || caller === 'webhook';
        const requestedAt = late === true ? lateAt : inSeconds ? second : now;
        return [
          serverId,
          {
            requestedAt,
            notAfter: late === true ? lateEndsAt : requestedAt + (schedule?.windowMs ?? HOUR_MS),
            dryRun: schedule?.dryRun ?? false,
            offAtFirst: plan?.vmState === 'stopped' || plan?.vmState === 'shelved_offloaded',
          },
        ];
      }),
  );

/** The ids that a caller names, as it writes them. */
export const idsFor = (cast: readonly Role[], caller: Role['caller'], late = false): readonly string[] =>
  cast
    .filter((role) => role.caller === caller && (role.late ?? false) === late)
    .flatMap(({ serverId, twice }) => (twice ? [serverId, serverId.toUpperCase()] : [serverId]));
