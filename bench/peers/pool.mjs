// The loop that each peer in JavaScript shares: so many at a time; one server's failure is said and ends no other.
import { readFileSync } from 'node:fs';

export const { env } = process;
export const concurrency = Number(env.CONCURRENCY);
export const ids = readFileSync(env.IDS_FILE, 'utf8').trim().split('\n');
export const stoppable = (server) => ['active', 'error'].includes(server['OS-EXT-STS:vm_state']);
export const computeUrl = (token) =>
  token.catalog.find(({ type }) => type === 'compute').endpoints.find((endpoint) => endpoint.interface === 'public')
    .url;

export const STOP = '{"os-stop":{}}';
export const LOGIN = JSON.stringify({
  auth: {
    identity: {
      methods: ['password'],
      password: { user: { name: env.OS_USERNAME, domain: { id: 'default' }, password: env.OS_PASSWORD } },
    },
    scope: { project: { name: env.OS_PROJECT_NAME, domain: { id: 'default' } } },
  },
});

export const forEach = async (items, act) => {
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const item = items[next++];
      try {
        await act(item);
      } catch (error) {
        console.error(item, error.message);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
};
