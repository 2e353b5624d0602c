import { sqsDeadLetters, sqsIntents, sqsRedelivery, sqsRollCalls } from '../../../lib/aws/sqs.ts';
import { NO_GUARDS } from '../../../lib/power/guard/guards.ts';
import { type WorkerPorts, work } from '../../../lib/worker/work.ts';
import { chanceOf } from '../engine/chance.ts';
import { type AtDeath, type Running, startRunning } from '../engine/running.ts';
import type { World } from '../engine/world.ts';
import type { Depths } from './depths.ts';
import { functionClock } from './function-clock.ts';
import type { Queue, Received } from './queue.ts';
import { reportPorts } from './report-ports.ts';
import { DEAD_LETTER_QUEUE, STOP_QUEUE, sqsWire } from './sqs-wire.ts';
import { telemetryLines } from './telemetry-lines.ts';
import { CLOUD, TIMING } from './timing.ts';

/** The template's own figures (serverless.yml). */
const FUNCTION_MS = 60_000;
export const VISIBILITY_MS = 360_000;
const BATCH = 10;
// Lambda kills a little late (F306).
const MOST_LATE_MS = 700;

/** The event source mapping and the functions it starts. */
export interface Worker {
  /** Numbers of running functions, theirs and the webhook's, are one row. */
  start(skewMs: number, onKilled: () => void, atDeath?: AtDeath): Running;
}

const eventOf = (messages: readonly Received[]) => ({
  Records: messages.map(({ messageId, receiptHandle, body, receives, sentAt, attributes }) => ({
    messageId,
    receiptHandle,
    body,
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: sentAt },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, text]) => [name, { stringValue: text, dataType: 'String' }]),
    ),
  })),
});

export const createWorker = (
  world: World,
  queues: { readonly stop: Queue; readonly dead: Queue },
  depths: Depths,
): Worker => {
  const { timeline, plan } = world;
  const chance = chanceOf(plan.seed, 'worker');
  let started = 0;
  let running = 0;
  let dispatching = false;

  const start: Worker['start'] = (skewMs, onKilled, atDeath) => {
    started += 1;
    return startRunning(world, started, skewMs, onKilled, atDeath);
  };

  const invoke = (messages: readonly Received[]): void => {
    running += 1;
    const slot = depths.environment();
    const skewMs = plan.functionSkewsMs[slot.number % plan.functionSkewsMs.length] ?? 0;
    const ended = (healthy: boolean): void => {
      running -= 1;
      slot.release(healthy);
      dispatchSoon();
    };
    const me = start(skewMs, () => ended(false));
    const deadlineAt = timeline.now() + FUNCTION_MS;
    world.tell({ kind: 'invoked', process: me.number, deadlineAt, skewMs });
    for (const { messageId, receives, afterEnd } of messages)
      world.tell({ kind: 'received', process: me.number, id: messageId, receives, afterEnd });
    world.notice('delivered', '');

    const clock = functionClock(world, me);
    const sqs = sqsWire(world, queues, me);
    const ports: WorkerPorts = {
      ...slot.ports(me, clock),
      ...(plan.reports && reportPorts(world, me)),
      rollCalls: sqsRollCalls(sqs, STOP_QUEUE, clock),
      selectAtMost: plan.selectAtMost ?? 50,
      atMostPerRequest: plan.atMostPerRequest ?? 1_000,
      intents: sqsIntents(sqs, STOP_QUEUE, clock),
      deadLetters: sqsDeadLetters(sqs, DEAD_LETTER_QUEUE, clock),
      redelivery: sqsRedelivery(sqs, STOP_QUEUE, clock),
      telemetry: telemetryLines(world, me),
      clock,
      timing: TIMING,
      guards: NO_GUARDS,
      defaultCloud: CLOUD,
      maxReceives: plan.maxReceives,
    };
    let over = false;
    timeline.quietly(deadlineAt + chance.between(0, MOST_LATE_MS), () => {
      if (!over) me.kill('time ran out');
    });
    work(eventOf(messages), deadlineAt + skewMs, ports).then(
      ({ batchItemFailures }) => {
        if (!me.isAlive()) return;
        over = true;
        const again = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        world.tell({ kind: 'returned', process: me.number, again: [...again] });
        for (const { messageId, receiptHandle } of messages)
          if (!again.has(messageId)) queues.stop.remove(receiptHandle);
        world.notice('returned', '');
        ended(true);
      },
      (cause: unknown) => {
        if (!me.isAlive()) return;
        over = true;
        world.tell({
          kind: 'threw',
          process: me.number,
          because: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
        });
        ended(true);
      },
    );
  };

  const dispatch = (): void => {
    dispatching = false;
    while (running < plan.concurrency && queues.stop.hasVisible()) {
      const messages = queues.stop.receive(chance.between(1, BATCH));
      if (messages.length > 0) invoke(messages);
    }
  };
  const dispatchSoon = (): void => {
    if (dispatching || !queues.stop.hasVisible()) return;
    dispatching = true;
    timeline.at(timeline.now() + 1, dispatch);
  };
  queues.stop.onArrival(dispatchSoon);
  return { start };
};
