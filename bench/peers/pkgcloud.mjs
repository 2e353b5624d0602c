// pkgcloud has no call that stops a server on OpenStack: its own _doServerAction does it.
import http from 'node:http';
import { promisify } from 'node:util';
import pkgcloud from 'pkgcloud';
import { concurrency, env, forEach, ids, stoppable } from './pool.mjs';

// Its HTTP library takes the global agent.
http.globalAgent.keepAlive = true;
http.globalAgent.maxSockets = concurrency;

const client = pkgcloud.compute.createClient({
  provider: 'openstack',
  username: env.OS_USERNAME,
  password: env.OS_PASSWORD,
  authUrl: env.OS_AUTH_URL.replace(/\/v3$/, ''),
  keystoneAuthVersion: 'v3',
  version: 'v2.1',
  region: env.OS_REGION_NAME,
  domainId: 'default',
  tenantName: env.OS_PROJECT_NAME,
  projectDomainId: 'default',
});
const read = promisify(client.getServer.bind(client));
const act = promisify(client._doServerAction.bind(client));

await promisify(client.auth.bind(client))();
await forEach(ids, async (id) => {
  const server = await read(id);
  if (stoppable(server.openstack)) await act(id, { 'os-stop': {} });
});
http.globalAgent.destroy();
