import type { Instant } from '../../instant.ts';
import type { Fault } from '../fault.ts';
import type { ListedServer, Server, ServerAction, ServerId, StopType } from '../server.ts';

/** An answer or a fault: expected trouble is a value. */
export type Reply<T> =
  | {
      readonly kind: 'ok';
      readonly value: T;
      /** The answer's `Date` header on the cloud's clock (whole seconds); absent when there was none. */
      readonly dateAt?: Instant;
    }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** Nova took the stop (202 or 204): accepted, which is not yet stopped. */
export interface Accepted {
  /**
   * Nova's local request id: the name of the stop's record in `os-instance-actions`. Null when the cloud sent
   * none.
   */
  readonly openstackRequestId: string | null;
}

/** How long a call may take: reads are retried inside it, a stop is sent once and given up on at its end. */
export interface Budget {
  readonly untilAt: Instant;
}

/** One page of the project's servers, newest first. */
export interface ServerPage {
  readonly servers: readonly ListedServer[];
  /** How many rows are of a cell that is down (status UNKNOWN): they are no servers to choose from, and the list is incomplete. */
  readonly unknown: number;
  /** Asks for the next page; absent on the last. Only the list that gave it can read it. */
  readonly next?: string;
}

/**
 * One project of one cloud. Four verbs are all that a stop needs; how they travel is known below this line
 * only.
 */
export interface Cloud {
  /**
   * The user that the token names, so that a stop whose answer was lost can be distinguished from another
   * user's. Null before a login.
   */
  readonly userId: string | null;
  showServer(id: ServerId, budget: Budget): Promise<Reply<Server>>;
  /** Sends `os-stop` once, with the token in hand. Never retried here, whatever the answer. */
  stopServer(id: ServerId, type: StopType | undefined, budget: Budget): Promise<Reply<Accepted>>;
  /** The server's action records, newest first, without events. */
  listActions(id: ServerId, budget: Budget): Promise<Reply<readonly ServerAction[]>>;
  /** One action record with its events. */
  showAction(id: ServerId, requestId: string, budget: Budget): Promise<Reply<ServerAction>>;
}

/** The servers of a project, as a selection needs them; no stop needs it. */
export interface ServerList {
  /**
   * One page of all servers of the project, unfiltered: the first one, or the one that `next` asks for. A cloud below
   * microversion 2.47 is refused (`trouble: 'too-old'`).
   */
  listServers(next: string | undefined, budget: Budget): Promise<Reply<ServerPage>>;
}

/** The clouds of the configuration, by name. */
export interface Clouds {
  /**
   * The cloud of that name. `unknown` is the caller's mistake; a fault (unreadable secret, broken
   * configuration) is ours and can be fixed. Does not log in: the first call does.
   */
  cloud(
    name: string,
  ): Promise<
    | { readonly kind: 'cloud'; readonly cloud: Cloud }
    | { readonly kind: 'unknown'; readonly known: readonly string[] }
    | { readonly kind: 'fault'; readonly fault: Fault }
  >;
}

/** The same clouds, whose servers can be listed too. */
export interface ListingClouds extends Clouds {
  cloud(
    name: string,
  ): Promise<
    | { readonly kind: 'cloud'; readonly cloud: Cloud & ServerList }
    | Exclude<Awaited<ReturnType<Clouds['cloud']>>, { readonly kind: 'cloud' }>
  >;
}
