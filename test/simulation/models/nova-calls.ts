import { wholeSecond } from '../../../cloud/wire-time.ts';
import { unitAt } from '../engine/chance.ts';
import type { FaultName } from '../engine/faults.ts';
import type { Happening, StopAnswer } from '../engine/record.ts';
import type { Running } from '../engine/running.ts';
import type { World } from '../engine/world.ts';
import type { Nova, Page } from './nova.ts';

/** What a read came to: what the cloud answered, or what came in its place. */
export type ReadAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'fault'; readonly fault: FaultName; readonly ms: number };

/** What a stop came to. */
export interface StopReply {
  readonly answer: StopAnswer;
  readonly requestId: string;
  readonly retryAfterMs: number;
  readonly dateAt: number;
}

/** A stop reaches Nova, which takes so long over it and then says what became of it. */
export type Arrive = (requestId: string, takesMs: number, verdict: (answer: StopAnswer) => void) => void;

/** Calls of the cloud as a running function makes them, with all that may go wrong on the way. */
export interface NovaCalls {
  readonly nova: Nova;
  /** Nova's time, in whole seconds. */
  dateNow(): number;
  /** Looks at the server as it was so long ago. */
  show<T>(running: Running, server: string, timeoutMs: number, look: (behindMs: number) => T): Promise<ReadAnswer<T>>;
  list<T>(running: Running, server: string, timeoutMs: number, look: (behindMs: number) => T): Promise<ReadAnswer<T>>;
  /** One page of the list of servers, after `marker`. */
  page<T>(
    running: Running,
    marker: string | undefined,
    timeoutMs: number,
    look: (page: Page, behindMs: number) => T,
  ): Promise<ReadAnswer<T>>;
  stop(running: Running, server: string, timeoutMs: number, arrive: Arrive): Promise<StopReply>;
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
const FAILING_PAGES: ReadonlySet<FaultName> = new Set(['page.unavailable', 'page.throttled', 'page.garbage']);
const AS_ASKED: Fate = { arrives: 'at-once' };
const NOVA_TAKES_MS = 150;

export const createNovaCalls = (world: World, nova: Nova): NovaCalls => {
  const { timeline, plan } = world;
  let stops = 0;
  const dateNow = (): number => wholeSecond(nova.clock.now());

  const read = <T>(
    place: 'show' | 'list',
    running: Running,
    server: string,
    timeoutMs: number,
    look: (behindMs: number) => T,
    note: (behindMs: number, askedAt: number) => { readonly seen: Happening; readonly unseen: Happening },
  ): Promise<ReadAnswer<T>> =>
    running.call(place, server, (fault, latencyMs) => {
      const name = fault?.fault;
      const behindMs = name === 'show.stale' || name === 'list.lag' ? (fault?.ms ?? 0) : 0;
      const slowMs = name === 'show.slow' || name === 'list.slow' ? (fault?.ms ?? 0) : latencyMs;
      const fails = fault !== undefined && behindMs === 0 && slowMs === latencyMs;
      const hangs = name === 'show.unanswered' || name === 'list.unanswered' || latencyMs + slowMs > timeoutMs;
      const askedAt = timeline.now();
      let seen: T | undefined;
      let happened: ReturnType<typeof note> | undefined;
      return {
        effectInMs: latencyMs,
        effect: () => {
          happened = note(behindMs, askedAt);
          seen = look(behindMs);
          world.notice(place === 'show' ? 'shown' : 'listed', server);
        },
        answerInMs: hangs ? timeoutMs : latencyMs + slowMs,
        answer: () => {
          const { seen: told, unseen } = happened ?? note(behindMs, askedAt);
          if (hangs || fails || seen === undefined) {
            world.tell(unseen);
            const unanswered = place === 'show' ? 'show.unanswered' : 'list.unanswered';
            return { kind: 'fault', fault: hangs ? unanswered : (name ?? unanswered), ms: fault?.ms ?? 0 };
          }
          world.tell(told);
          return { kind: 'ok', value: seen };
        },
      };
    });

  return {
    nova,
    dateNow,
    show: (running, server, timeoutMs, look) =>
      read('show', running, server, timeoutMs, look, (behindMs, askedAt) => {
        const shown = {
          kind: 'shown',
          process: running.number,
          server,
          asOf: timeline.now() - behindMs,
          askedAt,
        } as const;
        return { seen: { ...shown, view: nova.view(server, behindMs) }, unseen: { ...shown, view: 'fault' } };
      }),
    list: (running, server, timeoutMs, look) =>
      read('list', running, server, timeoutMs, look, (behindMs, askedAt) => {
        const listed = {
          kind: 'listed',
          process: running.number,
          server,
          asOf: timeline.now() - behindMs,
          askedAt,
        } as const;
        const records = plan.listless === true ? 'none' : nova.records(server, behindMs);
        return { seen: { ...listed, records }, unseen: { ...listed, records: 'fault' } };
      }),
    page: (running, marker, timeoutMs, look) =>
      running.call('page', marker ?? '', (fault, latencyMs) => {
        const name = fault?.fault;
        const behindMs = name === 'page.lag' ? (fault?.ms ?? 0) : 0;
        const slowMs = name === 'page.slow' ? (fault?.ms ?? 0) : latencyMs;
        const fails = name !== undefined && FAILING_PAGES.has(name);
        const hangs = name === 'page.unanswered' || latencyMs + slowMs > timeoutMs;
        const askedAt = timeline.now();
        const told = { kind: 'paged', process: running.number, marker, askedAt } as const;
        let seen: { readonly value: ReturnType<typeof look>; readonly page: Page; readonly asOf: number } | undefined;
        return {
          effectInMs: latencyMs,
          effect: () => {
            const page = nova.page(behindMs, marker, name);
            seen = { value: look(page, behindMs), page, asOf: timeline.now() - behindMs };
            world.notice('paged', '');
          },
          answerInMs: hangs ? timeoutMs : latencyMs + slowMs,
          answer: () => {
            if (hangs || fails || seen === undefined) {
              world.tell({ ...told, rows: 'fault', next: undefined, asOf: timeline.now() });
              return {
                kind: 'fault',
                fault: hangs ? 'page.unanswered' : (name ?? 'page.unanswered'),
                ms: fault?.ms ?? 0,
              };
            }
            const { page, asOf } = seen;
            const rows = [
              ...page.records.map(({ id, tags }) => ({ server: id, tags })),
              ...page.unknown.map((server) => ({ server, tags: undefined })),
            ];
            world.tell({ ...told, rows, next: page.next, asOf });
            return { kind: 'ok', value: seen.value };
          },
        };
      }),
    stop: (running, server, timeoutMs, arrive) => {
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
            arrive(requestId, takesMs, (answer) => {
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
