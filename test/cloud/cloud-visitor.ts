import type { SimulatedCloud } from '../../cloud/simulated-cloud.ts';

/** An HTTP client of a simulated cloud, logged in as one of its accounts. */
export interface Visitor {
  readonly token: string;
  get(path: string): Promise<Response>;
  act(id: string, body: unknown): Promise<Response>;
  stop(id: string): Promise<Response>;
  /** The server's fields. */
  show(id: string): Promise<Record<string, unknown>>;
}

/** POST /v3/auth/tokens with the account's password. */
export const login = (cloud: SimulatedCloud, who: keyof SimulatedCloud['accounts'] = 'stopper'): Promise<Response> => {
  const { userId, password, projectId } = cloud.accounts[who];
  const identity = { methods: ['password'], password: { user: { id: userId, password } } };
  return fetch(`${cloud.authUrl}/auth/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ auth: { identity, scope: { project: { id: projectId } } } }),
  });
};

export const visit = async (
  cloud: SimulatedCloud,
  who: keyof SimulatedCloud['accounts'] = 'stopper',
): Promise<Visitor> => {
  const token = (await login(cloud, who)).headers.get('x-subject-token') ?? '';
  const headers = { 'X-Auth-Token': token, 'X-OpenStack-Nova-API-Version': '2.51' };
  const get = (path: string) => fetch(`${cloud.computeUrl}${path}`, { headers, redirect: 'manual' });
  const act = (id: string, body: unknown) =>
    fetch(`${cloud.computeUrl}/servers/${id}/action`, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
    });
  return {
    token,
    get,
    act,
    stop: (id) => act(id, { 'os-stop': {} }),
    show: async (id) => {
      const body: unknown = await (await get(`/servers/${id}`)).json();
      return Object(Object(body).server);
    },
  };
};
