import type { Instant } from '../instant.ts';
import type { Entry, Saw } from './entry.ts';
import type { Fault } from './fault.ts';
import { isSameState, type Server, type ServerAction, stateOf } from './server.ts';

/** The server's action records, in Nova's order, newest first, on our clock; or why they could not be read. */
export type History =
  | { readonly kind: 'actions'; readonly actions: readonly ServerAction[] }
  | { readonly kind: 'fault'; readonly fault: Fault };

/**
 * The result of one look at the cloud. Nova's times are already corrected to our clock by `offsetMs`.
 * `seenAt` is when we began to ask: the result is no older than that, however long a login, a slow answer or
 * a frozen function took.
 */
export type Observation =
  | { readonly kind: 'not-looked' }
  | { readonly kind: 'fault'; readonly seenAt: Instant; readonly fault: Fault }
  | Seen;

/**
 * An answer about the server: its state, or that there is none of that id. `offsetMs` is Nova's clock minus
 * ours; null when unknown.
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

/**
 * The state that two looks are compared by. `updated` is as Nova showed it: each answer corrects it a little
 * differently. Undefined without it.
 */
export const snapshotOf = ({ server, offsetMs }: SeenServer): Saw | undefined =>
  server.updatedAt === null ? undefined : { ...stateOf(server), updatedAt: server.updatedAt + (offsetMs ?? 0) };

/** Whether two looks saw the same. */
export const isSame = (before: Saw, after: Saw): boolean =>
  before.updatedAt === after.updatedAt && isSameState(before, after);

/**
 * Whether nothing happened to the server between two looks. Every action of Nova moves `updated`, at its
 * beginning and at its end two seconds later or more, so its whole seconds cannot hide a power-on. Without
 * `updated` nothing is proven.
 */
export const isUnchanged = (before: SeenServer, after: SeenServer): boolean => {
  const [saw, sees] = [snapshotOf(before), snapshotOf(after)];
  return saw !== undefined && sees !== undefined && isSame(saw, sees) && before.server.locked === after.server.locked;
};

/** Two refusals at least this far apart make a list absent, as two 404s make a server not found. */
export const NO_LIST_GAP_MS = 5_000;

const NOT_SERVED: ReadonlySet<number | undefined> = new Set([403, 404, 405, 501]);

/**
 * Whether a cloud says, in Nova's form or a known gateway's, that it has no action list: by policy, an
 * unknown path or a method that is not allowed. A page, a failure or a list that is too long does not say so.
 */
export const isListRefusal = ({ kind, http, code }: Fault): boolean =>
  kind === 'refused' && code !== undefined && NOT_SERVED.has(http);

/** Whether the cloud has refused the list, and has never shown it. */
export const hasShownNoList = ({ noListAt, listRead }: Entry): boolean => noListAt !== undefined && !listRead;

/**
 * Whether the server has an action list: `perhaps-none` until a second refusal, `unread` when this look could
 * not read it.
 */
export const actionListOf = (
  { noListAt, listRead }: Entry,
  { history, seenAt }: Seen,
): 'read' | 'unread' | 'perhaps-none' | 'none' => {
  if (history?.kind !== 'fault') return 'read';
  if (!isListRefusal(history.fault) || listRead || noListAt === undefined) return 'unread';
  return seenAt - noListAt < NO_LIST_GAP_MS ? 'perhaps-none' : 'none';
};
