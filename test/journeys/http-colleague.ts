import * as v from 'valibot';
import type { Colleague } from './journey-cloud.ts';

/** Where a colleague logs in and acts. */
export interface ColleaguePlace {
  readonly authUrl: string;
  readonly computeUrl: string;
  /** The `auth` of POST /v3/auth/tokens. */
  readonly auth: object;
  /** Stops recorded before this moment are no stops of the journeys; milliseconds since the epoch. */
  readonly since: number;
}

const server = v.object({
  server: v.object({
    'OS-EXT-STS:vm_state': v.string(),
    'OS-EXT-STS:task_state': v.nullable(v.string()),
    'OS-EXT-STS:power_state': v.number(),
    updated: v.string(),
  }),
});
const actions = v.object({
  instanceActions: v.array(v.object({ action: v.string(), start_time: v.string(), message: v.nullable(v.string()) })),
});

/** Nova as a person uses it: login once, then calls; a token that ran out is renewed. */
export interface Console extends Colleague {
  /** Any server action; the answer's status. */
  act(serverId: string, body: object): Promise<number>;
  nova(method: string, path: string, body?: object): Promise<{ readonly status: number; readonly json: unknown }>;
  /** As an administrator: what Ironic reports of a node's power. */
  reportOn(serverId: string): Promise<void>;
}

// `power-update` came with 2.76.
const MICROVERSION = 'compute 2.76';

const send = (url: string, method: string, token: string | undefined, body?: object): Promise<Response> =>
  fetch(url, {
    method,
    redirect: 'error',
    headers: {
      Accept: 'application/json',
      'OpenStack-API-Version': MICROVERSION,
      ...(token === undefined ? {} : { 'X-Auth-Token': token }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

/** Logs in; throws with the status when Keystone does not want it. */
export const login = async (authUrl: string, auth: object): Promise<{ token: string; json: unknown }> => {
  const answer = await send(`${authUrl}/auth/tokens`, 'POST', undefined, { auth });
  const token = answer.headers.get('x-subject-token');
  if (token === null) throw new Error(`Keystone answers ${answer.status} to the login`);
  return { token, json: await answer.json() };
};

/** A colleague over HTTP, on any cloud. */
export const httpColleague = ({ authUrl, computeUrl, auth, since }: ColleaguePlace): Console => {
  let token: string | undefined;
  const nova: Console['nova'] = async (method, path, body) => {
    token ??= (await login(authUrl, auth)).token;
    const answer = await send(`${computeUrl}/${path}`, method, token, body);
    if (answer.status === 401) token = undefined;
    const text = await answer.text();
    return { status: answer.status, json: text.startsWith('{') ? JSON.parse(text) : undefined };
  };
  const again: Console['nova'] = async (...call) => {
    const answer = await nova(...call);
    return answer.status === 401 ? nova(...call) : answer;
  };
  const act: Console['act'] = async (id, body) => (await again('POST', `servers/${id}/action`, body)).status;
  const must = async (what: string, status: Promise<number>): Promise<void> => {
    if ((await status) !== 202) throw new Error(`${what}: ${await status}`);
  };
  const stops = async (id: string) => {
    const answer = await again('GET', `servers/${id}/os-instance-actions`);
    if (answer.status === 404) return [];
    const { instanceActions } = v.parse(actions, answer.json);
    // Nova's times have no zone and are UTC.
    return instanceActions.filter((one) => one.action === 'stop' && Date.parse(`${one.start_time}Z`) >= since);
  };
  return {
    nova: again,
    act,
    reportOn: async (id) => {
      const events = [{ name: 'power-update', server_uuid: id, tag: 'POWER_ON' }];
      const { status } = await again('POST', 'os-server-external-events', { events });
      if (status !== 200) throw new Error(`report ${id}: ${status}`);
    },
    start: (id) => must(`start ${id}`, act(id, { 'os-start': null })),
    reboot: (id) => must(`reboot ${id}`, act(id, { reboot: { type: 'HARD' } })),
    tag: async (id, tag) => {
      const { status } = await again('PUT', `servers/${id}/tags/${encodeURIComponent(tag)}`);
      if (status !== 201 && status !== 204) throw new Error(`tag ${id}: ${status}`);
    },
    untag: async (id, tag) => {
      const { status } = await again('DELETE', `servers/${id}/tags/${encodeURIComponent(tag)}`);
      if (status !== 204) throw new Error(`untag ${id}: ${status}`);
    },
    stop: (id) => act(id, { 'os-stop': {} }),
    stateOf: async (id) => {
      const answer = await again('GET', `servers/${id}`);
      if (answer.status === 404) return 'gone';
      const { server: seen } = v.parse(server, answer.json);
      return `${seen['OS-EXT-STS:vm_state']}/${seen['OS-EXT-STS:task_state'] ?? '-'}/${seen['OS-EXT-STS:power_state']}`;
    },
    changedAt: async (id) => Date.parse(v.parse(server, (await again('GET', `servers/${id}`)).json).server.updated),
    stopsOf: async (id) => (await stops(id)).length,
    failedStopsOf: async (id) => (await stops(id)).filter(({ message }) => message === 'Error').length,
  };
};
