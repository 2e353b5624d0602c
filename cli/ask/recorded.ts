import type { StopRequest } from '../../lib/message/request.ts';
import { DEFAULT_TIMING } from '../../lib/power/timing.ts';
import { longestEnd } from '../../lib/roll/roll-call.ts';
import type { Following } from '../follow/follow.ts';
import { daysBetween, readDays } from '../follow/read-days.ts';
import { readRequest } from '../follow/request-state.ts';
import type { Records } from '../terminal/stack.ts';
import type { AskPlan } from './ask-plan.ts';

/** A request that is sent again under its id may have been taken first the day before. */
const BACK_MS = 24 * 60 * 60_000;

const isOf =
  ({ requestId, dryRun }: StopRequest) =>
  (one: Pick<StopRequest, 'source' | 'requestId' | 'dryRun'>) =>
    one.source === 'queue' && one.requestId === requestId && one.dryRun === dryRun;

/** How a request is followed that was sent just now: it is recorded as soon as the worker has taken its message. */
export const followSent = ({ request, part }: AskPlan, records: Records, cloud: string | undefined): Following => {
  const { requestedAt } = request;
  const sinceAt = requestedAt - BACK_MS;
  return {
    untilAt: longestEnd(request, DEFAULT_TIMING),
    look: async (before) => {
      const { pointers, unread } = await readDays(daysBetween(sinceAt, requestedAt), sinceAt, records);
      const ours = pointers.filter(isOf(request)).filter((one) => cloud === undefined || one.cloud === cloud);
      // Another list under the same id says nothing of this one.
      if (ours.some((one) => one.part === part)) return await readRequest(ours, records, before);
      const [day] = unread;
      return day === undefined ? { kind: 'absent', unread: 0 } : { kind: 'unavailable', because: day.because };
    },
  };
};
