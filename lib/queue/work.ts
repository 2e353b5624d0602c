import { delayMs } from '../delay.ts';
import type { Instant } from '../instant.ts';
import { intentsOf } from '../message/split.ts';
import { type Message, parseMessage } from '../message.ts';
import { VERDICT } from '../outcome.ts';
import { type StopRequest, stampedBody } from '../request.ts';
import { slots } from '../slots.ts';
import type { Delivery, Ports } from '../step/ports.ts';
import { step } from '../step.ts';
import { type BatchResponse, messagesOf, type QueueMessage } from './batch.ts';
import type { Intents, Redelivery } from './queue.ts';

/** What the worker of the stop queue needs beside a step's ports. */
export interface WorkerPorts extends Ports {
  readonly intents: Intents;
  readonly redelivery: Redelivery;
  readonly defaultCloud: string;
  /** The redrive policy's `maxReceiveCount`: SQS takes a message away after this many deliveries. */
  readonly maxReceives: number;
}

/** Messages worked on at a time, however large the mapping's batches are. */
const AT_ONCE = 25;

type Handled = { readonly kind: 'acknowledge' } | { readonly kind: 'redeliver'; readonly delayMs: number };
const ACKNOWLEDGE: Handled = { kind: 'acknowledge' };

/** Does what a batch asks for, each message for itself; names those that are to come again. Throws on what is no SQS event. */
export const work = async (event: unknown, deadlineAt: Instant, ports: WorkerPorts): Promise<BatchResponse> => {
  const messages = messagesOf(event);
  const { run } = slots(AT_ONCE);
  const handled = await Promise.all(messages.map((message) => run(() => guarded(message, deadlineAt, ports))));
  const again: (QueueMessage & { readonly delayMs: number })[] = [];
  for (const [index, message] of messages.entries()) {
    const after = handled[index];
    if (after?.kind === 'redeliver') again.push({ ...message, delayMs: after.delayMs });
  }
  if (again.length > 0) {
    const asked = await ports.redelivery.delay(again);
    // They come all the same, at the visibility timeout.
    if (asked.kind === 'unavailable') ports.telemetry.loud({ what: 'queue', because: asked.because });
  }
  ports.telemetry.flush();
  const identifiers = new Set(again.map(({ messageId }) => messageId));
  return { batchItemFailures: [...identifiers].map((itemIdentifier) => ({ itemIdentifier })) };
};

// A bug in one message is that message's trouble: it comes again, and the others end as they would have.
const guarded = async (message: QueueMessage, deadlineAt: Instant, ports: WorkerPorts): Promise<Handled> => {
  try {
    return await handle(message, deadlineAt, ports);
  } catch (cause) {
    ports.telemetry.loud({ what: 'bug', because: `message ${message.messageId} could not be handled`, cause });
    return redeliver(message, ports);
  }
};

const redeliver = ({ receiveCount }: QueueMessage, { timing, clock }: WorkerPorts): Handled => ({
  kind: 'redeliver',
  delayMs: delayMs(receiveCount, timing, clock.random),
});

const handle = (message: QueueMessage, deadlineAt: Instant, ports: WorkerPorts): Handled | Promise<Handled> => {
  const { clock, timing, defaultCloud } = ports;
  const { messageId, sentAt, body } = message;
  const read = parseMessage(body, { messageId, sentAt, now: clock.now(), timing, defaultCloud });
  switch (read.kind) {
    case 'request':
      return split(read.request, message, ports);
    case 'intent':
      return take({ intent: read.intent }, message, deadlineAt, ports);
    case 'letter':
      return take({ intent: read.intent, letterFailedAt: read.failedAt }, message, deadlineAt, ports);
    case 'newer':
      ports.telemetry.loud({ what: 'queue', because: read.because });
      return redeliver(message, ports);
    case 'malformed':
      return buryMalformed(read, message, ports);
  }
};

const take = async (
  what: Pick<Delivery, 'intent' | 'letterFailedAt'>,
  { receiveCount }: QueueMessage,
  deadlineAt: Instant,
  ports: WorkerPorts,
): Promise<Handled> => {
  const { clock, telemetry, maxReceives } = ports;
  const startedAt = clock.now();
  const stepped = await step({ ...what, deadlineAt, receiveCount, last: receiveCount >= maxReceives }, ports);
  const endedAt = clock.now();
  telemetry.outcome({ ...stepped, intent: what.intent, receiveCount, endedAt, tookMs: endedAt - startedAt });
  const { outcome } = stepped;
  if (VERDICT[outcome.kind] === 'acknowledge') return ACKNOWLEDGE;
  return { kind: 'redeliver', delayMs: outcome.kind === 'look-again' ? outcome.delayMs : 0 };
};

// Never as often as SQS allows: its own redrive renews the id and the time by which an unstamped request is known.
const MOST_SPLITS = 20;

const split = async (request: StopRequest, message: QueueMessage, ports: WorkerPorts): Promise<Handled> => {
  const { intents, deadLetters, telemetry, clock, maxReceives } = ports;
  const intended = intentsOf(request);
  const sent = await intents.send(intended);
  if (sent.kind === 'sent') {
    telemetry.requested({ ...request, servers: intended.length });
    return ACKNOWLEDGE;
  }
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
