import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import type { Role } from '../journeys/journey-cloud.ts';
import { Unusable } from '../journeys/unusable.ts';

const server = v.pipe(
  v.object({ id: v.pipe(v.string(), v.uuid('is no UUID')) }),
  v.transform(({ id }) => id),
);
const one = v.optional(server);
const account = v.object({ username: v.string() });

/** Roles of a lab file. `active`: running servers, each good for one journey; `slow_stop_…s`: its power-off takes so long. */
const schema = v.object({
  servers: v.objectWithRest(
    {
      active: v.optional(v.array(server), []),
      error: one,
      stopped: one,
      locked: one,
      locked_by_member: one,
      paused: one,
      suspended: one,
      rescued: one,
      shelved: one,
      shelved_offloaded: one,
      building: one,
      novalidhost: one,
      fail_stop: one,
      error_stop: one,
      hang_stop: one,
      lie_stop: one,
      other_project: one,
      deleted: one,
      nonexistent: one,
    },
    v.unknown(),
  ),
  /** Only in a lab that `up` started: its accounts, and its processes. */
  users: v.optional(v.record(v.string(), account), {}),
  pids: v.optional(v.object({ ironic: v.nullable(v.number()) })),
});

/** Which servers of a cloud the suite may stop, and what it may do beside. */
export interface LabFile {
  readonly folder: string;
  readonly active: readonly string[];
  readonly servers: Readonly<Partial<Record<Role, string>>>;
  /** Whether `up` made this lab: its administrator, its faults and its processes are then the suite's to use. */
  readonly ours: boolean;
  readonly ironic: boolean;
  /** Whether it names every account that the contract speaks of. */
  readonly hasAccounts: boolean;
}

// Not there to be stopped, and not to be seen.
const UNSEEN: readonly Role[] = ['other_project', 'deleted', 'nonexistent'];

/** The ids that the suite may stop: they have to be there, and in the project. */
export const stoppable = ({ active, servers }: Pick<LabFile, 'active' | 'servers'>): readonly string[] => {
  const unseen = new Set(UNSEEN.flatMap((role) => servers[role] ?? []));
  return [...active, ...Object.values(servers)].filter((id) => !unseen.has(id));
};

const textOf = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Unusable(`OPENSTACK_LAB: ${path} cannot be read`, { cause });
  }
};

const jsonOf = (text: string, path: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Unusable(`OPENSTACK_LAB: ${path} is not JSON`, { cause });
  }
};

/** Reads the lab file; throws `Unusable` with one line when it is none, or names no server that may be stopped. */
export const readLabFile = async (path: string | undefined): Promise<LabFile> => {
  if (path === undefined || path === '') {
    throw new Unusable('OPENSTACK_LAB: set it to a lab file: the explicit list of server ids that may be stopped');
  }
  const read = v.safeParse(schema, jsonOf(await textOf(path), path));
  if (!read.success) {
    const [issue] = read.issues;
    throw new Unusable(`OPENSTACK_LAB: ${v.getDotPath(issue) ?? path}: ${issue.message}`);
  }
  const { servers: given, users, pids } = read.output;
  const { active, locked, locked_by_member, ...rest } = given;
  const slow = v.safeParse(server, Object.entries(given).find(([name]) => /^slow_stop_[1-9]s$/.test(name))?.[1]);
  const roles = {
    ...rest,
    locked_by_admin: locked,
    locked: locked_by_member,
    slow: slow.success ? slow.output : undefined,
    // What Ironic's BMC refuses, Nova calls stopped, with the power on: a lie, and no failure.
    ...(pids?.ironic != null && { lie_stop: rest.fail_stop, fail_stop: undefined, error_stop: undefined }),
  };
  const servers = Object.fromEntries(Object.entries(roles).filter(([, id]) => typeof id === 'string'));
  const file = {
    folder: dirname(path),
    active,
    servers,
    ours: pids !== undefined,
    ironic: pids?.ironic != null,
    hasAccounts: ['stopper', 'reader', 'admin', 'outsider'].every((name) => users[name] !== undefined),
  };
  if (stoppable(file).length === 0) throw new Unusable(`OPENSTACK_LAB: ${path} names no server that may be stopped`);
  return file;
};
