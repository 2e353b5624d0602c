import type { Instant } from '../../lib/instant.ts';
import { type Answer, type Asked, jsonAnswer } from '../answer.ts';
import { fieldOf, isJsonObject, parsedJson } from '../json-field.ts';
import type { Machines } from '../machines/machines.ts';
import type { Order } from '../machines/perform.ts';
import { type Caller, unexpected } from '../machines/rules.ts';
import type { ServerRecord } from '../machines/server-record.ts';
import type { ServerStore } from '../machines/server-store.ts';
import { actionList, actionRecord } from './action-list.ts';
import type { ActionListSwitch } from './action-list-switch.ts';
import { actionOrder, bodyRefusal, type Wanted } from './action-order.ts';
import type { DownCell } from './down-cell.ts';
import { acceptedStatus, novaAccepted, novaError } from './nova-answer.ts';
import { isHistory, type ServersPath } from './nova-path.ts';
import { serverList } from './server-list.ts';
import { rebuiltView, serverView, type Viewer } from './server-view.ts';

/** What the servers' controller works on. */
export interface ControllerParts {
  readonly store: ServerStore;
  readonly machines: Machines;
  readonly actionLists: Pick<ActionListSwitch, 'refusedTo'>;
  readonly downCell: Pick<DownCell, 'has'>;
  /** Waits between the check of a stop and its write; undefined: no gap. */
  readonly raceGap: (() => Promise<void>) | undefined;
}

/** A request with a route, a token and a microversion. */
export interface ServersCall {
  readonly asked: Asked;
  readonly path: ServersPath;
  readonly requestId: string;
  /** When it reached Nova, if it was a while ago. */
  readonly arrivedAt?: Instant | undefined;
  /** How far a read lags behind; 0: not at all. */
  readonly behindMs: number;
  readonly caller: Caller;
  readonly viewer: Viewer;
}

/** In Nova's order: body, project in the path, schema, lookup, policy, rules. */
export const controller = async (parts: ControllerParts, call: ServersCall): Promise<Answer> => {
  const { asked, path, behindMs, caller, viewer } = call;
  const malformed = path.kind === 'action' ? bodyRefusal(asked.body) : undefined;
  if (malformed !== undefined) return malformed;
  if (path.projectId !== null && path.projectId !== caller.projectId) {
    const doubt = `URL's project_id '${path.projectId}' doesn't match Context's project_id '${caller.projectId}'`;
    return novaError(400, `Malformed request URL: ${doubt}`);
  }
  if (path.kind === 'list' || path.kind === 'detail') {
    return serverList(parts.store.all(behindMs), parts.downCell, asked.url.searchParams, caller, viewer, path.kind);
  }
  const wanted = wantedBy(path, asked, viewer);
  if (wanted !== undefined && 'status' in wanted) return wanted;
  const order = wanted?.order;
  const server = parts.store.behind(path.serverId, order === undefined ? behindMs : 0);
  const seesDeleted = isHistory(path) && viewer.minor >= 21;
  if (server !== undefined && caller.projectId === null) return withoutProject(order);
  if (server === undefined || !isVisible(server, caller, seesDeleted)) {
    // The two that look for the cell first say so of an id they never heard of: os-stop and os-start.
    const unmapped = server === undefined && (order?.act === 'stop' || order?.act === 'start');
    return novaError(
      404,
      `Instance ${path.serverId} ${unmapped ? 'has no mapping to a cell.' : 'could not be found.'}`,
    );
  }
  if (wanted !== undefined) return carryOut(parts, wanted, server, call);
  if (isHistory(path) && parts.actionLists.refusedTo(caller.username) === 'forbidden') {
    const rule = path.kind === 'actions' ? 'list' : 'show';
    return novaError(403, `Policy doesn't allow os_compute_api:os-instance-actions:${rule} to be performed.`);
  }
  if (path.kind === 'actions') return actionList(server, asked.url.searchParams, viewer);
  if (path.kind === 'actionRecord') return actionRecord(server, path.requestId, viewer);
  const groups = viewer.minor >= 71 ? { server_groups: [] } : {};
  return jsonAnswer(200, { server: { ...serverView(server, viewer), ...groups } });
};

// A token without a project: nobody thought of it, and each path fails in its own way.
const withoutProject = (order: Order | undefined): Answer =>
  order?.act === 'stop' || order?.act === 'start'
    ? novaError(403, 'Forbidden')
    : novaError(500, unexpected('NovaException'));

const isVisible = (server: ServerRecord, caller: Caller, seesDeleted: boolean): boolean =>
  (caller.isAdmin || server.projectId === caller.projectId) && (seesDeleted || !server.deleted);

const wantedBy = (path: ServersPath, asked: Asked, { minor }: Viewer): Wanted | Answer | undefined => {
  if (path.kind === 'action') return actionOrder(asked.body, minor);
  if (path.kind === 'server' && asked.method === 'DELETE') return { order: { act: 'delete' } };
  if (path.kind !== 'metadata') return undefined;
  const metadata = fieldOf(parsedJson(asked.body), 'metadata');
  if (!isJsonObject(metadata)) return novaError(400, 'Malformed request body');
  const texts = Object.entries(metadata).map(([key, value]) => [key, String(value)]);
  return { order: { act: 'update metadata', metadata: Object.fromEntries(texts) } };
};

const carryOut = async (
  { machines, store, raceGap }: ControllerParts,
  { order, unmet, adminPass }: Wanted,
  server: ServerRecord,
  { caller, requestId, viewer, arrivedAt = store.stamp() }: ServersCall,
): Promise<Answer> => {
  const refusal = machines.check(order, server, caller);
  if (refusal !== undefined) return novaError(refusal.status, refusal.message);
  const lacking = unmet?.(server);
  if (lacking !== undefined) return lacking;
  if (order.act === 'stop' && raceGap !== undefined) await raceGap();
  const lost = machines.perform(order, server, caller, requestId, arrivedAt);
  if (lost !== undefined) return novaError(lost.status, lost.message);
  // Nova makes one of its own.
  const password = adminPass ?? requestId.slice(-12);
  const status = acceptedStatus(order.act);
  switch (order.act) {
    case 'update metadata':
      return jsonAnswer(status, { metadata: store.get(server.id)?.metadata });
    case 'rescue':
      return jsonAnswer(status, { adminPass: password });
    case 'rebuild': {
      const body = { server: rebuiltView(store.get(server.id) ?? server, viewer, password) };
      return jsonAnswer(status, body, { Location: `${viewer.base}/servers/${server.id}` });
    }
    default:
      return novaAccepted(order.act);
  }
};
