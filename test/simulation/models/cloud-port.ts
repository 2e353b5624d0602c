import { actionOf, actionWithEventsOf, listedOf, serverOf } from '../../../cloud/fronts/cloud-port.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Fault, Trouble } from '../../../lib/power/fault.ts';
import type { Cloud, Reply, ServerList } from '../../../lib/power/ports/cloud.ts';
import type { FaultName } from '../engine/faults.ts';
import type { StopAnswer } from '../engine/record.ts';
import type { Running } from '../engine/running.ts';
import type { NovaCalls, ReadAnswer } from './nova-calls.ts';

const LONGEST_MS = 10_000;

const failed = (
  kind: Fault['kind'],
  trouble: Trouble,
  http?: number,
  more: Pick<Fault, 'retryAfterMs' | 'code'> = {},
): { kind: 'fault'; fault: Fault } => ({
  kind: 'fault',
  fault: {
    kind,
    trouble,
    message: `simulated: ${trouble}`,
    ...(http === undefined ? {} : { http }),
    ...more,
  },
});

const GONE = failed('refused', 'not-found', 404);

// Table B (docs/nova.md, section 7), written down once more, by hand.
const STOP_FAULTS: Readonly<Record<Exclude<StopAnswer, 'accepted'>, readonly [Fault['kind'], Trouble, number?]>> = {
  conflict: ['conflict', 'conflict', 409],
  'not-found': ['refused', 'not-found', 404],
  error: ['ambiguous', 'server-error', 500],
  gateway: ['ambiguous', 'server-error', 502],
  'proxy-503': ['ambiguous', 'unavailable', 503],
  page: ['ambiguous', 'unclear', 403],
  unavailable: ['transient', 'unavailable', 503],
  throttled: ['transient', 'throttled', 429],
  unauthorized: ['refused', 'unauthorized', 401],
  postponed: ['ambiguous', 'throttled', 202],
  'odd-400': ['ambiguous', 'bad-request', 400],
  forbidden: ['refused', 'forbidden', 403],
  'bad-request': ['refused', 'bad-request', 400],
  lost: ['ambiguous', 'unanswered'],
  'not-sent': ['transient', 'unreachable'],
};

const READ_FAULTS: Partial<Record<FaultName, readonly [Fault['kind'], Trouble, number?]>> = {
  'show.unavailable': ['transient', 'unavailable', 503],
  'show.throttled': ['transient', 'throttled', 429],
  'show.unanswered': ['ambiguous', 'unanswered'],
  'show.unauthorized': ['refused', 'credentials', 401],
  'show.garbage': ['transient', 'unclear', 200],
  'show.page': ['transient', 'unclear', 403],
  'show.not-found': ['refused', 'not-found', 404],
  'list.unavailable': ['transient', 'unavailable', 503],
  'list.refused': ['refused', 'forbidden', 403],
  'list.unanswered': ['ambiguous', 'unanswered'],
  'action.unavailable': ['transient', 'unavailable', 503],
  'page.throttled': ['transient', 'throttled', 429],
  'page.unanswered': ['ambiguous', 'unanswered'],
  'page.garbage': ['transient', 'unclear', 200],
};

const readFault = ({ fault, ms }: Extract<ReadAnswer<unknown>, { kind: 'fault' }>) => {
  const [kind, trouble, http] = READ_FAULTS[fault] ?? ['transient', 'unavailable'];
  // Nova's own refusals have a code.
  const code = fault === 'list.refused' ? { code: 'forbidden' } : {};
  return failed(kind, trouble, http, trouble === 'throttled' ? { retryAfterMs: ms } : code);
};

/** The simulated cloud behind the `Cloud` port itself: no HTTP, no JSON. */
export const cloudPort = (calls: NovaCalls, running: Running, clock: Clock, listless: boolean): Cloud & ServerList => {
  const { nova, dateNow } = calls;
  const leftMs = (untilAt: number): number => Math.min(LONGEST_MS, untilAt - clock.now());
  const ok = <T>(value: T): Reply<T> => ({ kind: 'ok', value, dateAt: dateNow() });
  const answered = <T>(seen: ReadAnswer<Reply<T>>): Reply<T> => (seen.kind === 'fault' ? readFault(seen) : seen.value);
  return {
    userId: nova.us.userId,
    listServers: (next, { untilAt }) =>
      calls
        .page(running, next, leftMs(untilAt), ({ records, unknown, next: marker }) =>
          ok({
            servers: records.flatMap(listedOf),
            unknown: unknown.length,
            ...(marker === undefined ? {} : { next: marker }),
          }),
        )
        .then(answered),
    showServer: (id, { untilAt }) =>
      calls
        .show(running, id, leftMs(untilAt), (behindMs) => {
          const record = nova.store.behind(id, behindMs);
          return record === undefined || record.deleted ? GONE : ok(serverOf(id, record));
        })
        .then(answered),
    listActions: (id, { untilAt }) =>
      calls
        .list(running, id, leftMs(untilAt), (behindMs) => {
          if (listless) return failed('refused', 'forbidden', 403, { code: 'forbidden' });
          const actions = nova.store.behind(id, behindMs)?.actions ?? [];
          return ok(actions.map(actionOf).reverse());
        })
        .then(answered),
    showAction: (id, requestId) =>
      running.call('action', id, (fault, latencyMs) => ({
        effectInMs: latencyMs,
        effect: () => {},
        answerInMs: 2 * latencyMs,
        answer: () => {
          if (fault !== undefined) return failed('transient', 'unavailable', 503);
          const record = nova.store.get(id)?.actions.find((one) => one.requestId === requestId);
          return record === undefined ? GONE : ok(actionWithEventsOf(record));
        },
      })),
    stopServer: (id, _type, { untilAt }) =>
      calls
        .stop(running, id, leftMs(untilAt), (requestId, takesMs, verdict) => nova.stop(id, requestId, takesMs, verdict))
        .then(({ answer, requestId, retryAfterMs, dateAt }) => {
          if (answer === 'accepted') return { kind: 'ok', value: { openstackRequestId: requestId }, dateAt };
          const [kind, trouble, http] = STOP_FAULTS[answer];
          const waitMs = answer === 'postponed' ? 60_000 : retryAfterMs;
          return failed(kind, trouble, http, waitMs === 0 ? {} : { retryAfterMs: waitMs });
        }),
  };
};
