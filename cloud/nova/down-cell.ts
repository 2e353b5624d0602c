import type { ServerRecord } from '../machines/server-record.ts';
import { secondTime } from '../wire-time.ts';
import type { Viewer } from './server-view.ts';

/** The servers whose cell is down: other cells answer for the rest. Played in lists only. */
export interface DownCell {
  /** From now on the cell of these servers is down, and no other one. */
  lose(ids: readonly string[]): void;
  has(id: string): boolean;
}

/** All cells are up. */
export const downCell = (): DownCell => {
  let lost: ReadonlySet<string> = new Set();
  return {
    lose: (ids) => {
      lost = new Set(ids);
    },
    has: (id) => lost.has(id),
  };
};

/**
 * Whether a list shows servers of a cell that is down (nova/api/openstack/compute/servers.py, _is_cell_down_supported): from 2.69
 * on, and only without paging, order and filters. Otherwise they are left out (nova.conf, `list_records_by_skipping_down_cells`).
 */
export const showsDownCells = (query: ReadonlyMap<string, string>, { minor }: Viewer): boolean =>
  minor >= 69 && [...query.keys()].every((name) => name === 'all_tenants');

/** Such a server: all that the API's own database knows of it (nova, api-guide/source/down_cells.rst). */
export const downCellView = (server: ServerRecord, { base, bookmarks }: Viewer, kind: 'list' | 'detail'): object => ({
  id: server.id,
  status: 'UNKNOWN',
  ...(kind === 'detail' ? { tenant_id: server.projectId, created: secondTime(server.createdAt) } : {}),
  links: [
    { rel: 'self', href: `${base}/servers/${server.id}` },
    { rel: 'bookmark', href: `${bookmarks}/servers/${server.id}` },
  ],
});
