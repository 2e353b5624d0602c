// Without a library, with care: node:http and an agent that keeps its connections.
import http from 'node:http';
import { computeUrl, concurrency, env, forEach, ids, LOGIN, STOP, stoppable } from './pool.mjs';

const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency, maxFreeSockets: concurrency });
const json = (body) => ({ 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });

const call = (method, url, headers, body) =>
  new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent }, (response) => {
      const chunks = [];
      response
        .on('data', (chunk) => chunks.push(chunk))
        .on('end', () =>
          resolve({
            status: response.statusCode,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        )
        .on('error', reject);
    });
    request.on('error', reject).end(body);
  });

const login = await call('POST', `${env.OS_AUTH_URL}/auth/tokens`, json(LOGIN), LOGIN);
if (login.status !== 201) throw new Error(`login: ${login.status}`);
const token = { 'x-auth-token': login.headers['x-subject-token'] };
const nova = computeUrl(JSON.parse(login.text).token);

await forEach(ids, async (id) => {
  const read = await call('GET', `${nova}/servers/${id}`, token);
  if (read.status !== 200) throw new Error(`read: ${read.status}`);
  if (!stoppable(JSON.parse(read.text).server)) return;
  const stop = await call('POST', `${nova}/servers/${id}/action`, { ...token, ...json(STOP) }, STOP);
  if (stop.status !== 202) throw new Error(`stop: ${stop.status}`);
});
agent.destroy();
