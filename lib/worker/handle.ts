import { formatDurationMs } from '../instant.ts';
import { type Message, parseMessage } from '../message/message.ts';
import { CLOCK_AHEAD_MAX_MS } from '../message/request.ts';
import { fixDelayMs } from '../power/fault.ts';
import type { Intent } from '../power/intent.ts';
import { VERDICT } from '../power/outcome.ts';
import type { Delivery } from '../power/step/ports.ts';
import { step } from '../power/step/step.ts';
import { delayMs } from '../power/timing.ts';
import { callRoll } from '../roll/roll-call.ts';
import type { QueueMessage } from './batch.ts';
import { ACKNOWLEDGE, type Handled, redeliver, type Turn } from './handled.ts';
import { takeRequest } from './take-request.ts';
import type { WorkerPorts } from './work.ts';

/** Handles one message. A bug in it is that message's trouble: it comes again, and the others end as they would have. */
export const handle = async (message: QueueMessage, turn: Turn, ports: WorkerPorts): Promise<Handled> => {
  try {
    return await handleByKind(message, turn, ports);
  } catch (cause) {
    ports.telemetry.alert({ what: 'bug', because: `message ${message.messageId} could not be handled`, cause });
    return redeliver(message, ports);
  }
};

const handleByKind = async (message: QueueMessage, turn: Turn, ports: WorkerPorts): Promise<Handled> => {
  const { clock, timing, defaultCloud } = ports;
  const { messageId, sentAt, firstReceivedAt, body, attributes } = message;
  const now = clock.now();
  const read = parseMessage(body, { messageId, sentAt, now, attributes, timing, defaultCloud });
  const behindMs = Math.max(sentAt, firstReceivedAt) - now;
  if (behindMs > CLOCK_AHEAD_MAX_MS) return blameClock(read, behindMs, message, ports);
  switch (read.kind) {
    case 'request':
      return takeRequest(read.request, message, turn, ports);
    case 'intent':
      return takeStep({ intent: read.intent }, message, turn, ports);
    case 'letter':
      return takeStep({ intent: read.intent, letterFailedAt: read.failedAt }, message, turn, ports);
    case 'roll-call':
      return await callRoll(read.call, message.receiveCount, ports);
    case 'newer':
      ports.telemetry.alert({ what: 'queue', because: read.because });
      return redeliver(message, ports);
    case 'malformed':
      return buryMalformed(read, message, ports);
  }
};

// SQS stamps what it takes, so a stamp of later than now is our own clock's fault: by that clock nothing is judged, sent or buried.
const blameClock = (
  read: Message,
  behindMs: number,
  { receiveCount }: QueueMessage,
  { telemetry, timing, clock }: WorkerPorts,
): Handled => {
  const because = `this function's clock is ${formatDurationMs(behindMs)} behind the queue's`;
  const laterMs = delayMs(receiveCount, timing, clock.random, fixDelayMs('clock'));
  const intent: Intent | undefined = 'intent' in read ? read.intent : undefined;
  telemetry.alert({ what: 'clock', because, ...(intent && { intent }) });
  if (intent !== undefined)
    telemetry.outcome({
      intent,
      outcome: { kind: 'look-again', because, delayMs: laterMs, trouble: 'clock' },
      attempt: 0,
      repeated: false,
      receiveCount,
      endedAt: clock.now(),
      tookMs: 0,
    });
  return { kind: 'redeliver', delayMs: laterMs };
};

const takeStep = async (
  what: Pick<Delivery, 'intent' | 'letterFailedAt'>,
  { receiveCount }: QueueMessage,
  { deadlineAt, waits }: Turn,
  ports: WorkerPorts,
): Promise<Handled> => {
  const { clock, telemetry, maxReceives } = ports;
  const startedAt = clock.now();
  const stepped = await step(
    { ...what, deadlineAt, ...(waits && { waits }), receiveCount, last: receiveCount >= maxReceives },
    ports,
  );
  const { suspect, ...line } = stepped;
  if (suspect !== undefined) return { kind: 'suspect', lost: suspect };
  const endedAt = clock.now();
  telemetry.outcome({ ...line, intent: what.intent, receiveCount, endedAt, tookMs: endedAt - startedAt });
  const { outcome } = stepped;
  if (VERDICT[outcome.kind] === 'acknowledge') return ACKNOWLEDGE;
  return { kind: 'redeliver', delayMs: outcome.kind === 'look-again' ? outcome.delayMs : 0 };
};

const buryMalformed = async (
  { problem, original, arrivedAt }: Extract<Message, { readonly kind: 'malformed' }>,
  message: QueueMessage,
  ports: WorkerPorts,
): Promise<Handled> => {
  const { deadLetters, telemetry, clock } = ports;
  const { messageId, receiveCount } = message;
  const buried = await deadLetters.send({
    original,
    failure: {
      reason: 'malformed',
      because: problem,
      attempts: receiveCount,
      firstAttemptAt: arrivedAt,
      failedAt: clock.now(),
    },
  });
  if (buried.kind === 'unavailable') {
    telemetry.alert({ what: 'queue', because: `a malformed message could not be dead-lettered: ${buried.because}` });
    return redeliver(message, ports);
  }
  telemetry.malformed({ messageId, receiveCount, because: problem });
  return ACKNOWLEDGE;
};
