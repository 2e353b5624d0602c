import type { Clock } from '../../clock.ts';
import type { Instant } from '../../instant.ts';
import type { Settling, Wait } from '../decide/decision.ts';
import { nextActionToRead } from '../history.ts';
import type { Intent } from '../intent.ts';
import { type History, isUnchanged, type Observation, type Seen, type SeenServer } from '../observation.ts';
import type { Budget, Cloud } from '../ports/cloud.ts';
import type { Server, ServerAction } from '../server.ts';

// The Date header has whole seconds, so on average it is half a second behind.
const HALF_SECOND_MS = 500;
/**
 * Nova's clock minus ours by an answer's `Date`; null when there was none. Counted from the answer's arrival:
 * a slow answer makes Nova's times look later than they are, which errs in favour of the user.
 */
export const clockOffset = (reply: { readonly dateAt?: Instant }, answeredAt: Instant): number | null =>
  reply.dateAt === undefined ? null : reply.dateAt + HALF_SECOND_MS - answeredAt;

const toOurClock = (at: Instant, offsetMs: number | null): Instant => at - (offsetMs ?? 0);

/** Asks Nova for the server. */
export const look = async (
  cloud: Cloud,
  intent: Pick<Intent, 'serverId'>,
  clock: Pick<Clock, 'now'>,
  budget: Budget,
): Promise<Observation> => {
  const seenAt = clock.now();
  const reply = await cloud.showServer(intent.serverId, budget);
  if (reply.kind === 'ok') {
    const offsetMs = clockOffset(reply, clock.now());
    const { updatedAt } = reply.value;
    const server = { ...reply.value, updatedAt: updatedAt === null ? null : toOurClock(updatedAt, offsetMs) };
    return { kind: 'server', seenAt, offsetMs, server, userId: cloud.userId };
  }
  if (reply.fault.trouble === 'not-found') return { kind: 'not-found', seenAt, offsetMs: null, userId: cloud.userId };
  return { kind: 'fault', seenAt, fault: reply.fault };
};

/** Adds the server's action records to what was seen. */
export const withHistory = async (
  seen: Seen,
  cloud: Cloud,
  intent: Pick<Intent, 'serverId' | 'requestedAt'>,
  clock: Pick<Clock, 'now'>,
  budget: Budget,
): Promise<Seen> => {
  const askedAt = clock.now();
  const reply = await cloud.listActions(intent.serverId, budget);
  if (reply.kind === 'fault') return { ...seen, history: reply };
  const offsetMs = seen.offsetMs ?? clockOffset(reply, clock.now());
  const actions = reply.value.map((action) => withOurTimes(action, offsetMs));
  const history = await withEvents(actions, offsetMs, cloud, intent, budget);
  return { ...seen, offsetMs, history, historyMs: clock.now() - askedAt };
};

/** A record with its times on our clock; `offsetMs` is Nova's minus ours, null when it is not known. */
export const withOurTimes = (action: ServerAction, offsetMs: number | null): ServerAction => ({
  ...action,
  startedAt: toOurClock(action.startedAt, offsetMs),
  ...(typeof action.endedAt === 'number' ? { endedAt: toOurClock(action.endedAt, offsetMs) } : {}),
});

// Enough for any hour of a real server; a start that a longer list leaves open counts as a user's.
const MOST_QUESTIONS = 5;

const withEvents = async (
  listed: readonly ServerAction[],
  offsetMs: number | null,
  cloud: Cloud,
  { requestedAt, serverId }: Pick<Intent, 'serverId' | 'requestedAt'>,
  budget: Budget,
): Promise<History> => {
  let actions = listed;
  const asked = new Set<string>();
  for (;;) {
    const question = nextActionToRead(actions, requestedAt, asked);
    if (question === undefined) return { kind: 'actions', actions };
    asked.add(question.requestId);
    const reply =
      asked.size > MOST_QUESTIONS ? undefined : await cloud.showAction(serverId, question.requestId, budget);
    if (reply?.kind === 'fault' && reply.fault.kind !== 'refused') return reply;
    const answer = reply?.kind === 'ok' ? withOurTimes(reply.value, offsetMs) : undefined;
    actions = actions.map((action) => (action.requestId === question.requestId ? withAnswer(action, answer) : action));
  }
};

// A start without events is a user's, and work without an end explains no echo after it.
const withAnswer = (action: ServerAction, answer: ServerAction | undefined): ServerAction => {
  if (answer !== undefined) return { ...action, events: answer.events ?? [], endedAt: answer.endedAt ?? null };
  return action.action === 'start' ? action : { ...action, endedAt: action.startedAt };
};

// No bare metal server goes through a power-on in two seconds (Nova asks Ironic no more often), so younger
// evidence is still true when the stop leaves, and the calm case needs no further call.
const CLOSE_MS = 1_000;

/**
 * Confirms old evidence by one more look right before the stop. If anything has happened to the server since,
 * the next delivery decides. Nova writes the records of some actions before it saves the server
 * (`resetState`, `restore`, `confirmResize`: nova/compute/api.py), so a history that was read is read again
 * after that look, unless that takes too long: then such an action in the moment of the look stays unseen.
 * `forbids` judges the server once more: tags do not move `updated`, and a mark of this moment counts.
 */
export const lastLook = async (
  seen: SeenServer,
  cloud: Cloud,
  intent: Intent,
  clock: Clock,
  budget: Budget,
  forbids: (server: Server) => string | undefined,
): Promise<SeenServer | Exclude<Settling, { readonly kind: 'bury' }>> => {
  if (clock.now() - seen.seenAt <= CLOSE_MS) return seen;
  const again = await look(cloud, intent, clock, budget);
  if (again.kind === 'fault')
    return {
      kind: 'wait',
      because: `the server cannot be read right before its stop: ${again.fault.message}`,
      fault: again.fault,
    };
  if (again.kind !== 'server') return SOMETHING_HAPPENED;
  // Only of a server that still is as it was found: an end is about what is there.
  const isStillIdle = again.server.vmState === seen.server.vmState && again.server.taskState === null;
  const because = isStillIdle ? forbids(again.server) : undefined;
  if (because !== undefined) return { kind: 'done', outcome: 'held', because };
  if (!isUnchanged(seen, again)) return SOMETHING_HAPPENED;
  if (seen.history?.kind !== 'actions' || (seen.historyMs ?? 0) > SHORT_MS) return again;
  const { history } = await withHistory(again, cloud, intent, clock, budget);
  if (history?.kind === 'fault')
    return {
      kind: 'wait',
      because: `the server's history cannot be read right before its stop: ${history.fault.message}`,
      fault: history.fault,
    };
  return history?.actions.length === seen.history.actions.length ? again : SOMETHING_HAPPENED;
};

// Of the five seconds that a mark may be old when its stop leaves.
const SHORT_MS = 2_000;

const SOMETHING_HAPPENED: Wait = { kind: 'wait', because: 'something happened to the server right before its stop' };
