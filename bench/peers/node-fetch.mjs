// Without a library: the global fetch.
import { computeUrl, env, forEach, ids, LOGIN, STOP, stoppable } from './pool.mjs';

const json = { 'content-type': 'application/json' };
const login = await fetch(`${env.OS_AUTH_URL}/auth/tokens`, { method: 'POST', headers: json, body: LOGIN });
if (login.status !== 201) throw new Error(`login: ${login.status}`);
const token = { 'x-auth-token': login.headers.get('x-subject-token') };
const nova = computeUrl((await login.json()).token);

await forEach(ids, async (id) => {
  const read = await fetch(`${nova}/servers/${id}`, { headers: token });
  if (!read.ok) throw new Error(`read: ${read.status} ${await read.text()}`);
  if (!stoppable((await read.json()).server)) return;
  const stop = await fetch(`${nova}/servers/${id}/action`, {
    method: 'POST',
    headers: { ...token, ...json },
    body: STOP,
  });
  await stop.arrayBuffer();
  if (!stop.ok) throw new Error(`stop: ${stop.status}`);
});
