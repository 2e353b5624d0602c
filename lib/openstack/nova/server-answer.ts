import * as v from 'valibot';
import type { Reply } from '../../power/ports/cloud.ts';
import { parseServerId, type Server, type ServerId } from '../../power/server.ts';
import { isObject, oneLine } from '../../text.ts';
import { ownFault, type Understood } from '../answer/understand.ts';
import { parseNovaTime } from '../http/times.ts';
import { describedOf } from './described.ts';
import { type Microversion, SHOWS_LOCK } from './microversion.ts';

// Nova's states are in lower case.
const WORD = v.pipe(v.string(), v.trim(), v.toLowerCase());
const POWER = v.union([
  v.pipe(v.number(), v.safeInteger()),
  v.pipe(v.string(), v.regex(/^\d{1,3}$/), v.transform(Number)),
]);
// A text that is empty where Nova says null: Huawei's and Open Telekom Cloud's examples show an idle task so.
const EMPTY = v.pipe(
  v.string(),
  v.trim(),
  v.empty(),
  v.transform(() => null),
);

// api-ref: GET /servers/{server_id}; nova/api/openstack/compute/views/servers.py. The fields that decide are
// strict: the id and the three states, present and readable. All others are read where possible, else left
// out.
const STATES = {
  id: v.pipe(v.string(), v.toLowerCase()),
  'OS-EXT-STS:vm_state': v.pipe(WORD, v.nonEmpty()),
  'OS-EXT-STS:task_state': v.union([EMPTY, v.nullable(WORD)]),
  'OS-EXT-STS:power_state': v.union([EMPTY, v.nullable(POWER)]),
};
const ANSWER = v.object({ server: v.looseObject(STATES) });
// Where the configuration says that the cloud never shows the power, it may be missing altogether.
const WITHOUT_POWER = v.object({
  server: v.looseObject({
    ...STATES,
    'OS-EXT-STS:power_state': v.optional(STATES['OS-EXT-STS:power_state'], null),
  }),
});

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
  const parsed = v.safeParse(powerNeverTold ? WITHOUT_POWER : ANSWER, json);
  if (!parsed.success) return unclear('the answer is not a server with all its states');
  const { server } = parsed.output;
  if (server.id !== id) return unclear('the answer is about another server');
  if (String(server.status).toUpperCase() === 'UNKNOWN') return unclear('the server is in a cell that is down');
  const fault = faultOf(server.fault);
  const reason = oneLine(textOf(server.locked_reason) ?? '');
  return {
    kind: 'ok',
    value: {
      id,
      ...describedOf(server),
      vmState: server['OS-EXT-STS:vm_state'],
      taskState: server['OS-EXT-STS:task_state'],
      powerState: server['OS-EXT-STS:power_state'],
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
