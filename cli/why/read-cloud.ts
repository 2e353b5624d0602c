import type { Clock } from '../../lib/clock.ts';
import type { Instant } from '../../lib/instant.ts';
import { isListRefusal, type Seen } from '../../lib/power/observation.ts';
import type { Cloud, Clouds } from '../../lib/power/ports/cloud.ts';
import { powerActionOf } from '../../lib/power/power-actions.ts';
import type { ServerAction, ServerId } from '../../lib/power/server.ts';
import { look, withHistory, withOurTimes } from '../../lib/power/step/look.ts';
import { faultInWords } from '../cloud/fault-words.ts';

/** A live look with the action list, and in lines what of it was not read; or why there was none. */
export type ReadCloud =
  | { readonly kind: 'seen'; readonly seen: Seen; readonly unread: readonly string[] }
  | { readonly kind: 'unseen'; readonly because: string };

/** For a look with its list: somebody waits. */
const LOOK_MS = 20_000;
/** Records that are asked for one by one, to know when they were through and who reported them. */
const MOST_DETAILS = 6;

/** Looks at a server in a cloud; `sinceAt` is the oldest record that matters. */
export const readCloud = async (
  clouds: Pick<Clouds, 'cloud'>,
  name: string,
  serverId: ServerId,
  sinceAt: Instant,
  clock: Pick<Clock, 'now'>,
): Promise<ReadCloud> => {
  const opened = await clouds.cloud(name);
  if (opened.kind === 'unknown') return { kind: 'unseen', because: `cloud ${name} is not configured here` };
  if (opened.kind === 'fault') return { kind: 'unseen', because: `cloud ${name}: ${opened.fault.message}` };
  const { cloud } = opened;
  const budget = { untilAt: clock.now() + LOOK_MS };
  const looked = await look(cloud, { serverId }, clock, budget);
  if (looked.kind === 'not-looked') throw new Error('a look that was not made');
  if (looked.kind === 'fault') return { kind: 'unseen', because: `cloud ${name}: ${faultInWords(looked.fault)}` };
  const seen = await withHistory(looked, cloud, { serverId, requestedAt: sinceAt }, clock, budget);
  if (seen.history?.kind !== 'actions') {
    const fault = seen.history?.fault;
    const isMissing = fault === undefined || isListRefusal(fault);
    return {
      kind: 'seen',
      seen,
      unread: isMissing ? [] : [`the action list of cloud ${name}: ${faultInWords(fault)}`],
    };
  }
  const { actions, unread } = await withDetails(
    seen.history.actions,
    seen.offsetMs,
    cloud,
    { serverId, sinceAt },
    budget,
  );
  return {
    kind: 'seen',
    seen: { ...seen, history: { kind: 'actions', actions: steady(actions, seen.offsetMs) } },
    unread,
  };
};

// `Date` has whole seconds: of clocks that agree so far, Nova's own times are the better ones, and the same at each look.
const AGREE_MS = 2_000;
const steady = (actions: readonly ServerAction[], offsetMs: number | null): readonly ServerAction[] =>
  offsetMs === null || Math.abs(offsetMs) > AGREE_MS
    ? actions
    : actions.map((action) => withOurTimes(action, -offsetMs));

// The newest power action whatever its age, and those of the time that is shown.
const withDetails = async (
  actions: readonly ServerAction[],
  offsetMs: number | null,
  cloud: Cloud,
  { serverId, sinceAt }: { readonly serverId: ServerId; readonly sinceAt: Instant },
  budget: { readonly untilAt: Instant },
): Promise<{ readonly actions: readonly ServerAction[]; readonly unread: readonly string[] }> => {
  const asked = actions
    .filter(({ action }) => powerActionOf(action) !== undefined)
    .filter(({ startedAt }, place) => place === 0 || startedAt >= sinceAt)
    .slice(0, MOST_DETAILS)
    .filter(({ events, requestId }) => events === undefined && requestId !== '');
  const answers = await Promise.all(
    asked.map(async ({ requestId }) => [requestId, await cloud.showAction(serverId, requestId, budget)] as const),
  );
  const byId = new Map(answers);
  // Refused details are the cloud's policy; the record alone then counts as a user's.
  const failed = answers.flatMap(([, reply]) =>
    reply.kind === 'fault' && reply.fault.kind !== 'refused' ? [faultInWords(reply.fault)] : [],
  );
  return {
    actions: actions.map((action) => {
      const reply = byId.get(action.requestId);
      if (reply?.kind !== 'ok') return action;
      const { events, endedAt } = withOurTimes(reply.value, offsetMs);
      return { ...action, ...(events === undefined ? {} : { events, endedAt: endedAt ?? null }) };
    }),
    unread: [...new Set(failed)].map((because) => `the details of ${failed.length} actions: ${because}`),
  };
};
