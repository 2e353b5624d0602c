import type { Clock } from '../clock.ts';
import type { Instant } from '../instant.ts';
import type { Saw } from './entry.ts';
import type { Fault } from './fault.ts';
import { nextQuestion } from './history.ts';
import type { Intent } from './intent.ts';
import type { Budget, Cloud } from './ports/cloud.ts';
import { type Server, type ServerAction, stateOf } from './server.ts';

/** The server's action records, in Nova's order, newest first, on our clock; or why they could not be read. */
export type History =
  | { readonly kind: 'actions'; readonly actions: readonly ServerAction[] }
  | { readonly kind: 'fault'; readonly fault: Fault };

/**
 * The result of one look at the cloud. Nova's times are already corrected to our clock by `offsetMs`. `seenAt` is when
 * we began to ask: the result is no older than that, however long a login, a slow answer or a frozen function took.
 */
export type Observation =
  | { readonly kind: 'not-looked' }
  | { readonly kind: 'fault'; readonly seenAt: Instant; readonly fault: Fault }
  | Seen;

/**
 * An answer about the server: its state, or that there is none of that id. `offsetMs` is Nova's clock minus ours; null
 * when unknown.
 */
export type Seen =
  | SeenServer
  | {
      readonly kind: 'not-found';
      readonly seenAt: Instant;
      readonly offsetMs: number | null;
      readonly userId: string | null;
      readonly history?: History;
      readonly historyMs?: number;
    };

/** A server as it was seen. */
export interface SeenServer {
  readonly kind: 'server';
  readonly seenAt: Instant;
  readonly offsetMs: number | null;
  readonly server: Server;
  readonly userId: string | null;
  readonly history?: History;
  /** How long it took to read the history. */
  readonly historyMs?: number;
}

// The Date header has whole seconds, so on average it is half a second behind.
const HALF_SECOND_MS = 500;
/**
 * Nova's clock minus ours by an answer's `Date`; null when there was none. Counted from the answer's arrival: a slow answer makes
 * Nova's times look later than they are, which errs to the human's side.
 */
export const offset = (reply: { readonly dateAt?: Instant }, answeredAt: Instant): number | null =>
  reply.dateAt === undefined ? null : reply.dateAt + HALF_SECOND_MS - answeredAt;

const onOurClock = (at: Instant, offsetMs: number | null): Instant => at - (offsetMs ?? 0);

/** Asks Nova for the server. */
export const look = async (cloud: Cloud, intent: Intent, clock: Clock, budget: Budget): Promise<Observation> => {
  const seenAt = clock.now();
  const reply = await cloud.showServer(intent.serverId, budget);
  if (reply.kind === 'ok') {
    const offsetMs = offset(reply, clock.now());
    const { updatedAt } = reply.value;
    const server = { ...reply.value, updatedAt: updatedAt === null ? null : onOurClock(updatedAt, offsetMs) };
    return { kind: 'server', seenAt, offsetMs, server, userId: cloud.userId };
  }
  if (reply.fault.trouble === 'not-found') return { kind: 'not-found', seenAt, offsetMs: null, userId: cloud.userId };
  return { kind: 'fault', seenAt, fault: reply.fault };
};

/**
 * What two looks are compared by. `updated` is as Nova showed it: each answer corrects it a little differently.
 * Undefined without it.
 */
export const sawOf = ({ server, offsetMs }: SeenServer): Saw | undefined =>
  server.updatedAt === null ? undefined : { ...stateOf(server), updatedAt: server.updatedAt + (offsetMs ?? 0) };

/** Whether two looks saw the same. */
export const isSame = (before: Saw, after: Saw): boolean =>
  before.updatedAt === after.updatedAt &&
  before.vmState === after.vmState &&
  before.taskState === after.taskState &&
  before.powerState === after.powerState;

/**
 * Whether nothing happened to the server between two looks. Whatever Nova does to one moves `updated`, at its beginning
 * and at its end two seconds later or more, so that its whole seconds cannot hide a power-on; without an `updated` it
 * stays open.
 */
export const isUnchanged = (before: SeenServer, after: SeenServer): boolean => {
  const [saw, sees] = [sawOf(before), sawOf(after)];
  return saw !== undefined && sees !== undefined && isSame(saw, sees) && before.server.locked === after.server.locked;
};

/** Adds the server's action records to what was seen. */
export const withHistory = async (
  seen: Seen,
  cloud: Cloud,
  intent: Intent,
  clock: Clock,
  budget: Budget,
): Promise<Seen> => {
  const askedAt = clock.now();
  const reply = await cloud.listActions(intent.serverId, budget);
  if (reply.kind === 'fault') return { ...seen, history: reply };
  const offsetMs = seen.offsetMs ?? offset(reply, clock.now());
  const actions = reply.value.map((action) => onOurTime(action, offsetMs));
  const history = await withEvents(actions, offsetMs, cloud, intent, budget);
  return { ...seen, offsetMs, history, historyMs: clock.now() - askedAt };
};

const onOurTime = (action: ServerAction, offsetMs: number | null): ServerAction => ({
  ...action,
  startedAt: onOurClock(action.startedAt, offsetMs),
  ...(typeof action.endedAt === 'number' ? { endedAt: onOurClock(action.endedAt, offsetMs) } : {}),
});

// Enough for any hour of a real server; what a longer list leaves open counts as a person's doing.
const MOST_QUESTIONS = 5;

const withEvents = async (
  listed: readonly ServerAction[],
  offsetMs: number | null,
  cloud: Cloud,
  { requestedAt, serverId }: Intent,
  budget: Budget,
): Promise<History> => {
  let actions = listed;
  const asked = new Set<string>();
  for (;;) {
    const question = nextQuestion(actions, requestedAt, asked);
    if (question === undefined) return { kind: 'actions', actions };
    asked.add(question.requestId);
    const reply =
      asked.size > MOST_QUESTIONS ? undefined : await cloud.showAction(serverId, question.requestId, budget);
    if (reply?.kind === 'fault' && reply.fault.kind !== 'refused') return reply;
    const answer = reply?.kind === 'ok' ? onOurTime(reply.value, offsetMs) : undefined;
    actions = actions.map((action) => (action.requestId === question.requestId ? answered(action, answer) : action));
  }
};

// A start without events is a person's, and work without an end explains no echo after it.
const answered = (action: ServerAction, answer: ServerAction | undefined): ServerAction => {
  if (answer !== undefined) return { ...action, events: answer.events ?? [], endedAt: answer.endedAt ?? null };
  return action.action === 'start' ? action : { ...action, endedAt: action.startedAt };
};
