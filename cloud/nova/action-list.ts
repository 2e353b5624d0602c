import { type Answer, jsonAnswer } from '../answer.ts';
import type { ServerRecord } from '../machines/server-record.ts';
import { actionView, actionWithEventsView } from './action-view.ts';
import { lastValues, limitOf, nextLinks, timeOf } from './list-page.ts';
import { novaError } from './nova-answer.ts';
import type { Viewer } from './server-view.ts';

const PARAMETERS = ['limit', 'marker', 'changes-since'];

/** GET …/os-instance-actions, newest first; paging and `changes-since` from 2.58, ignored below; `changes-before` from 2.66, refused below. */
export const actionList = (server: ServerRecord, params: URLSearchParams, viewer: Viewer): Answer => {
  const newestFirst = [...server.actions].reverse();
  if (viewer.minor < 58) {
    return jsonAnswer(200, { instanceActions: newestFirst.map((action) => actionView(action, server, viewer)) });
  }
  const query = lastValues(params);
  const known = viewer.minor < 66 ? PARAMETERS : [...PARAMETERS, 'changes-before'];
  const stranger = [...query.keys()].find((name) => !known.includes(name));
  if (stranger !== undefined) {
    return novaError(400, `Additional properties are not allowed ('${stranger}' was unexpected)`);
  }
  const limit = limitOf(query);
  if (typeof limit !== 'number') return limit;
  const since = timeOf('changes-since', query.get('changes-since') ?? '1970-01-01');
  if (typeof since !== 'number') return since;
  const before = timeOf('changes-before', query.get('changes-before') ?? '9999-12-31');
  if (typeof before !== 'number') return before;
  const marker = query.get('marker');
  const after = marker === undefined ? 0 : newestFirst.findIndex(({ requestId }) => requestId === marker) + 1;
  // Nova's own words; it forgets to name the marker.
  if (marker !== undefined && after === 0) return novaError(400, 'Marker None could not be found.');
  const page = newestFirst
    .slice(after)
    .filter(({ updatedAt }) => updatedAt >= since && updatedAt <= before)
    .slice(0, limit);
  const links = nextLinks(
    `${viewer.base}/servers/${server.id}/os-instance-actions`,
    query,
    limit,
    page.map(({ requestId }) => requestId),
  );
  return jsonAnswer(200, {
    instanceActions: page.map((action) => actionView(action, server, viewer)),
    ...(links.length === 0 ? {} : { links }),
  });
};

/** GET …/os-instance-actions/{request_id}. */
export const actionRecord = (server: ServerRecord, requestId: string, viewer: Viewer): Answer => {
  const action = server.actions.find((one) => one.requestId === requestId);
  return action === undefined
    ? novaError(404, `Action ${requestId} not found`)
    : jsonAnswer(200, { instanceAction: actionWithEventsView(action, server, viewer) });
};
