import { formatDurationMs } from '../instant.ts';
import { UNREAD_LETTER_START } from '../message/dead-letter-message.ts';
import { type Message, parseMessage } from '../message/message.ts';
import { CLOCK_AHEAD_MAX_MS, intentsOf, type StopRequest, stampedBody } from '../message/request.ts';
import { fixDelayMs } from '../power/fault.ts';
import type { Intent } from '../power/intent.ts';
import { VERDICT } from '../power/outcome.ts';
import type { Intents, Redelivery } from '../power/ports/queue.ts';
import type { Delivery, Ports } from '../power/step/ports.ts';
import { step } from '../power/step/step.ts';
import { delayMs } from '../power/timing.ts';
import type { QueueMessage } from './batch.ts';

/** What the worker of the stop queue needs beside a step's ports. */
export interface WorkerPorts extends Ports {
  readonly intents: Intents;
  readonly redelivery: Redelivery;
  readonly defaultCloud: string;
  /** The redrive policy's `maxReceiveCount`: SQS takes a message away after this many deliveries. */
  readonly maxReceives: number;
}

/** What a message came to. `suspect`: nothing was done, it waits until it may run alone; `lost` claims were lost that way. */
export type Handled =
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'redeliver'; readonly delayMs: number }
  | { readonly kind: 'suspect'; readonly lost: number };
const ACKNOWLEDGE: Handled = { kind: 'acknowledge' };

/** How a message is handled in this invocation. */
export type Turn = Pick<Delivery, 'deadlineAt' | 'waits'>;

/** Handles one message. A bug in it is that message's trouble: it comes again, and the others end as they would have. */
export const handle = async (message: QueueMessage, turn: Turn, ports: WorkerPorts): Promise<Handled> => {
  try {
    return await judge(message, turn, ports);
  } catch (cause) {
    ports.telemetry.loud({ what: 'bug', because: `message ${message.messageId} could not be handled`, cause });
    return redeliver(message, ports);
  }
};

/** Hands a message back untouched. */
export const redeliver = (
  { receiveCount }: QueueMessage,
  { timing, clock }: Pick<WorkerPorts, 'timing' | 'clock'>,
): Handled => ({ kind: 'redeliver', delayMs: delayMs(receiveCount, timing, clock.random) });

const judge = (message: QueueMessage, turn: Turn, ports: WorkerPorts): Handled | Promise<Handled> => {
  const { clock, timing, defaultCloud } = ports;
  const { messageId, sentAt, firstReceivedAt, body } = message;
  const now = clock.now();
  const read = parseMessage(body, { messageId, sentAt, now, timing, defaultCloud });
  const behindMs = Math.max(sentAt, firstReceivedAt) - now;
  if (behindMs > CLOCK_AHEAD_MAX_MS) return blameClock(read, behindMs, message, ports);
  switch (read.kind) {
    case 'request':
      return split(read.request, message, ports);
    case 'intent':
      return take({ intent: read.intent }, message, turn, ports);
    case 'letter':
      return take({ intent: read.intent, letterFailedAt: read.failedAt }, message, turn, ports);
    case 'newer':
      ports.telemetry.loud({ what: 'queue', because: read.because });
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
  telemetry.loud({ what: 'clock', because, ...(intent && { intent }) });
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

const take = async (
  what: Pick<Delivery, 'intent' | 'letterFailedAt'>,
  { receiveCount }: QueueMessage,
  turn: Turn,
  ports: WorkerPorts,
): Promise<Handled> => {
  const { clock, telemetry, maxReceives } = ports;
  const startedAt = clock.now();
  const stepped = await step({ ...what, ...turn, receiveCount, last: receiveCount >= maxReceives }, ports);
  const { suspect, ...told } = stepped;
  if (suspect !== undefined) return { kind: 'suspect', lost: suspect };
  const endedAt = clock.now();
  telemetry.outcome({ ...told, intent: what.intent, receiveCount, endedAt, tookMs: endedAt - startedAt });
  const { outcome } = stepped;
  if (VERDICT[outcome.kind] === 'acknowledge') return ACKNOWLEDGE;
  return { kind: 'redeliver', delayMs: outcome.kind === 'look-again' ? outcome.delayMs : 0 };
};

// Never as often as SQS allows: its own redrive renews the id and the time by which an unstamped request is known.
const MOST_SPLITS = 20;

const split = async (request: StopRequest, message: QueueMessage, ports: WorkerPorts): Promise<Handled> => {
  const { intents, deadLetters, telemetry, clock, maxReceives } = ports;
  const intended = intentsOf(request);
  // Reported, and so counted, on its first delivery: whether an earlier delivery was split is unknown. A dead letter
  // brings back a request that was counted then.
  if (message.receiveCount === 1 && !message.body.startsWith(UNREAD_LETTER_START))
    telemetry.requested({ ...request, servers: intended.length });
  const sent = await intents.send(intended);
  if (sent.kind === 'sent') return ACKNOWLEDGE;
  telemetry.loud({ what: 'queue', because: `request ${request.requestId} was not split: ${sent.because}` });
  if (message.receiveCount <= MOST_SPLITS && message.receiveCount < maxReceives) return redeliver(message, ports);
  const buried = await deadLetters.send({
    original: stampedBody(request),
    failure: {
      reason: 'expired',
      because: `deliveries used up: it could not be split: ${sent.because}`,
      attempts: message.receiveCount,
      firstAttemptAt: message.sentAt,
      failedAt: clock.now(),
    },
  });
  return buried.kind === 'sent' ? ACKNOWLEDGE : redeliver(message, ports);
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
    telemetry.loud({ what: 'queue', because: `a malformed message could not be buried: ${buried.because}` });
    return redeliver(message, ports);
  }
  telemetry.malformed({ messageId, receiveCount, because: problem });
  return ACKNOWLEDGE;
};
