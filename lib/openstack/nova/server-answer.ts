import * as v from 'valibot';
import type { Reply } from '../../power/ports/cloud.ts';
import { parseServerId, type Server, type ServerId } from '../../power/server.ts';
import { isObject, oneLine } from '../../text.ts';
import { ownFault, type Understood } from '../answer/understand.ts';
import { parseNovaTime } from '../http/times.ts';
import { describedOf } from './described.ts';
import { type Microversion, SHOWS_LOCK } from './microversion.ts';

// api-ref: GET /servers/{server_id}; nova/api/openstack/compute/views/servers.py. The fields that decide are
// strict: the id and the three states, present and readable (undefined: they are not). All others are read where
// possible, else left out.

// Nova's states are in lower case.
const wordOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.trim().toLowerCase() : undefined;

// Huawei's and Open Telekom Cloud's examples show an idle task as an empty text.
const isNone = (value: unknown): boolean => value === null || wordOf(value) === '';

const taskOf = (value: unknown): string | null | undefined => (isNone(value) ? null : wordOf(value));

const powerOf = (value: unknown): number | null | undefined => {
  if (isNone(value)) return null;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  return typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : undefined;
};

const unclear = (message: string): Reply<Server> => ownFault('transient', 'unclear', `not evidence: ${message}`);

/**
 * Reads the answer to `GET /servers/{id}`. An answer that cannot be trusted as a whole is a fault: another
 * server's, or one without a state (a cell that is down shows status UNKNOWN and no states: api-guide,
 * down_cells). `version` is the one that the answer was made with.
 */
export const parseServer = (
  { json }: Understood,
  id: ServerId,
  version: Microversion | null,
  powerNeverTold?: true,
): Reply<Server> => {
  const server = isObject(json) && isObject(json.server) ? json.server : {};
  const vmState = wordOf(server['OS-EXT-STS:vm_state']);
  const taskState = taskOf(server['OS-EXT-STS:task_state']);
  const power = server['OS-EXT-STS:power_state'];
  // Where the configuration says that the cloud never shows the power, it may be missing altogether.
  const powerState = powerNeverTold && power === undefined ? null : powerOf(power);
  if (typeof server.id !== 'string' || !vmState || taskState === undefined || powerState === undefined)
    return unclear('the answer is not a server with all its states');
  if (server.id.toLowerCase() !== id) return unclear('the answer is about another server');
  if (String(server.status).toUpperCase() === 'UNKNOWN') return unclear('the server is in a cell that is down');
  const fault = faultOf(server.fault);
  const reason = oneLine(textOf(server.locked_reason) ?? '');
  return {
    kind: 'ok',
    value: {
      id,
      ...describedOf(server),
      ...{ vmState, taskState, powerState },
      ...(powerNeverTold ? { powerNeverTold } : {}),
      locked: lockOf(server.locked, server.locked_reason, version),
      ...(reason === '' ? {} : { lockedReason: reason }),
      updatedAt: parseNovaTime(textOf(server.updated) ?? '') ?? null,
      launched: launchedOf(server['OS-SRV-USG:launched_at'], server.hostId),
      ...(fault === undefined ? {} : { fault }),
    },
  };
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

// Null and '' are Nova's own signs of a server that never was: nothing else says that.
const launchedOf = (launchedAt: unknown, hostId: unknown): boolean | null => {
  if (launchedAt === null || hostId === '') return false;
  return textOf(launchedAt) || textOf(hostId) ? true : null;
};

const faultOf = (fault: unknown): Server['fault'] | undefined => {
  if (typeof fault === 'string') return { code: null, message: oneLine(fault) };
  if (!isObject(fault)) return undefined;
  const code = typeof fault.code === 'string' && /^\d{3}$/.test(fault.code) ? Number(fault.code) : fault.code;
  return { code: typeof code === 'number' ? code : null, message: oneLine(textOf(fault.message) ?? '') };
};

// `owner` and `admin` are Nova's own words for who holds a lock (nova/objects/instance.py, locked_by).
const YES: ReadonlySet<string> = new Set(['true', 'yes', 'on', '1', 'locked', 'owner', 'admin']);
const NO: ReadonlySet<string> = new Set(['false', 'no', 'off', '0', 'unlocked']);

const parseLock = (value: unknown): boolean | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const word = String(value).trim().toLowerCase();
  return YES.has(word) ? true : NO.has(word) ? false : undefined;
};

/**
 * The lock that an answer shows. A lock counts in any form and version, even by its reason alone (2.73); its
 * absence counts only from the version that shows locks. Null when the answer does not show it.
 */
const lockOf = (locked: unknown, reason: unknown, version: Microversion | null): boolean | null => {
  const said = parseLock(locked) ?? (typeof reason === 'string' && reason.trim() !== '' ? true : undefined);
  if (said === true) return true;
  return said === false && version !== null && version >= SHOWS_LOCK ? false : null;
};

/** A server in a list: enough to count it and to name it. */
export interface ListedServer {
  readonly id: ServerId;
  readonly name: string;
  /** Empty where the list does not show it. */
  readonly vmState: string;
  /** Null where the list does not show it. */
  readonly projectId: string | null;
}

/** One page of `GET /servers/detail`. */
export interface ServerPage {
  readonly servers: readonly ListedServer[];
  readonly hasNext: boolean;
}

const TEXT = v.fallback(v.string(), '');
const SERVER = v.object({
  id: v.string(),
  name: TEXT,
  'OS-EXT-STS:vm_state': TEXT,
  tenant_id: v.fallback(v.nullable(v.string()), null),
});
const PAGE = v.object({
  servers: v.array(SERVER),
  servers_links: v.fallback(v.array(v.object({ rel: v.string() })), []),
});

/** Reads a page of a list; a page that cannot be read whole is a fault. */
export const parseServerPage = (json: unknown): Reply<ServerPage> => {
  const parsed = v.safeParse(PAGE, json);
  if (!parsed.success) return ownFault('transient', 'unclear', 'the answer is not a list of servers');
  const servers = parsed.output.servers.flatMap((one) => {
    const id = parseServerId(one.id);
    if (id === undefined) return [];
    return [{ id, name: one.name, vmState: one['OS-EXT-STS:vm_state'].toLowerCase(), projectId: one.tenant_id }];
  });
  return { kind: 'ok', value: { servers, hasNext: parsed.output.servers_links.some(({ rel }) => rel === 'next') } };
};
