// The least that is right: as undici-request, but the state is read, and a server that is off gets no stop.
import { forEach, ids, STOP, stoppable } from '../peers/pool.mjs';
import { client, nova, readHeaders, stopHeaders } from './undici-pool.mjs';

await forEach(ids, async (id) => {
  const path = `${nova.pathname}/servers/${id}`;
  const read = await client.request({ method: 'GET', path, headers: readHeaders });
  if (!stoppable((await read.body.json()).server)) return;
  const stop = await client.request({ method: 'POST', path: `${path}/action`, headers: stopHeaders, body: STOP });
  await stop.body.dump();
  if (stop.statusCode !== 202) throw new Error(`stop: ${stop.statusCode}`);
});
await client.destroy();
