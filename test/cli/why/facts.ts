import type { Facts } from '../../../cli/why/facts.ts';
import { withLostAnswers } from '../../../cli/why/ours.ts';
import type { SeenServer } from '../../../lib/power/observation.ts';
import type { Server, ServerAction } from '../../../lib/power/server.ts';
import { anOffServer, aServer, aServerId, HOUR, NOON, records } from '../../builders.ts';

/** When somebody asks why: the morning after noon's request. */
export const ASKED_AT = NOON + 12 * HOUR;

/** A live look at the moment of the question, with Nova's records. */
export const looked = (server: Server, ...actions: readonly ServerAction[]): { readonly seen: SeenServer } => ({
  seen: { kind: 'server', seenAt: ASKED_AT, offsetMs: 0, server, userId: 'operator', ...records(...actions) },
});

export const isOn = (...actions: readonly ServerAction[]) => looked(aServer(), ...actions);
export const isOff = (...actions: readonly ServerAction[]) => looked(anOffServer(), ...actions);

/** Nothing but the question. */
export const facts = (changes: Partial<Facts> = {}): Facts =>
  withLostAnswers({
    ...{ now: ASKED_AT, serverId: aServerId(), name: 'db-1', sinceAt: ASKED_AT - 48 * HOUR },
    ...{ entries: [], rolls: [], freezes: [] },
    ...changes,
  });
