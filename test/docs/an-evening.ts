import { randomUUID } from 'node:crypto';
import { aServer } from '../../cloud/machines/server-plan.ts';
import { startCloud } from '../../cloud/start-cloud.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Instant } from '../../lib/instant.ts';
import { memoryLedger } from '../../lib/ledger/table-ledger.ts';
import { intentBody } from '../../lib/message/intent-message.ts';
import { createTransport } from '../../lib/openstack/http/transport.ts';
import { createClouds } from '../../lib/openstack/open-clouds.ts';
import type { DeadLetter, Intents } from '../../lib/power/ports/queue.ts';
import { secret } from '../../lib/secret.ts';
import { type WorkerPorts, work } from '../../lib/worker/work.ts';
import { MINUTE, TIMING, UNGUARDED } from '../builders.ts';
import { handClock } from '../cloud/hand-clock.ts';

const FUNCTION_MS = 60_000;
const BATCH = 10;
const nothing = (): void => {};

interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly sentAt: Instant;
  receives: number;
  firstAt: Instant;
  visibleAt: Instant;
}

/** A running server on the simulated cloud, and before it the stop queue with its worker, in virtual time from `startAt` on. */
export const anEvening = async (serverId: string, startAt: Instant) => {
  const time = handClock(startAt);
  const cloud = await startCloud({ servers: [aServer({ id: serverId })], clock: time });
  const clock: Clock = {
    now: time.now,
    sleep: async (ms) => time.advance(ms),
    random: () => 0.5,
    freshId: () => randomUUID(),
  };
  const ledger = memoryLedger();
  const letters: DeadLetter[] = [];
  const outcomes: string[] = [];
  let queue: readonly Message[] = [];

  const put = (body: string): void => {
    const now = time.now();
    queue = [...queue, { messageId: randomUUID(), body, sentAt: now, receives: 0, firstAt: now, visibleAt: now }];
  };
  const intents: Intents = {
    send: async (all) => {
      for (const intent of all) put(intentBody(intent));
      return { kind: 'sent' };
    },
  };
  const ports: WorkerPorts = {
    clouds: createClouds({
      place: { env: {}, workingDir: '/', homeDir: '/', readText: async () => undefined },
      secret: { id: 'clouds', read: async () => ({ kind: 'value', value: secret(cloud.cloudsYaml()) }) },
      clock,
      allowAdmin: false,
      createTransport,
    }),
    ledger,
    rolls: ledger.rolls,
    rollCalls: { send: async () => ({ kind: 'sent' }) },
    selectAtMost: 50,
    atMostPerRequest: 1_000,
    intents,
    deadLetters: {
      send: async (letter) => {
        letters.push(letter);
        return { kind: 'sent' };
      },
    },
    redelivery: {
      delay: async (messages) => {
        for (const { receiptHandle, delayMs } of messages) {
          const message = queue.find(({ messageId }) => messageId === receiptHandle);
          if (message !== undefined) message.visibleAt = time.now() + delayMs;
        }
        return { kind: 'sent' };
      },
    },
    telemetry: {
      outcome: ({ outcome }) => outcomes.push(outcome.kind),
      ...{ requested: nothing, sending: nothing, sent: nothing, malformed: nothing, conflict: nothing },
      ...{ chosen: nothing, listAgain: nothing, refused: nothing, alert: nothing, flush: nothing },
    },
    clock,
    timing: TIMING,
    ...UNGUARDED,
    defaultCloud: 'stopper',
    maxReceives: 1_000,
  };

  const deliver = async (batch: readonly Message[]): Promise<void> => {
    for (const message of batch) {
      if (message.receives === 0) message.firstAt = time.now();
      message.receives += 1;
      message.visibleAt = time.now() + TIMING.windowMinMs;
    }
    const Records = batch.map(({ messageId, body, sentAt, receives, firstAt }) => ({
      messageId,
      receiptHandle: messageId,
      body,
      attributes: {
        ApproximateReceiveCount: String(receives),
        SentTimestamp: String(sentAt),
        ApproximateFirstReceiveTimestamp: String(firstAt),
      },
    }));
    const { batchItemFailures } = await work({ Records }, time.now() + FUNCTION_MS, ports);
    const again = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    queue = queue.filter((message) => !batch.includes(message) || again.has(message.messageId));
  };

  return {
    clock,
    ledger,
    intents,
    letters,
    outcomes,
    /** Lets time pass, up to that instant at least. */
    until: (at: Instant): void => time.advance(Math.max(0, at - time.now())),
    /** Puts messages into the queue, each under an id of its own, and works until the queue is empty. */
    take: async (...bodies: readonly string[]): Promise<void> => {
      for (const body of bodies) put(body);
      while (queue.length > 0) {
        time.advance(Math.max(0, Math.min(...queue.map(({ visibleAt }) => visibleAt)) - time.now()));
        await deliver(queue.filter(({ visibleAt }) => visibleAt <= time.now()).slice(0, BATCH));
      }
    },
    /** A person starts the server, a minute from now; another minute later the evening goes on. */
    restart: (): void => {
      time.advance(MINUTE);
      const { status } = cloud.operator.start(serverId);
      if (status !== 202) throw new Error(`a start was answered ${status}`);
      time.advance(MINUTE);
    },
    /** Whether it is on, and how many stops Nova took for it. */
    server: () => ({
      vmState: cloud.server(serverId)?.vmState,
      stops: cloud.log
        .entries()
        .filter((one) => one.kind === 'request' && one.action === 'os-stop' && one.status === 202).length,
    }),
    close: cloud.close,
  };
};

/** What anEvening makes. */
export type Evening = Awaited<ReturnType<typeof anEvening>>;
