import type { Instant } from '../instant.ts';
import { keyOf } from '../power/intent.ts';
import type { EntryReads, Unavailable } from '../power/ports/ledger.ts';
import { unreplayed } from '../power/replayed.ts';
import type { Roll, RollCall } from '../power/roll.ts';
import { delayMs, type Timing } from '../power/timing.ts';
import { type ReportPorts, report } from './report.ts';
import { calledIn, tally } from './tally.ts';

/** What a roll call reaches the world through. */
export interface RollCallPorts extends ReportPorts {
  readonly ledger: EntryReads;
  readonly timing: Timing;
  /** The redrive policy's `maxReceiveCount`. */
  readonly maxReceives: number;
}

/** What a delivery of a roll call came to. */
export type Called = { readonly kind: 'acknowledge' } | { readonly kind: 'redeliver'; readonly delayMs: number };

const ACKNOWLEDGE: Called = { kind: 'acknowledge' };

const LONGEST_DELAY_MS = 15 * 60_000;
// A channel that has failed for so long after the longest end is given up, well before SQS drops the message.
const GIVE_UP_MS = 24 * 60 * 60_000;

/** When the last stop of a request must have ended, however late it left: what is open then is reported as open. */
export const longestEnd = (
  { notAfter }: Pick<RollCall, 'notAfter'>,
  { quarantineMs, patienceMs, windowMinMs }: Timing,
): Instant => notAfter + quarantineMs + patienceMs + windowMinMs;

// The deliveries that are left must reach to the end: half of the longest delay is what chance may leave of it.
const nextMs = (endAt: Instant, receiveCount: number, { clock, timing, maxReceives }: RollCallPorts): number => {
  const leftMs = endAt - clock.now();
  const growing = { ...timing, lookAgainMaxMs: LONGEST_DELAY_MS };
  const fewestMs = leftMs / Math.max(maxReceives - receiveCount, 1);
  const floorMs = fewestMs > LONGEST_DELAY_MS / 2 ? fewestMs : 0;
  const grownMs = delayMs(receiveCount - 1, growing, clock.random, floorMs);
  return leftMs <= 0 ? grownMs : Math.min(grownMs, Math.max(leftMs, timing.lookAgainMinMs));
};

/** The roll that a call is about. One with a list of ids is pinned as a record, since the webhook has no right to do it. */
const rollOf = async (call: RollCall, { rolls, clock }: RollCallPorts): Promise<Roll | undefined | Unavailable> => {
  const { part, serverIds, ...key } = unreplayed(call);
  const found = await rolls.find(call, part);
  if (found.kind === 'unavailable') return found;
  if (found.roll !== undefined || serverIds === undefined) return found.roll;
  const pinned = await rolls.pin({
    ...key,
    part,
    digest: part.replace(/^ids-/, ''),
    verdict: 'chosen',
    because: 'named by their ids',
    ids: serverIds,
    pinnedAt: clock.now(),
    owner: clock.freshId(),
    revision: 1,
  });
  return pinned.kind === 'unavailable' ? pinned : pinned.roll;
};

/**
 * One delivery of a roll call: reads what became of the servers of its roll, and reports once all of them have ended, or when no
 * more can come of those that have not. Until then it looks again, less and less often.
 */
export const callRoll = async (call: RollCall, receiveCount: number, ports: RollCallPorts): Promise<Called> => {
  const { rolls, ledger, clock, timing, telemetry, maxReceives } = ports;
  const endAt = longestEnd(call, timing);
  const now = clock.now();
  const isLast = receiveCount >= maxReceives;
  const again = (because?: string, atLeastMs = 0): Called => {
    if (because !== undefined && isLast)
      telemetry.alert({ what: 'report', because: `request ${call.requestId}: deliveries used up: ${because}` });
    return { kind: 'redeliver', delayMs: Math.max(nextMs(endAt, receiveCount, ports), atLeastMs) };
  };

  const roll = await rollOf(call, ports);
  if (roll !== undefined && 'kind' in roll) return again(roll.because);
  if (roll === undefined) {
    if (now < endAt && !isLast) return again();
    telemetry.alert({
      what: 'report',
      because: `request ${call.requestId} has no roll: nothing can be reported of it`,
    });
    return ACKNOWLEDGE;
  }
  if (roll.report?.state === 'reported') return ACKNOWLEDGE;
  if (call.serverIds !== undefined) {
    const pointed = await rolls.point(roll);
    if (pointed.kind === 'unavailable' && !isLast) return again();
  }
  const { cloud, source, requestId, dryRun } = roll;
  const read = await ledger.readMany(
    calledIn(roll).map((serverId) => keyOf({ cloud, source, requestId, dryRun, serverId })),
  );
  if (read.kind === 'unavailable') return again(read.because);
  const counted = tally(roll, read.found);
  if (counted.open.length > 0 && now < endAt && !isLast) return again();
  const reported = await report(roll, counted, isLast || now >= endAt + GIVE_UP_MS, ports);
  return reported.kind === 'done' ? ACKNOWLEDGE : again(reported.because, reported.atLeastMs);
};
