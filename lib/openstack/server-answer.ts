import * as v from 'valibot';
import type { Server, ServerId } from '../server.ts';
import type { Reply } from './cloud.ts';
import { ours } from './fault-of-ours.ts';
import type { Understood } from './fault-table.ts';
import { type Microversion, SHOWS_LOCK } from './microversion.ts';
import { parseNovaTime } from './nova-time.ts';
import { oneLine } from './one-line.ts';

// api-ref: GET /servers/{server_id}; nova/api/openstack/compute/views/servers.py.
const ANSWER = v.object({
  server: v.object({
    id: v.string(),
    name: v.optional(v.nullable(v.string())),
    status: v.string(),
    'OS-EXT-STS:vm_state': v.pipe(v.string(), v.nonEmpty()),
    'OS-EXT-STS:task_state': v.nullable(v.string()),
    'OS-EXT-STS:power_state': v.nullable(v.number()),
    'OS-SRV-USG:launched_at': v.optional(v.nullable(v.string())),
    hostId: v.optional(v.string()),
    locked: v.optional(v.boolean()),
    updated: v.optional(v.string()),
    fault: v.optional(v.object({ code: v.optional(v.number()), message: v.optional(v.string(), '') })),
  }),
});

const unclear = (message: string): Reply<Server> => ours('transient', 'unclear', `not evidence: ${message}`);

/**
 * Reads the answer to `GET /servers/{id}`. What cannot be trusted whole is a fault: another server's answer, a missing state
 * (a cell that is down shows status UNKNOWN and no states: api-guide, down_cells). `version` is the one the answer was made with.
 */
export const parseServer = ({ json }: Understood, id: ServerId, version: Microversion | null): Reply<Server> => {
  const parsed = v.safeParse(ANSWER, json);
  if (!parsed.success) return unclear('the answer is not a server with all its states');
  const { server } = parsed.output;
  if (server.id !== id) return unclear('the answer is about another server');
  if (server.status === 'UNKNOWN') return unclear('the server is in a cell that is down');
  return {
    kind: 'ok',
    value: {
      id,
      name: server.name ?? '',
      vmState: server['OS-EXT-STS:vm_state'],
      taskState: server['OS-EXT-STS:task_state'],
      powerState: server['OS-EXT-STS:power_state'],
      locked: lockedOf(server.locked, version),
      updatedAt: (server.updated === undefined ? undefined : parseNovaTime(server.updated)) ?? null,
      launched: launchedOf(server['OS-SRV-USG:launched_at'], server.hostId),
      ...(server.fault === undefined
        ? {}
        : { fault: { code: server.fault.code ?? null, message: oneLine(server.fault.message) } }),
    },
  };
};

// A lock that is shown is believed whatever the version; that there is none only from the version that shows locks.
const lockedOf = (locked: boolean | undefined, version: Microversion | null): boolean | null => {
  if (locked === true) return true;
  return locked === false && version !== null && version >= SHOWS_LOCK ? false : null;
};

const launchedOf = (launchedAt: string | null | undefined, hostId: string | undefined): boolean | null => {
  if (launchedAt === undefined && hostId === undefined) return null;
  return launchedAt !== null && hostId !== '';
};
