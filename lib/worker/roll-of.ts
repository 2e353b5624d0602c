import type { StopRequest } from '../message/request.ts';
import { type Fault, fixDelayMs } from '../power/fault.ts';
import type { Unavailable } from '../power/ports/ledger.ts';
import { type Roll, SELECT_PART } from '../power/roll.ts';
import { POST_TIMEOUT_MS } from '../power/sends.ts';
import { delayMs } from '../power/timing.ts';
import { ended, resolve, rollFrom } from '../roll/resolve.ts';
import type { QueueMessage } from './batch.ts';
import type { Handled, Turn } from './handled.ts';
import type { WorkerPorts } from './work.ts';

/** The roll of a request; `wait`: there is no complete list yet, so it comes again. */
export type FoundRoll =
  | { readonly kind: 'roll'; readonly roll: Roll; readonly isNew: boolean }
  | { readonly kind: 'wait'; readonly handled: Handled }
  | Unavailable;

/** Finds the roll of a request, or makes and pins it. Whoever pins first decides; all others use that roll. */
export const rollOf = async (
  request: StopRequest,
  message: QueueMessage,
  { deadlineAt, listing }: Turn,
  ports: WorkerPorts,
): Promise<FoundRoll> => {
  const { rolls, clock } = ports;
  if (request.select !== undefined) {
    const found = await rolls.find(request, SELECT_PART);
    if (found.kind === 'unavailable') return found;
    if (found.roll !== undefined) return { kind: 'roll', roll: found.roll, isNew: false };
  }
  const ask = () => resolve(request, ports, deadlineAt);
  // One list at a time: each may be of ten thousand servers.
  let resolved = await (request.select === undefined ? ask() : listing.run(ask));
  if (resolved.verdict === 'not-listed') {
    const laterMs = delayOf(request, resolved.fault, message, ports);
    if (laterMs !== undefined) return listAgain(request, resolved.fault, laterMs, message, ports);
    resolved = ended('expired', `no complete list of servers by notAfter: ${resolved.fault.message}`);
  }
  const pinned = await rolls.pin(rollFrom(request, resolved, clock));
  return pinned.kind === 'unavailable' ? pinned : { kind: 'roll', roll: pinned.roll, isNew: pinned.kind === 'pinned' };
};

// Undefined when no later list is of use: a stop needs its own time before `notAfter`, so the last list is read before that.
const delayOf = (
  { notAfter }: StopRequest,
  { trouble, retryAfterMs = 0 }: Fault,
  { receiveCount }: QueueMessage,
  { clock, timing, maxReceives }: WorkerPorts,
): number | undefined => {
  const leftMs = notAfter - POST_TIMEOUT_MS - clock.now();
  if (receiveCount >= maxReceives || leftMs < Math.max(timing.lookAgainMinMs, retryAfterMs)) return undefined;
  const growingMs = delayMs(receiveCount, timing, clock.random, fixDelayMs(trouble));
  return Math.max(Math.min(growingMs, leftMs), retryAfterMs);
};

const listAgain = (
  { source, requestId, cloud, dryRun }: StopRequest,
  { trouble, message: because }: Fault,
  laterMs: number,
  { receiveCount }: QueueMessage,
  { telemetry }: WorkerPorts,
): FoundRoll => {
  // A trouble that a person has to fix raises an alert, as in a step.
  if (fixDelayMs(trouble) !== undefined) telemetry.alert({ what: trouble === 'clock' ? 'clock' : 'cloud', because });
  telemetry.listAgain({ source, requestId, cloud, dryRun, trouble, because, delayMs: laterMs, receiveCount });
  return { kind: 'wait', handled: { kind: 'redeliver', delayMs: laterMs } };
};
