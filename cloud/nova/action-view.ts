import type { ActionEvent, ActionRecord } from '../machines/action-record.ts';
import type { ServerRecord } from '../machines/server-record.ts';
import { microTime } from '../wire-time.ts';
import type { Viewer } from './server-view.ts';

/** An action as os-instance-actions lists it (nova/api/openstack/compute/instance_actions.py, _format_action). */
export const actionView = (action: ActionRecord, server: ServerRecord, { minor }: Pick<Viewer, 'minor'>) => ({
  action: action.action,
  instance_uuid: server.id,
  request_id: action.requestId,
  user_id: action.userId,
  project_id: action.projectId,
  start_time: microTime(action.startedAt),
  message: action.message,
  ...(minor >= 58 ? { updated_at: microTime(action.updatedAt) } : {}),
});

/** One action with its events, newest first; owners see those from 2.51, administrators always. */
export const actionWithEventsView = (action: ActionRecord, server: ServerRecord, viewer: Viewer) => ({
  ...actionView(action, server, viewer),
  ...(viewer.isAdmin || viewer.minor >= 51
    ? { events: action.events.map((event) => eventView(event, server, viewer)).reverse() }
    : {}),
});

const eventView = (event: ActionEvent, server: ServerRecord, { minor, isAdmin }: Viewer) => ({
  event: event.event,
  start_time: microTime(event.startedAt),
  finish_time: event.finishedAt === null ? null : microTime(event.finishedAt),
  result: event.result,
  ...(isAdmin ? { traceback: null } : {}),
  ...(minor >= 62 && isAdmin ? { host: server.host } : {}),
  ...(minor >= 62 ? { hostId: server.hostId } : {}),
  ...(minor >= 84 && isAdmin ? { details: null } : {}),
});
