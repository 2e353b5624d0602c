import type { Instant } from '../instant.ts';
import type { AtMost } from '../power/choose/select.ts';
import type { ListingClouds } from '../power/ports/cloud.ts';
import type { Intents, Redelivery, RollCalls } from '../power/ports/queue.ts';
import type { Rolls } from '../power/ports/rolls.ts';
import { safeTelemetry } from '../power/ports/safe-telemetry.ts';
import { LEAST_MS } from '../power/step/act.ts';
import type { Ports } from '../power/step/ports.ts';
import { isUnreturned } from '../power/suspect.ts';
import { type BatchResponse, messagesOf, type QueueMessage } from './batch.ts';
import { handle } from './handle.ts';
import { type Handled, redeliver, type Turn } from './handled.ts';
import { slots } from './slots.ts';

/** What the worker of the stop queue needs beside a step's ports. */
export interface WorkerPorts extends Ports {
  readonly clouds: ListingClouds;
  readonly rolls: Rolls;
  readonly intents: Intents;
  readonly rollCalls: RollCalls;
  readonly redelivery: Redelivery;
  readonly defaultCloud: string;
  /** `SELECT_AT_MOST`: the cap of a selection that names none. */
  readonly selectAtMost: AtMost;
  /** `STOP_AT_MOST_PER_REQUEST`: holds for every request. */
  readonly atMostPerRequest: number;
  /** The redrive policy's `maxReceiveCount`: SQS takes a message away after this many deliveries. */
  readonly maxReceives: number;
}

/** Messages worked on at a time, however large the mapping's batches are. */
const AT_ONCE = 25;

interface Done {
  readonly message: QueueMessage;
  readonly handled: Handled;
}

/**
 * Does what a batch asks for, each message for itself; names those that are to come again. What may have ended a function before runs
 * alone, after all others have been settled and asked for again: should it end this one too, they do not notice. Throws on what is no SQS event.
 */
export const work = async (event: unknown, deadlineAt: Instant, given: WorkerPorts): Promise<BatchResponse> => {
  const ports: WorkerPorts = { ...given, telemetry: safeTelemetry(given.telemetry) };
  const { clock, timing } = ports;
  const messages = messagesOf(event);
  const again = new Set<string>();

  const turn: Turn = { deadlineAt, listing: slots(1) };
  const hand = async (message: QueueMessage, waits?: Turn['waits']): Promise<Done> => ({
    message,
    handled: await handle(message, waits === undefined ? turn : { ...turn, waits }, ports),
  });
  /** Asks for those that come again, lets the metrics go, and returns the suspects, which nobody has touched. */
  const settle = async (done: readonly Done[]): Promise<readonly Suspect[]> => {
    await askAgain(done, ports);
    ports.telemetry.flush();
    for (const { message, handled } of done) if (handled.kind === 'redeliver') again.add(message.messageId);
    return done.flatMap(({ message, handled }) => (handled.kind === 'suspect' ? { message, lost: handled.lost } : []));
  };

  const unreturned = new Set(
    messages.filter(({ firstReceivedAt, receiveCount }) =>
      isUnreturned(firstReceivedAt, { now: clock.now(), receiveCount, visibilityMs: timing.windowMinMs }),
    ),
  );
  const { run } = slots(AT_ONCE);
  const together = messages
    .filter((message) => !unreturned.has(message))
    .map((message) => run(() => hand(message, 'any')));
  const suspects = [...(await settle(await Promise.all(together)))];
  for (const message of shuffle([...unreturned], clock.random)) {
    const hasTime = deadlineAt - clock.now() >= LEAST_MS;
    const done = hasTime ? await hand(message, 'repeated') : { message, handled: redeliver(message, ports) };
    suspects.push(...(await settle([done])));
  }
  for (const { message } of shuffle(suspects, clock.random).sort((a, b) => a.lost - b.lost))
    await settle([await hand(message)]);
  return { batchItemFailures: [...again].map((itemIdentifier) => ({ itemIdentifier })) };
};

interface Suspect {
  readonly message: QueueMessage;
  readonly lost: number;
}

const askAgain = async (done: readonly Done[], { redelivery, telemetry }: WorkerPorts): Promise<void> => {
  const messages = done.flatMap(({ message, handled }) =>
    handled.kind === 'redeliver' ? { ...message, delayMs: handled.delayMs } : [],
  );
  if (messages.length === 0) return;
  const asked = await redelivery.delay(messages);
  // They come all the same, at the visibility timeout.
  if (asked.kind === 'unavailable') telemetry.alert({ what: 'queue', because: asked.because });
};

/** The items in an order that chance decides: whichever ends the function, each of the others comes before it sooner or later. */
const shuffle = <T>(items: readonly T[], random: () => number): T[] =>
  items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
