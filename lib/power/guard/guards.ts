import type { Instant } from '../../instant.ts';
import { unfitOf } from '../choose/fits.ts';
import { fitsGlob } from '../choose/glob.ts';
import { machineOf } from '../choose/machine.ts';
import type { Machine, Select } from '../choose/select.ts';
import type { Server, ServerId } from '../server.ts';
import { isAllowed, protectionOf } from './marks.ts';

/** The settings that forbid stops, whoever asks (docs/contract.md, "Settings"). */
export interface Guards {
  /** `STOP_REQUIRES`: only servers marked `lights-out=allow` are stopped. */
  readonly requiresAllow: boolean;
  /** `NEVER_STOP`. */
  readonly never: { readonly ids: readonly ServerId[]; readonly names: readonly string[] };
  /** `STOP_ONLY`: the one kind of machine that is stopped. */
  readonly only?: Exclude<Machine, 'any'>;
}

/** No guard but those in the cloud itself: marks and locks. */
export const NO_GUARDS: Guards = { requiresAllow: false, never: { ids: [], names: [] } };

/** Tags are shown from here on, and the flavor with its extra specs. */
const NEEDS_TAGS = 'tags are shown from microversion 2.26 on';
const NEEDS_FLAVOR = 'the flavor is shown from microversion 2.47 on';

/**
 * Why a stop of this server is not to be sent now; undefined when nothing forbids it. `select` is that of the
 * request, if one chose the server. The never-list wins, then the lock, then the marks.
 */
export const heldBy = (
  server: Server,
  { requiresAllow, never, only }: Guards,
  select: Select | undefined,
  now: Instant,
): string | undefined => {
  if (never.ids.includes(server.id)) return 'NEVER_STOP names it';
  const name = never.names.find((glob) => fitsGlob(glob, server.name));
  if (name !== undefined) return `NEVER_STOP: its name fits "${name}"`;
  if (server.locked === true)
    return server.lockedReason === undefined ? 'locked: an operator holds it' : `locked: "${server.lockedReason}"`;
  const protection = protectionOf(server, now);
  if (protection !== undefined) return protection;
  if (requiresAllow && !isAllowed(server))
    return `not marked lights-out=allow, which STOP_REQUIRES asks for${server.tags === null ? ` (${NEEDS_TAGS}; metadata counts too)` : ''}`;
  const kind = only === undefined ? undefined : machineOf(server);
  if (kind !== only) return `is ${kind}, and STOP_ONLY is ${only}${kind === 'unknown' ? ` (${NEEDS_FLAVOR})` : ''}`;
  const unfit = select && unfitOf(select, server.id, server);
  return unfit && `no longer matches: ${unfit.because}`;
};
