import type { Instant } from '../../lib/instant.ts';
import type { Entry } from '../../lib/power/entry.ts';
import type { Seen } from '../../lib/power/observation.ts';
import type { Freeze } from '../../lib/power/ports/freezes.ts';
import type { Roll } from '../../lib/power/roll.ts';
import type { ServerAction, ServerId } from '../../lib/power/server.ts';

/** All that was read about one server. What could not be read is not in it: the model never takes it for "there was none". */
export interface Facts {
  readonly now: Instant;
  readonly serverId: ServerId;
  readonly name?: string;
  /** The oldest moment that is shown, and from which requests that did not choose the server were read. */
  readonly sinceAt: Instant;
  /** Of every cloud that holds entries of this server. */
  readonly entries: readonly Entry[];
  /** Why the ledger was not read, in whole or in part. */
  readonly ledgerUnread?: string;
  /** The requests since `sinceAt`. */
  readonly rolls: readonly Roll[];
  /** The last freezes that concern it, over or not. */
  readonly freezes: readonly Freeze[];
  /** The live look, with Nova's times on our clock. */
  readonly seen?: Seen;
  /** Why there is no live look. */
  readonly unseen?: string;
}

/** The server's action records, newest first; undefined when they were not read, or the cloud has none. */
export const actionsOf = ({ seen }: Pick<Facts, 'seen'>): readonly ServerAction[] | undefined =>
  seen?.history?.kind === 'actions' ? seen.history.actions : undefined;
