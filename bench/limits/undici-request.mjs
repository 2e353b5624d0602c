// The limit that ratios are taken against: undici's pool, a read and a stop for each server, no answer is looked at.
import { forEach, ids, STOP } from '../peers/pool.mjs';
import { client, nova, readHeaders, stopHeaders } from './undici-pool.mjs';

await forEach(ids, async (id) => {
  const path = `${nova.pathname}/servers/${id}`;
  const read = await client.request({ method: 'GET', path, headers: readHeaders });
  await read.body.dump();
  const stop = await client.request({ method: 'POST', path: `${path}/action`, headers: stopHeaders, body: STOP });
  await stop.body.dump();
});
await client.destroy();
