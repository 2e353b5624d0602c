// A pool of undici that is logged in: what each limit starts from.
import { Pool } from 'undici';
import { concurrency, env, LOGIN } from '../peers/pool.mjs';

export const nova = new URL(env.NOVA_URL);
export const client = new Pool(nova.origin, { connections: concurrency, pipelining: 1 });

const json = { 'content-type': 'application/json' };
const login = await client.request({ method: 'POST', path: '/v3/auth/tokens', headers: json, body: LOGIN });
await login.body.dump();

export const readHeaders = { 'x-auth-token': login.headers['x-subject-token'] };
export const stopHeaders = { ...readHeaders, ...json };
