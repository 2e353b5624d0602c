import type { Answer } from '../answer.ts';
import type { ServerRecord } from '../machines/server-record.ts';
import { badParameter, timeOf } from './list-page.ts';
import type { Minor } from './microversion.ts';
import { novaError } from './nova-answer.ts';
import { statesOf } from './server-status.ts';
import { IMAGE_ID } from './server-view.ts';

/** Keeps a server or drops it. */
export type Keep = (server: ServerRecord) => boolean;

/** A filter of the list: from which microversion members may use it, and what it keeps. */
interface Filter {
  readonly since: Minor;
  keep(value: string): Keep | Answer;
}

const nothing: Keep = () => false;
const words = (value: string): readonly string[] => value.split(',');
const stateFilter = (field: 'vmState' | 'taskState' | 'powerState'): Filter => ({
  since: 83,
  keep: (value) => (server) => String(server[field]) === value,
});
const tagFilter = (name: string, matches: (tags: readonly string[], wanted: readonly string[]) => boolean): Filter => ({
  since: 26,
  keep: (value) =>
    value === '' ? badParameter(name, value, "'' is not a 'regex'") : ({ tags }) => matches(tags, words(value)),
});

// nova/api/openstack/compute/servers.py, _get_server_search_options: what is not listed here is dropped in silence.
const FILTERS: Readonly<Record<string, Filter>> = {
  name: { since: 1, keep: (value) => nameFilter(value) },
  flavor: { since: 1, keep: (value) => (server) => server.flavor === value },
  image: { since: 1, keep: (value) => () => value === IMAGE_ID },
  // No server here has an address or a reservation.
  ip: { since: 1, keep: () => nothing },
  reservation_id: { since: 1, keep: () => nothing },
  tags: tagFilter('tags', (tags, wanted) => wanted.every((tag) => tags.includes(tag))),
  'tags-any': tagFilter('tags-any', (tags, wanted) => wanted.some((tag) => tags.includes(tag))),
  'not-tags': tagFilter('not-tags', (tags, wanted) => !wanted.every((tag) => tags.includes(tag))),
  'not-tags-any': tagFilter('not-tags-any', (tags, wanted) => !wanted.some((tag) => tags.includes(tag))),
  locked: { since: 73, keep: (value) => lockFilter(value) },
  vm_state: stateFilter('vmState'),
  task_state: stateFilter('taskState'),
  power_state: stateFilter('powerState'),
  'changes-since': { since: 1, keep: (value) => since(timeOf('changes-since', value)) },
  'changes-before': { since: 66, keep: (value) => before(timeOf('changes-before', value)) },
};

// Known to the schema, without effect for a member; from 2.75 every name outside these and FILTERS is a 400.
const PAGING = ['limit', 'marker', 'sort_key', 'sort_dir'];
const READ_ELSEWHERE = ['status', 'all_tenants', 'deleted'];
const OF_ADMINISTRATORS = [
  ...['uuid', 'tenant_id', 'project_id', 'user_id', 'soft_deleted', 'host', 'node', 'hostname', 'key_name'],
  ...['kernel_id', 'ramdisk_id', 'image_ref', 'launch_index', 'launched_at', 'terminated_at', 'created_at'],
  ...['availability_zone', 'config_drive', 'display_name', 'description', 'display_description', 'locked_by'],
  ...['root_device_name', 'access_ip_v4', 'access_ip_v6', 'auto_disk_config', 'progress', 'ip6', 'metadata'],
  ...['block_device_mapping', 'services', 'system_metadata', 'info_cache', 'security_groups', 'pci_devices'],
];
const TOLERATED = new Set([...PAGING, ...READ_ELSEWHERE, ...OF_ADMINISTRATORS]);

/** What the query keeps, or the answer to a query that Nova refuses. */
export const filtersOf = (
  query: ReadonlyMap<string, string>,
  statuses: readonly string[],
  minor: Minor,
  isAdmin: boolean,
): Keep | Answer => {
  const stranger = [...query.keys()].find((name) => !TOLERATED.has(name) && !(name in FILTERS));
  if (stranger !== undefined && minor >= 75 && !stranger.startsWith('_')) {
    return novaError(400, `'${stranger}' does not match any of the regexes: '^_'`);
  }
  const kept: Keep[] = [];
  for (const [name, value] of query) {
    const filter = FILTERS[name];
    if (filter === undefined) continue;
    const keep = filter.keep(value);
    const applies = isAdmin || minor >= filter.since;
    if (typeof keep !== 'function' && applies) return keep;
    if (typeof keep === 'function' && applies) kept.push(keep);
  }
  if (statuses.length > 0) {
    const byStatus = statusFilter(statuses, minor, isAdmin);
    if (typeof byStatus !== 'function') return byStatus;
    kept.push(byStatus);
  }
  return (server) => kept.every((keep) => keep(server));
};

const statusFilter = (statuses: readonly string[], minor: Minor, isAdmin: boolean): Keep | Answer => {
  const states = statesOf(statuses);
  if (states === undefined) return minor >= 38 ? novaError(400, 'Invalid status value') : nothing;
  const { vmStates, taskStates } = states;
  if (vmStates.includes('deleted') && !isAdmin) {
    return novaError(403, 'Only administrators may list deleted instances');
  }
  return ({ vmState, taskState }) =>
    vmStates.includes(vmState) && (taskStates === null || taskStates.includes(taskState ?? 'default'));
};

const nameFilter = (value: string): Keep | Answer => {
  try {
    if (value === '') throw new SyntaxError('empty');
    const pattern = new RegExp(value);
    return ({ name }) => pattern.test(name);
  } catch {
    return badParameter('name', value, `'${value}' is not a 'regex'`);
  }
};

const TRUE = new Set(['1', 't', 'true', 'on', 'y', 'yes']);
const FALSE = new Set(['0', 'f', 'false', 'off', 'n', 'no']);

/** Reads a boolean as oslo's strutils does; undefined for a word that is none. */
export const booleanOf = (value: string): boolean | undefined => {
  const word = value.toLowerCase();
  return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined;
};

/** What Nova says of a word that is no boolean. */
export const noBoolean = (value: string): Answer =>
  novaError(
    400,
    `Unrecognized value '${value}', acceptable values are: '0', '1', 'f', 'false', 'n', 'no', 'off', 'on', 't', 'true', 'y', 'yes'`,
  );

const lockFilter = (value: string): Keep | Answer => {
  const locked = booleanOf(value);
  return locked === undefined ? noBoolean(value) : (server) => (server.lockedBy !== null) === locked;
};

const since = (at: number | Answer): Keep | Answer =>
  typeof at === 'number' ? ({ updatedAt }) => updatedAt >= at : at;

const before = (at: number | Answer): Keep | Answer =>
  typeof at === 'number' ? ({ updatedAt }) => updatedAt <= at : at;
