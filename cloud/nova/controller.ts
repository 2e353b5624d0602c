import type { Instant } from '../../lib/instant.ts';
import { type Answer, type Asked, jsonAnswer } from '../answer.ts';
import type { Machines } from '../machines/machines.ts';
import type { Order } from '../machines/order.ts';
import { type Caller, unexpected } from '../machines/rules.ts';
import type { ServerRecord } from '../machines/server-record.ts';
import type { ServerStore } from '../machines/server-store.ts';
import { actionList, actionRecord } from './action-list.ts';
import type { ActionListSwitch } from './action-list-switch.ts';
import { actionOrder, bodyRefusal, type Wanted } from './action-order.ts';
import type { DownCell } from './down-cell.ts';
import { isMarks, marksView, noTagsYet, tagCreated, unseenTags, wantedMarks } from './marks.ts';
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
  const malformed = path.kind === 'action' ? bodyRefusal(asked.body) : noTagsYet(path, viewer);
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
    const unseen = isMarks(path) ? unseenTags(path, server, asked.method) : undefined;
    if (unseen !== undefined) return unseen;
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
  if (isMarks(path)) return marksView(path, server);
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
  return isMarks(path) ? wantedMarks(path, asked) : undefined;
};

const carryOut = async (
  { machines, store, raceGap }: ControllerParts,
  { order, missing, unmet, adminPass }: Wanted,
  server: ServerRecord,
  { caller, path, requestId, viewer, arrivedAt = store.stamp() }: ServersCall,
): Promise<Answer> => {
  const absent = missing?.(server);
  if (absent !== undefined) return absent;
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
    case 'update tags':
      return isMarks(path) ? marksView(path, store.get(server.id) ?? server) : novaAccepted(order.act);
    case 'update tag':
      return tagCreated(order.tag, server, viewer);
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
