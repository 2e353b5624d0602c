import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { dynamoLedger } from '../../../lib/aws/dynamo-table.ts';
import { keyOf } from '../../../lib/power/intent.ts';
import { anIntent } from '../../builders.ts';
import { localClient, originOf } from './embedded-dynamo.ts';

const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

/** A server that takes every request and never finishes its answer. */
const slowServer = async (begin: (answer: ServerResponse) => void) => {
  let requests = 0;
  const server = createServer((_request, answer) => {
    requests += 1;
    begin(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: originOf(server), requests: () => requests };
};

test.concurrent.each([
  { name: 'never answers', begin: () => {} },
  {
    name: 'begins an answer and never ends it',
    begin: (answer: ServerResponse) => {
      answer.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': '100' });
      answer.write('{');
    },
  },
])('a server that $name is given up on twice, in time', { timeout: 15_000 }, async ({ begin }) => {
  const server = await slowServer(begin);
  const ledger = dynamoLedger({ client: localClient(server.origin), table: 'ledger' });
  const startedAt = performance.now();
  const found = await ledger.read(keyOf(anIntent()));
  expect(found).toMatchObject({ kind: 'unavailable', because: expect.stringContaining('TimeoutError') });
  expect(server.requests()).toBe(2);
  expect(performance.now() - startedAt).toBeLessThan(8000);
});

test.concurrent('a server that drips its answer is given up on too: the request has its own limit', async () => {
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    socket.on('error', () => {});
    socket.write('HTTP/1.1 200 OK\r\n');
    const drip = setInterval(() => socket.write('x-drip: 1\r\n'), 200);
    socket.on('close', () => clearInterval(drip));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  const ledger = dynamoLedger({ client: localClient(originOf(server)), table: 'ledger' });
  expect(await ledger.read(keyOf(anIntent()))).toEqual({
    kind: 'unavailable',
    because: 'DynamoDB GetItem: TimeoutError (ETIMEDOUT)',
  });
  expect(connections).toBe(2);
}, 15_000);

test('a port where nobody listens is unavailable', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = originOf(server);
  server.close();
  const ledger = dynamoLedger({ client: localClient(origin), table: 'ledger' });
  expect(await ledger.read(keyOf(anIntent()))).toMatchObject({
    kind: 'unavailable',
    because: expect.stringContaining('ECONNREFUSED'),
  });
});
