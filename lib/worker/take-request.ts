import { intentsOf, type StopRequest } from '../message/request.ts';
import { replayed } from '../power/replayed.ts';
import type { Roll, RollCall } from '../power/roll.ts';
import { calendarAlert } from '../roll/calendar.ts';
import { digestOf } from '../roll/resolve.ts';
import type { QueueMessage } from './batch.ts';
import { buryRequest, isReturned, sendLetter, type Unreached } from './bury-request.ts';
import { ACKNOWLEDGE, type Handled, redeliver, type Turn } from './handled.ts';
import { rollOf } from './roll-of.ts';
import type { WorkerPorts } from './work.ts';

/**
 * Handles a request: its roll (the first one stands), the pointer of its day, one message for each server on it or its dead letter, and
 * its roll call. A delivery that ends in between is followed by one that does all of it again, with the same roll.
 */
export const takeRequest = async (
  request: StopRequest,
  message: QueueMessage,
  turn: Turn,
  ports: WorkerPorts,
): Promise<Handled> => {
  const found = await rollOf(request, message, turn, ports);
  if (found.kind === 'wait') return found.handled;
  if (found.kind === 'unavailable') return await tryAgain({ ...found, what: 'ledger' }, request, message, ports);
  const { roll, isNew } = found;
  report(request, roll, isNew, message, ports);

  const pointed = await ports.rolls.point(roll);
  if (pointed.kind === 'unavailable') return await tryAgain({ ...pointed, what: 'ledger' }, request, message, ports);
  const unreached =
    roll.verdict === 'chosen'
      ? await split(asPinned(request, roll), ports)
      : await buryRequest(request, roll, message, ports);
  if (unreached !== undefined) return await tryAgain(unreached, request, message, ports);
  return await callRoll(request, roll, message, ports);
};

// A selection stops what its roll holds, inside the roll's own window, whatever the message that brings it says. A replay has that window too.
const asPinned = (request: StopRequest, roll: Roll): StopRequest => {
  if (roll.select === undefined) return request;
  const { atMost: _, replayedAt, ...rest } = request;
  const { select, atMost, ids: serverIds, requestedAt, notAfter } = roll;
  const pinned = { ...rest, serverIds, select, requestedAt, notAfter, ...(atMost === undefined ? {} : { atMost }) };
  return replayed(pinned, replayedAt);
};

const report = (
  request: StopRequest,
  roll: Roll,
  isNew: boolean,
  message: QueueMessage,
  { telemetry }: WorkerPorts,
): void => {
  const { receiveCount } = message;
  const ending = isNew ? calendarAlert(request) : undefined;
  if (ending !== undefined) telemetry.alert({ what: 'calendar', because: ending });
  if (roll.digest !== digestOf(request))
    telemetry.conflict({
      requestId: request.requestId,
      serverId: null,
      because: 'another select or atMost under the same request: the first one stands',
    });
  // Of a list it is unknown whether an earlier delivery was split, so it is counted on the first. A dead letter brings back
  // a request that was counted then; a replay may be of one that never was.
  const isCountedOnce = request.select !== undefined || request.replayedAt !== undefined;
  const isFirst = isCountedOnce ? isNew : receiveCount === 1 && !isReturned(request, message);
  if (roll.verdict === 'chosen' && isFirst) telemetry.requested({ ...request, servers: roll.ids.length });
  if (roll.verdict !== 'chosen' || request.select !== undefined)
    telemetry.chosen({ ...roll, servers: roll.ids.length, receiveCount, repeated: !isNew });
};

const split = async (request: StopRequest, { intents }: WorkerPorts): Promise<Unreached | undefined> => {
  const sent = await intents.send(intentsOf(request));
  return sent.kind === 'sent' ? undefined : { what: 'queue', because: sent.because };
};

// Everything else is done, so with the deliveries used up only a report is missing.
const callRoll = async (
  { replayedAt }: StopRequest,
  roll: Roll,
  message: QueueMessage,
  ports: WorkerPorts,
): Promise<Handled> => {
  const { source, requestId, cloud, dryRun, part, requestedAt, notAfter } = roll;
  const call: RollCall = { source, requestId, cloud, dryRun, part, requestedAt, notAfter };
  const called = await ports.rollCalls.send(replayed(call, replayedAt));
  if (called.kind === 'sent') return ACKNOWLEDGE;
  const because = `the roll call of request ${requestId} could not be sent: ${called.because}`;
  ports.telemetry.alert({ what: 'queue', because });
  return message.receiveCount >= ports.maxReceives ? ACKNOWLEDGE : redeliver(message, ports);
};

// Never as often as SQS allows: it would move the request unstamped, and a move back renews the id and the time by which it is known.
const MOST_SPLITS = 20;

/** Hands a request back that could not be split now, or buries it when its deliveries are used up. */
const tryAgain = async (
  { what, because }: Unreached,
  request: StopRequest,
  message: QueueMessage,
  ports: WorkerPorts,
): Promise<Handled> => {
  const { receiveCount } = message;
  ports.telemetry.alert({ what, because: `request ${request.requestId} could not be split: ${because}` });
  // A selection may have waited for its list that often.
  const isLast = receiveCount >= ports.maxReceives || (request.select === undefined && receiveCount > MOST_SPLITS);
  if (!isLast) return redeliver(message, ports);
  const failure = {
    reason: 'expired',
    because: `deliveries used up: the request could not be split: ${because}`,
  } as const;
  const buried = await sendLetter(request, failure, message, ports);
  return buried.kind === 'sent' ? ACKNOWLEDGE : redeliver(message, ports);
};
