import { type Answer, jsonAnswer } from '../answer.ts';
import type { Caller } from '../machines/rules.ts';
import type { ServerRecord } from '../machines/server-record.ts';
import { type DownCell, downCellView, showsDownCells } from './down-cell.ts';
import { booleanOf, filtersOf, noBoolean } from './list-filters.ts';
import { lastValues, limitOf, nextLinks } from './list-page.ts';
import { novaError } from './nova-answer.ts';
import { briefServerView, serverView, type Viewer } from './server-view.ts';

type Key = (server: ServerRecord) => string | number;

const SORT_KEYS: Readonly<Record<string, Key>> = {
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
  launched_at: ({ launchedAt }) => launchedAt ?? 0,
  display_name: ({ name }) => name,
  uuid: ({ id }) => id,
  vm_state: ({ vmState }) => vmState,
  task_state: ({ taskState }) => taskState ?? '',
  power_state: ({ powerState }) => powerState,
};

/** GET /servers and /servers/detail: nova/api/openstack/compute/servers.py, _get_servers. `servers`: oldest first. */
export const serverList = (
  servers: readonly ServerRecord[],
  cell: Pick<DownCell, 'has'>,
  params: URLSearchParams,
  caller: Caller,
  viewer: Viewer,
  kind: 'list' | 'detail',
): Answer => {
  const query = lastValues(params);
  const limit = limitOf(query);
  if (typeof limit !== 'number') return limit;
  const keep = filtersOf(query, params.getAll('status'), viewer.minor, caller.isAdmin);
  if (typeof keep !== 'function') return keep;
  const everywhere = allTenants(query);
  if (typeof everywhere !== 'boolean') return everywhere;
  if (everywhere && !caller.isAdmin) {
    const rule = `os_compute_api:servers:${kind === 'detail' ? 'detail' : 'index'}:get_all_tenants`;
    return novaError(403, `Policy doesn't allow ${rule} to be performed.`);
  }
  const sorted = inOrder(servers, query);
  if (!Array.isArray(sorted)) return sorted;
  const dead = caller.isAdmin ? booleanOf(query.get('deleted') ?? '') : undefined;
  const showsDeleted = (server: ServerRecord): boolean => {
    if (dead !== undefined) return server.deleted === dead;
    const byChange = query.has('changes-since') || (query.has('changes-before') && viewer.minor >= 66);
    const asked = byChange || params.getAll('status').some((one) => one.toUpperCase() === 'DELETED');
    return asked || !server.deleted;
  };
  const mine = sorted.filter(
    (server) => (everywhere || server.projectId === caller.projectId) && showsDeleted(server) && keep(server),
  );
  const marker = query.get('marker');
  const after = marker === undefined ? 0 : sorted.findIndex(({ id }) => id === marker) + 1;
  if (marker !== undefined && after === 0) return novaError(400, `marker [${marker}] not found`);
  const passed = new Set(sorted.slice(0, after).map(({ id }) => id));
  const page = mine.filter(({ id }) => !passed.has(id) && !cell.has(id)).slice(0, limit);
  const down = showsDownCells(query, viewer) ? mine.filter(({ id }) => cell.has(id)) : [];
  const view = kind === 'detail' ? serverView : briefServerView;
  const url = `${viewer.base}/servers${kind === 'detail' ? '/detail' : ''}`;
  const links = nextLinks(
    url,
    query,
    limit,
    page.map(({ id }) => id),
  );
  return jsonAnswer(200, {
    servers: [
      ...page.map((server) => view(server, viewer)),
      ...down.map((server) => downCellView(server, viewer, kind)),
    ],
    ...(links.length === 0 ? {} : { servers_links: links }),
  });
};

const allTenants = (query: ReadonlyMap<string, string>): boolean | Answer => {
  const value = query.get('all_tenants');
  if (value === undefined) return false;
  return value === '' ? true : (booleanOf(value) ?? noBoolean(value));
};

/** Newest first unless asked otherwise; what was put in later is newer. */
const inOrder = (servers: readonly ServerRecord[], query: ReadonlyMap<string, string>): ServerRecord[] | Answer => {
  const name = query.get('sort_key') ?? 'created_at';
  const direction = query.get('sort_dir') ?? 'desc';
  const key = SORT_KEYS[name];
  if (key === undefined) {
    const known = Object.keys(SORT_KEYS).map((one) => `'${one}'`);
    return novaError(
      400,
      `Invalid input for query parameters sort_key. Value: ${name}. '${name}' is not one of [${known.join(', ')}]`,
    );
  }
  if (direction !== 'asc' && direction !== 'desc') {
    return novaError(400, "Invalid input received: Unknown sort direction, must be 'desc' or 'asc'");
  }
  const ascending = [...servers].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  return direction === 'asc' ? ascending : ascending.reverse();
};
