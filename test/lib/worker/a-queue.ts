import { vi } from 'vitest';
import { memoryLedger } from '../../../lib/ledger/table-ledger.ts';
import { intentBody } from '../../../lib/message/intent-message.ts';
import type { Intent } from '../../../lib/power/intent.ts';
import type { Cloud, ServerList } from '../../../lib/power/ports/cloud.ts';
import type { Ledger } from '../../../lib/power/ports/ledger.ts';
import type { DeadLetter } from '../../../lib/power/ports/queue.ts';
import type { OutcomeLine } from '../../../lib/power/ports/telemetry.ts';
import type { ServerId } from '../../../lib/power/server.ts';
import { work } from '../../../lib/worker/work.ts';
import { anIntent, aServer, NOON, SECOND, serverNo, TIMING, UNGUARDED } from '../../builders.ts';

const FUNCTION_MS = 60 * SECOND;
const VISIBILITY_MS = TIMING.windowMinMs;
const BATCH = 10;
const LATENCY_MS = 40;

/** The calls of a step, as they may end a function. */
export type Call = 'read' | 'write' | 'show' | 'stop';

/** What goes wrong in a world. */
export interface Wrongs {
  /** A call of a server's step that ends its function at once, or is never answered; `nth`: of these calls, from 1. */
  readonly kills?: (server: number, call: Call, nth: number) => 'dies' | 'hangs' | undefined;
  /** How long a look takes. */
  readonly lookMs?: number;
  /** How the table answers, by chance: `refused` does nothing, and of what is done the answer may be lost. */
  readonly table?: (call: 'read' | 'write', chance: () => number) => 'refused' | 'answer lost' | undefined;
  /** Until when the servers have a task of somebody else's, in milliseconds from noon. */
  readonly busyForMs?: number;
}

/** How a server's intent went: when its stop was sent and when it ended, in seconds from noon, and what it came to. */
export interface Told {
  stops: number;
  stoppedAt?: number;
  end?: string;
  endedAt?: number;
}

const numbers = (seed: number) => {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
};

const fromNoon = (): number => (Date.now() - NOON) / SECOND;
const later = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const nothing = (): void => {};

/**
 * That many intents in a queue with one worker, in virtual time: batches of ten, functions of a minute that take all their calls with
 * them when they die, and what a function did not ask for again comes at the visibility timeout.
 */
export const aQueue = (count: number, { kills, lookMs = LATENCY_MS, table, busyForMs = 0 }: Wrongs, seed = 1) => {
  vi.useFakeTimers({ now: NOON });
  const chance = numbers(seed);
  const intents: readonly Intent[] = Array.from({ length: count }, (_, n) => anIntent({ serverId: serverNo(n + 1) }));
  const told: readonly Told[] = intents.map(() => ({ stops: 0 }));
  const numberOf = (id: string): number => intents.findIndex(({ serverId }) => serverId === id);
  const toldOf = (id: string): Told => told[numberOf(id)] ?? { stops: 0 };
  const letters: DeadLetter[] = [];
  const calls = new Map<string, number>();
  const memory = memoryLedger();
  let deaths = 0;

  interface Message {
    readonly intent: Intent;
    receives: number;
    firstAt: number;
    visibleAt: number;
  }
  let messages: readonly Message[] = intents.map((intent) => ({ intent, receives: 0, firstAt: 0, visibleAt: NOON }));

  const invoke = async (batch: readonly Message[]): Promise<void> => {
    let alive = true;
    const ended = Promise.withResolvers<'returned' | 'died'>();
    const die = (): void => {
      if (!alive) return;
      alive = false;
      deaths += 1;
      ended.resolve('died');
    };
    const call = async <T>(id: ServerId, name: Call, effect: () => T | Promise<T>, ms = LATENCY_MS): Promise<T> => {
      const nth = (calls.get(`${id} ${name}`) ?? 0) + 1;
      calls.set(`${id} ${name}`, nth);
      await later(ms);
      const end = alive ? kills?.(numberOf(id), name, nth) : 'hangs';
      if (end === 'dies') die();
      return end === undefined ? await effect() : await new Promise<T>(nothing);
    };
    const cloud: Cloud & ServerList = {
      listServers: async () => ({ kind: 'ok', value: { servers: [], unknown: 0 } }),
      userId: 'ours',
      showServer: (id) =>
        call(
          id,
          'show',
          () => {
            const off = toldOf(id).stops > 0;
            const taskState = fromNoon() * SECOND < busyForMs ? 'rebuilding' : null;
            const value = aServer({ id, vmState: off ? 'stopped' : 'active', powerState: off ? 4 : 1, taskState });
            return { kind: 'ok', value, dateAt: Date.now() - 500 };
          },
          lookMs,
        ),
      listActions: async () => ({ kind: 'ok', value: [], dateAt: Date.now() - 500 }),
      showAction: async () => {
        throw new Error('there are no records');
      },
      stopServer: (id) =>
        call(id, 'stop', () => {
          const one = toldOf(id);
          one.stops += 1;
          one.stoppedAt ??= fromNoon();
          return { kind: 'ok', value: { openstackRequestId: `req-${id}` } };
        }),
    };
    const ledger: Ledger = {
      read: (key) =>
        call(key.partition.slice(-36) as ServerId, 'read', () =>
          table?.('read', chance) === 'refused' ? { kind: 'unavailable', because: 'throttled' } : memory.read(key),
        ),
      write: (entry, over) =>
        call(entry.intent.serverId, 'write', async () => {
          const said = table?.('write', chance);
          const written = said === 'refused' ? undefined : await memory.write(entry, over);
          return written === undefined || said === 'answer lost'
            ? { kind: 'unavailable', because: 'no answer' }
            : written;
        }),
      entriesOf: (name, id) => memory.entriesOf(name, id),
    };
    const outcome = ({ outcome: told, intent: { serverId } }: OutcomeLine): void => {
      const one = toldOf(serverId);
      if (one.end !== undefined || told.kind === 'look-again') return;
      one.end = told.kind === 'dead-lettered' ? told.reason : told.kind;
      one.endedAt = fromNoon();
    };
    const ports = {
      clouds: { cloud: async () => ({ kind: 'cloud', cloud }) as const },
      ledger,
      rolls: memory.rolls,
      rollCalls: { send: async () => ({ kind: 'sent' }) as const },
      selectAtMost: 50,
      atMostPerRequest: 1_000,
      deadLetters: {
        send: async (letter: DeadLetter) => {
          letters.push(letter);
          return { kind: 'sent' } as const;
        },
      },
      intents: { send: async () => ({ kind: 'sent' }) as const },
      redelivery: {
        delay: async (asked: readonly { readonly receiptHandle: string; readonly delayMs: number }[]) => {
          for (const { receiptHandle, delayMs } of asked) {
            const message = batch.find(({ intent }) => intent.serverId === receiptHandle);
            if (message !== undefined) message.visibleAt = Date.now() + Math.ceil(delayMs / SECOND) * SECOND;
          }
          return { kind: 'sent' } as const;
        },
      },
      telemetry: {
        requested: nothing,
        chosen: nothing,
        listAgain: nothing,
        sending: nothing,
        sent: nothing,
        outcome,
        malformed: nothing,
        conflict: nothing,
        refused: nothing,
        alert: nothing,
        flush: nothing,
      },
      clock: { now: () => Date.now(), sleep: later, random: chance, freshId: () => `owner-${chance()}` },
      timing: TIMING,
      ...UNGUARDED,
      defaultCloud: 'otc',
      maxReceives: 1_000,
    };
    const Records = batch.map(({ intent, receives, firstAt }) => ({
      messageId: intent.serverId,
      receiptHandle: intent.serverId,
      body: intentBody(intent),
      attributes: {
        ApproximateReceiveCount: String(receives),
        SentTimestamp: String(NOON),
        ApproximateFirstReceiveTimestamp: String(firstAt),
      },
    }));
    const timeout = setTimeout(die, FUNCTION_MS);
    const answer = work({ Records }, Date.now() + FUNCTION_MS, ports).then(({ batchItemFailures }) => {
      if (!alive) return;
      const again = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      messages = messages.filter((one) => !batch.includes(one) || again.has(one.intent.serverId));
      ended.resolve('returned');
    });
    await Promise.race([ended.promise, answer]);
    clearTimeout(timeout);
  };

  const poll = async (): Promise<void> => {
    while (messages.length > 0) {
      const batch = messages.filter(({ visibleAt }) => visibleAt <= Date.now()).slice(0, BATCH);
      for (const message of batch) {
        message.receives += 1;
        message.firstAt ||= Date.now();
        message.visibleAt = Date.now() + VISIBILITY_MS;
      }
      if (batch.length > 0) await invoke(batch);
      else await later(SECOND);
    }
  };

  return {
    /** Lets that long pass. */
    run: async (ms: number): Promise<void> => {
      void poll();
      await vi.advanceTimersByTimeAsync(ms);
      vi.useRealTimers();
    },
    told,
    letters,
    deaths: () => deaths,
  };
};
