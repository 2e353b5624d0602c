import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { createTransport } from '../../../../lib/openstack/http/transport.ts';
import { secret } from '../../../../lib/secret.ts';
import { aCertificate } from './a-certificate.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

const listen = async (server: TcpServer, scheme: string): Promise<URL> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  open.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/path`);
};
const serving = (handler: RequestListener): Promise<URL> => listen(createServer(handler), 'http');

const transport = createTransport({ verify: true });
const get = (url: URL, timeoutMs = 5_000) => transport({ method: 'GET', url, headers: {}, timeoutMs });
const post = (url: URL, timeoutMs = 5_000) =>
  transport({ method: 'POST', url, headers: {}, body: '{"a":"ä"}', timeoutMs });

test('an answer has its status, headers, body and date', async () => {
  const url = await serving((_, response) => {
    response.writeHead(409, { date: 'Mon, 02 Mar 2026 20:00:00 GMT', 'x-compute-request-id': 'req-1' });
    response.end('{"ü":1}');
  });
  const seen = await get(url);
  expect(seen).toMatchObject({ kind: 'answer', status: 409, body: '{"ü":1}', dateAt: 1_772_481_600_000 });
  expect(seen).toHaveProperty(['headers', 'x-compute-request-id'], 'req-1');
});

test('a request sends its body with the length, and asks for no compression', async () => {
  let asked = '';
  const url = await serving((request, response) => {
    request.setEncoding('utf8');
    request.on('data', (text) => {
      asked += `${request.headers['content-length']} ${request.headers['accept-encoding']} ${text}`;
    });
    request.on('end', () => response.end());
  });
  await post(url);
  expect(asked).toBe('10 undefined {"a":"ä"}');
});

test('a redirect is never followed', async () => {
  let requests = 0;
  const url = await serving((_, response) => {
    requests += 1;
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  expect(await post(url)).toMatchObject({ kind: 'answer', status: 307 });
  expect(requests).toBe(1);
});

test('a socket is kept for the next request', async () => {
  const ports = new Set<number | undefined>();
  const url = await serving((request, response) => {
    ports.add(request.socket.remotePort);
    response.end();
  });
  await get(url);
  await get(url);
  expect(ports.size).toBe(1);
});

test('nothing was sent when nobody listens at the address', async () => {
  const server = createTcpServer();
  const url = await listen(server, 'http');
  await new Promise((resolve) => server.close(resolve));
  expect(await post(url)).toMatchObject({ kind: 'failure', phase: 'not-sent', code: 'ECONNREFUSED' });
});

test('nothing was sent when the name of the host does not resolve', async () => {
  expect(await post(new URL('http://nowhere.invalid/'))).toMatchObject({ kind: 'failure', phase: 'not-sent' });
});

test('nothing was sent when the time was over before the request', async () => {
  let requests = 0;
  const url = await serving((_, response) => {
    requests += 1;
    response.end();
  });
  expect(await post(url, 0)).toMatchObject({ kind: 'failure', phase: 'not-sent', code: 'NO_TIME' });
  expect(requests).toBe(0);
});

test('nothing was sent when the server does not speak TLS', async () => {
  const url = await serving((_, response) => response.end());
  url.protocol = 'https:';
  expect(await post(url)).toMatchObject({ kind: 'failure', phase: 'not-sent' });
});

test('nothing was sent when a TLS handshake never ends', async () => {
  const url = await listen(createTcpServer(), 'https');
  expect(await post(url, 150)).toMatchObject({ kind: 'failure', phase: 'not-sent', code: 'TIMEOUT' });
});

test('a request without an answer may have arrived', async () => {
  const url = await serving(() => undefined);
  expect(await post(url, 150)).toMatchObject({ kind: 'failure', phase: 'sent', code: 'TIMEOUT' });
});

test('a request whose socket closed before the answer may have arrived', async () => {
  const url = await serving((request) => request.socket.destroy());
  expect(await post(url)).toMatchObject({ kind: 'failure', phase: 'sent', code: 'ECONNRESET' });
});

test('a request on a kept socket that closes may have arrived', async () => {
  let requests = 0;
  const url = await serving((request, response) => {
    requests += 1;
    if (requests === 1) response.end();
    else request.socket.destroy();
  });
  await get(url);
  expect(await post(url)).toMatchObject({ kind: 'failure', phase: 'sent', code: 'ECONNRESET' });
});

test('an answer whose body ends too early is a failure', async () => {
  const url = await serving((request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => request.socket.destroy());
  });
  expect(await get(url)).toMatchObject({ kind: 'failure', phase: 'sent' });
});

test('an answer with a body of more than 1 MiB is a failure', async () => {
  const url = await serving((_, response) => response.end('x'.repeat(1024 * 1024 + 1)));
  expect(await get(url)).toMatchObject({ kind: 'failure', phase: 'sent', code: 'BODY_TOO_LARGE' });
});

test('an answer with a body of exactly 1 MiB is read', async () => {
  const url = await serving((_, response) => response.end('x'.repeat(1024 * 1024)));
  expect(await get(url)).toMatchObject({ kind: 'answer', status: 200 });
});

test('a body that drips is given up when the time of the request is over', async () => {
  const url = await serving((_, response) => {
    const drip = setInterval(() => response.write('.'), 20);
    response.on('close', () => clearInterval(drip));
  });
  expect(await get(url, 200)).toMatchObject({ kind: 'failure', phase: 'sent', code: 'TIMEOUT' });
});

test('a server with an untrusted certificate is refused, unless the configuration allows it', async () => {
  const { key, cert: pem } = aCertificate('IP:127.0.0.1');
  const server: Server = createTlsServer({ key, cert: pem }, (_, response) => response.end('ok'));
  const url = await listen(server, 'https');
  const ask = { method: 'GET', url, headers: {}, timeoutMs: 5_000 } as const;

  expect(await transport(ask)).toMatchObject({ phase: 'not-sent', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  expect(await createTransport({ verify: true, ca: pem })(ask)).toMatchObject({ kind: 'answer', body: 'ok' });
  expect(await createTransport({ verify: false })(ask)).toMatchObject({ kind: 'answer', body: 'ok' });
  // Node's own switch holds for whoever does not say it for himself.
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  expect(await createTransport({ verify: true })(ask)).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });

  const silent = await listen(createTlsServer({ key, cert: pem }), 'https');
  expect(await createTransport({ verify: true, ca: pem })({ ...ask, url: silent, timeoutMs: 300 })).toMatchObject({
    phase: 'sent',
    code: 'TIMEOUT',
  });

  const mutual = createTlsServer({ key, cert: pem, ca: pem, requestCert: true }, (_, response) =>
    response.end('known'),
  );
  const client = { verify: true, ca: pem, cert: pem, key: secret(key) };
  const asked = { ...ask, url: await listen(mutual, 'https') };
  expect(await createTransport(client)(asked)).toMatchObject({ kind: 'answer', body: 'known' });
  expect(await createTransport({ verify: true, ca: pem })(asked)).toMatchObject({ kind: 'failure' });
});

test('an answer without a Date header has no date', async () => {
  const url = await serving((_, response) => {
    response.sendDate = false;
    response.end();
  });
  expect(await get(url)).not.toHaveProperty('dateAt');
});

/** Answers every connection's first request with these bytes. */
const saying = (text: string): Promise<URL> =>
  listen(
    createTcpServer((socket) => {
      socket.once('data', () => socket.end(text));
    }),
    'http',
  );

test('a token as large as federated clouds issue is read and sent back', async () => {
  let asked = '';
  const url = await listen(
    createServer({ maxHeaderSize: 256 * 1024 }, (request, response) => {
      asked = String(request.headers['x-auth-token'] ?? '');
      response.writeHead(201, { 'x-subject-token': 'M'.repeat(64 * 1024) }).end();
    }),
    'http',
  );
  const seen = await get(url);
  if (seen.kind !== 'answer') throw new Error(seen.code);
  const token = String(seen.headers['x-subject-token']);
  expect(token).toHaveLength(64 * 1024);
  await transport({ method: 'GET', url, headers: { 'x-auth-token': token }, timeoutMs: 5_000 });
  expect(asked).toBe(token);
});

test('headers beyond the limit are a failure with their own code', async () => {
  const url = await serving((_, response) => {
    response.writeHead(201, { 'x-subject-token': 'M'.repeat(129 * 1024) }).end();
  });
  expect(await get(url)).toMatchObject({ kind: 'failure', phase: 'sent', code: 'HPE_HEADER_OVERFLOW' });
});

test('a failure names the host and the port, even the default port', async () => {
  const ask = (text: string) => transport({ method: 'GET', url: new URL(text), headers: {}, timeoutMs: 0 });
  expect(await ask('https://user:pw@nova.example/v2.1?x=1')).toMatchObject({ peer: 'nova.example:443' });
  expect(await ask('http://nova.example/')).toMatchObject({ peer: 'nova.example:80' });
  expect(await ask('http://[::1]:8774/')).toMatchObject({ peer: '[::1]:8774' });
});

test('headers are read in upper and lower case, and the earliest of repeated dates counts', async () => {
  const url = await saying(
    'HTTP/1.1 200 OK\r\nDATE: Mon, 02 Mar 2026 20:00:01 GMT\r\nDate: Mon, 02 Mar 2026 20:00:00 GMT\r\n' +
      'OPENSTACK-API-VERSION: compute 2.51\r\nContent-Length: 2\r\n\r\n{}',
  );
  expect(await get(url)).toMatchObject({
    status: 200,
    dateAt: 1_772_481_600_000,
    headers: { 'openstack-api-version': 'compute 2.51' },
  });
});

test('folded headers are read from the second request on, each over its own connection', async () => {
  let connections = 0;
  const folded = 'HTTP/1.1 200 OK\r\nOpenStack-API-Version: compute\r\n 2.51\r\nContent-Length: 2\r\n\r\n{}';
  const url = await listen(
    createTcpServer((socket) => {
      connections += 1;
      socket.on('data', () => socket.write(folded));
      socket.on('error', () => undefined);
    }),
    'http',
  );
  const own = createTransport({ verify: true });
  const ask = () => own({ method: 'GET', url, headers: {}, timeoutMs: 5_000 });
  expect(await ask()).toMatchObject({ kind: 'failure', phase: 'sent', code: 'HPE_INVALID_HEADER_TOKEN' });
  expect(await ask()).toMatchObject({ kind: 'answer', headers: { 'openstack-api-version': 'compute 2.51' } });
  await ask();
  expect(connections).toBe(3);
});

test('a server that folds no headers is read strictly', async () => {
  const url = await saying(
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
  );
  expect(await get(url)).toMatchObject({ kind: 'failure', phase: 'sent' });
  expect(await get(url)).toMatchObject({ kind: 'failure', phase: 'sent' });
});

test('a body may exceed 1 MiB where the request allows it', async () => {
  const url = await serving((_, response) => response.end('x'.repeat(1024 * 1024 + 1)));
  const ask = (mostBytes: number) => transport({ method: 'GET', url, headers: {}, timeoutMs: 5_000, mostBytes });
  expect(await ask(1024 * 1024 + 1)).toMatchObject({ kind: 'answer', status: 200 });
  expect(await ask(1024 * 1024)).toMatchObject({ code: 'BODY_TOO_LARGE' });
});
