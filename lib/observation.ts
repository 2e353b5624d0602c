import type { Clock } from './clock.ts';
import type { Fault } from './fault.ts';
import { doubtfulStarts } from './history.ts';
import type { Instant } from './instant.ts';
import type { Intent } from './intent.ts';
import type { Budget, Cloud, Reply } from './openstack/cloud.ts';
import type { Server, ServerAction } from './server.ts';

/** The server's action records, newest first, on our clock; or why they could not be read. */
export type History =
  | { readonly kind: 'actions'; readonly actions: readonly ServerAction[] }
  | { readonly kind: 'fault'; readonly fault: Fault };

/**
 * What one look at the cloud told. Nova's times are already corrected to our clock by `offsetMs`. `seenAt` is when we began to
 * ask: what was told is no older than that, however long a login, a slow answer or a frozen function took.
 */
export type Observation =
  | { readonly kind: 'not-looked' }
  | { readonly kind: 'fault'; readonly seenAt: Instant; readonly fault: Fault }
  | Seen;

/** An answer about the server: its state, or that there is none of that id. `offsetMs` is Nova's clock minus ours; null when not told. */
export type Seen =
  | SeenServer
  | {
      readonly kind: 'not-found';
      readonly seenAt: Instant;
      readonly offsetMs: number | null;
      readonly userId: string | null;
      readonly history?: History;
    };

/** A server as it was seen. */
export interface SeenServer {
  readonly kind: 'server';
  readonly seenAt: Instant;
  readonly offsetMs: number | null;
  readonly server: Server;
  readonly userId: string | null;
  readonly history?: History;
}

// The Date header has whole seconds, so on average it is half a second behind.
const HALF_SECOND_MS = 500;
// Counted from the answer's arrival: a slow answer makes Nova's times look later than they are, which errs to the human's side.
const offset = (reply: { readonly dateAt?: Instant }, answeredAt: Instant): number | null =>
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

// As Nova told it: each answer corrects it a little differently.
const toldUpdate = ({ server, offsetMs }: SeenServer): Instant | null =>
  server.updatedAt === null ? null : server.updatedAt + (offsetMs ?? 0);

/**
 * Whether nothing happened to the server between two looks. Whatever Nova does to one moves `updated`, at its beginning and at its
 * end two seconds later or more, so that its whole seconds cannot hide a power-on; an `updated` that is not told leaves it open.
 */
export const isUnchanged = (before: SeenServer, after: SeenServer): boolean => {
  const updated = toldUpdate(before);
  return (
    updated !== null &&
    updated === toldUpdate(after) &&
    before.server.vmState === after.server.vmState &&
    before.server.taskState === after.server.taskState &&
    before.server.locked === after.server.locked
  );
};

/** Adds the server's action records to what was seen. */
export const withHistory = async (
  seen: Seen,
  cloud: Cloud,
  intent: Intent,
  clock: Clock,
  budget: Budget,
): Promise<Seen> => {
  const reply = await cloud.listActions(intent.serverId, budget);
  if (reply.kind === 'fault') return { ...seen, history: reply };
  const offsetMs = seen.offsetMs ?? offset(reply, clock.now());
  const actions = reply.value.map((action) => ({ ...action, startedAt: onOurClock(action.startedAt, offsetMs) }));
  return { ...seen, offsetMs, history: await withEvents(actions, cloud, intent, budget) };
};

// Enough for any hour of a real server; a longer list of doubtful starts keeps counting as power-ons.
const MOST_QUESTIONS = 5;

const withEvents = async (
  actions: readonly ServerAction[],
  cloud: Cloud,
  intent: Intent,
  budget: Budget,
): Promise<History> => {
  const told = new Map<string, readonly string[]>();
  for (const { requestId } of doubtfulStarts(actions, intent.requestedAt).slice(0, MOST_QUESTIONS)) {
    const reply: Reply<ServerAction> = await cloud.showAction(intent.serverId, requestId, budget);
    if (reply.kind === 'ok') told.set(requestId, reply.value.events ?? []);
    else if (reply.fault.kind !== 'refused') return reply;
  }
  return {
    kind: 'actions',
    actions: actions.map((action) => {
      const events = told.get(action.requestId);
      return events === undefined ? action : { ...action, events };
    }),
  };
};
