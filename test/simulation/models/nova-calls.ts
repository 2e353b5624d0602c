import { unitAt } from '../engine/chance.ts';
import type { FaultName } from '../engine/faults.ts';
import type { ActionRecord, StopAnswer, View } from '../engine/record.ts';
import type { Running } from '../engine/running.ts';
import type { World } from '../engine/world.ts';
import type { Nova } from './nova.ts';

/** What a read came to, before it is put into HTTP or into the port's words. `dateAt` is Nova's clock, whole seconds. */
export type ReadAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T; readonly dateAt: number }
  | { readonly kind: 'fault'; readonly fault: FaultName; readonly ms: number };

/** What a stop came to. */
export interface StopReply {
  readonly answer: StopAnswer;
  readonly requestId: string;
  readonly retryAfterMs: number;
  readonly dateAt: number;
}

/** Nova's answers as a running function gets them, with all that may go wrong on the way. */
export interface NovaCalls {
  show(running: Running, server: string, timeoutMs: number): Promise<ReadAnswer<View | null>>;
  /** Null: the cloud has no action list. */
  list(running: Running, server: string, timeoutMs: number): Promise<ReadAnswer<readonly ActionRecord[] | null>>;
  /** One record, as it is now. */
  recordOf(server: string, requestId: string): ActionRecord | undefined;
  stop(running: Running, server: string, timeoutMs: number, asAdmin: boolean): Promise<StopReply>;
}

// What happens to a stop on its way: whether and when it arrives, how long Nova takes, and what comes back.
interface Fate {
  readonly arrives: 'at-once' | 'never' | 'late';
  readonly answer?: StopAnswer;
}
const FATES: Partial<Record<FaultName, Fate>> = {
  'stop.not-sent': { arrives: 'never', answer: 'not-sent' },
  'stop.lost-before': { arrives: 'never', answer: 'lost' },
  'stop.lost-after': { arrives: 'at-once', answer: 'lost' },
  'stop.late': { arrives: 'late', answer: 'lost' },
  'stop.error-before': { arrives: 'never', answer: 'error' },
  'stop.error-after': { arrives: 'at-once', answer: 'error' },
  'stop.gateway-before': { arrives: 'never', answer: 'gateway' },
  'stop.gateway-after': { arrives: 'at-once', answer: 'gateway' },
  'stop.proxy-503-after': { arrives: 'at-once', answer: 'proxy-503' },
  'stop.page-after': { arrives: 'at-once', answer: 'page' },
  'stop.unavailable': { arrives: 'never', answer: 'unavailable' },
  'stop.throttled': { arrives: 'never', answer: 'throttled' },
  'stop.unauthorized': { arrives: 'never', answer: 'unauthorized' },
  'stop.postponed-before': { arrives: 'never', answer: 'postponed' },
  'stop.postponed-after': { arrives: 'at-once', answer: 'postponed' },
  'stop.odd-400': { arrives: 'never', answer: 'odd-400' },
  'stop.forbidden': { arrives: 'never', answer: 'forbidden' },
  'stop.bad-request': { arrives: 'never', answer: 'bad-request' },
};
const AS_ASKED: Fate = { arrives: 'at-once' };
const NOVA_TAKES_MS = 150;

export const createNovaCalls = (world: World, nova: Nova): NovaCalls => {
  const { timeline, plan } = world;
  let stops = 0;
  const dateNow = (): number => Math.floor((timeline.now() + plan.novaSkewMs) / 1000) * 1000;

  const read = <T>(
    place: 'show' | 'list',
    running: Running,
    server: string,
    timeoutMs: number,
    look: (asOf: number) => T,
    told: (value: T | 'fault', asOf: number, askedAt: number) => void,
  ): Promise<ReadAnswer<T>> =>
    running.call(place, server, (fault, latencyMs) => {
      const name = fault?.fault;
      const behindMs = name === 'show.stale' || name === 'list.lag' ? (fault?.ms ?? 0) : 0;
      const slowMs = name === 'show.slow' || name === 'list.slow' ? (fault?.ms ?? 0) : latencyMs;
      const fails = fault !== undefined && behindMs === 0 && slowMs === latencyMs;
      const hangs = name === 'show.unanswered' || name === 'list.unanswered' || latencyMs + slowMs > timeoutMs;
      const askedAt = timeline.now();
      let seen: T | undefined;
      let asOf = 0;
      let dateAt = 0;
      return {
        effectInMs: latencyMs,
        effect: () => {
          asOf = timeline.now() - behindMs;
          seen = look(asOf);
          dateAt = dateNow();
          world.notice(place === 'show' ? 'shown' : 'listed', server);
        },
        answerInMs: hangs ? timeoutMs : latencyMs + slowMs,
        answer: () => {
          if (hangs || fails || seen === undefined) {
            told('fault', asOf, askedAt);
            const unanswered = place === 'show' ? 'show.unanswered' : 'list.unanswered';
            return { kind: 'fault', fault: hangs ? unanswered : (name ?? unanswered), ms: fault?.ms ?? 0 };
          }
          told(seen, asOf, askedAt);
          return { kind: 'ok', value: seen, dateAt };
        },
      };
    });

  return {
    show: (running, server, timeoutMs) =>
      read(
        'show',
        running,
        server,
        timeoutMs,
        (asOf) => nova.machines.get(server)?.asOf(asOf) ?? null,
        (view, asOf, askedAt) => world.tell({ kind: 'shown', process: running.number, server, view, asOf, askedAt }),
      ),
    list: (running, server, timeoutMs) =>
      read(
        'list',
        running,
        server,
        timeoutMs,
        (asOf) => (plan.listless === true ? null : (nova.machines.get(server)?.recordsAsOf(asOf) ?? [])),
        (records, asOf, askedAt) =>
          world.tell({ kind: 'listed', process: running.number, server, records: records ?? 'none', asOf, askedAt }),
      ),
    recordOf: (server, requestId) =>
      nova.machines
        .get(server)
        ?.recordsAsOf(timeline.now())
        .find((record) => record.requestId === requestId),
    stop: (running, server, timeoutMs, asAdmin) => {
      const process = running.number;
      world.tell({ kind: 'stop-left', process, server, localAt: timeline.now() + running.skewMs });
      world.notice('stop-left', server);
      return running.call('stop', server, (fault, latencyMs, call) => {
        stops += 1;
        const requestId = `req-00000000-0000-4000-8000-${String(stops).padStart(12, '0')}`;
        const fate = (fault && FATES[fault.fault]) ?? AS_ASKED;
        const ms = fault?.ms ?? 0;
        const takesMs =
          fault?.fault === 'stop.slow-cloud'
            ? ms
            : 1 + Math.floor(unitAt(plan.seed, 13, process, call) * NOVA_TAKES_MS);
        const backMs = fault?.fault === 'stop.slow' ? ms : latencyMs;
        const answerInMs = latencyMs + takesMs + backMs;
        // Lost: the connection breaks at some moment, or nothing comes until the time is over.
        const lostInMs = ms % 2 === 0 ? timeoutMs : Math.min(timeoutMs, answerInMs);
        const timesOut = answerInMs > timeoutMs;
        let verdict: StopAnswer = 'lost';
        let dateAt = dateNow();
        return {
          effectInMs: fate.arrives === 'late' ? ms : latencyMs,
          effect: () => {
            dateAt = dateNow();
            if (fate.arrives === 'never') return;
            nova.stop(server, requestId, takesMs, asAdmin, (answer) => {
              verdict = answer;
              world.tell({ kind: 'stop-arrived', process, server, requestId, verdict });
            });
          },
          answerInMs: fate.answer === 'lost' ? lostInMs : timesOut ? timeoutMs : answerInMs,
          answer: () => {
            const answer = timesOut ? 'lost' : (fate.answer ?? verdict);
            const retryAfterMs = answer === 'throttled' ? Math.max(1_000, Math.floor(ms / 1000) * 1000) : 0;
            world.tell({ kind: 'stop-answered', process, server, answer, retryAfterMs });
            return { answer, requestId, retryAfterMs, dateAt };
          },
        };
      });
    },
  };
};
