import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { faultOf } from '../../../../lib/openstack/answer/understand.ts';
import type { HttpResult } from '../../../../lib/openstack/http/http.ts';
import { routesOf } from '../../../../lib/openstack/http/proxies.ts';
import { createTransport } from '../../../../lib/openstack/http/transport.ts';
import { loginFault } from '../../../../lib/openstack/keystone/login.ts';
import { aCertificate } from './a-certificate.ts';
import { aProxy, type ProxyPlan } from './a-proxy.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const listening = async (server: Server): Promise<number> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  closing.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

let pem: { readonly key: string; readonly cert: string };
let ofProxy: typeof pem;
beforeAll(() => {
  pem = aCertificate('DNS:nova.invalid');
  ofProxy = aCertificate('IP:127.0.0.1');
});

interface Through extends ProxyPlan {
  /** The target speaks TLS. */
  readonly secure?: boolean;
  readonly answer?: RequestListener;
  /** Of the variable: `me:secret@`. */
  readonly login?: string;
  readonly ca?: string;
}

/** A target that only the proxy finds, and a transport that goes through it. */
const through = async (plan: Through = {}) => {
  const { secure = false, answer = (_, response) => response.end('ok'), login = '', ca = pem.cert, ...rest } = plan;
  const received: string[] = [];
  const listener: RequestListener = (request, response) => {
    const { host, 'cache-control': cache = '-', 'proxy-authorization': login = '-' } = request.headers;
    received.push(`${request.method} ${host} ${cache} ${login}`);
    answer(request, response);
  };
  const port = await listening(secure ? createTlsServer(pem, listener) : createServer(listener));
  const proxy = await aProxy({ port, ...rest });
  closing.push(proxy.close);
  const value = `${rest.tls ? 'https' : 'http'}://${login}127.0.0.1:${proxy.port}`;
  const transport = createTransport({ verify: true, ca }, routesOf({ HTTP_PROXY: value, HTTPS_PROXY: value }));
  const url = new URL(`${secure ? 'https' : 'http'}://nova.invalid/v2.1/x`);
  const post = (timeoutMs = 5_000) =>
    transport({ method: 'POST', url, headers: { 'x-auth-token': 't' }, body: '{}', timeoutMs });
  return { proxy, received, transport, post, address: `127.0.0.1:${proxy.port}` };
};

const stopFault = (result: HttpResult) => {
  const { kind, trouble, message } = faultOf(result, 'stop');
  return `${kind}/${trouble}: ${message}`;
};

/** A request once it has reached the proxy and five seconds have passed; the test goes on with the same clock. */
const fiveSecondsOf = async ({ post, proxy }: Awaited<ReturnType<typeof through>>): Promise<HttpResult> => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const asked = post(60_000);
  await vi.waitUntil(() => proxy.asked.length === 1);
  vi.advanceTimersByTime(5_000);
  return asked;
};

describe('a request', () => {
  test('a request through a proxy names the whole address for http, and shares one connection', async () => {
    const { proxy, post, received } = await through();
    expect(await post()).toMatchObject({ kind: 'answer', status: 200, body: 'ok' });
    expect(await post()).toMatchObject({ kind: 'answer', status: 200 });
    expect(proxy.asked).toEqual(['POST http://nova.invalid/v2.1/x', 'POST http://nova.invalid/v2.1/x']);
    // Evidence has to be fresh, and a proxy may keep what it handed on once.
    expect(received).toEqual(['POST nova.invalid no-cache -', 'POST nova.invalid no-cache -']);
    expect(proxy.open()).toBe(1);
  });

  test('a request through a proxy uses a tunnel for https, checks the target’s certificate in it and keeps it for the next request', async () => {
    const { proxy, post, received } = await through({ secure: true, login: 'me:secret@', wants: 'me:secret' });
    expect(await post()).toMatchObject({ kind: 'answer', status: 200, body: 'ok' });
    expect(await post()).toMatchObject({ kind: 'answer', status: 200 });
    expect(proxy.asked).toEqual(['CONNECT nova.invalid:443']);
    expect(received).toEqual(['POST nova.invalid - -', 'POST nova.invalid - -']);
  });

  test('a request through a proxy logs in at the proxy with the user and password of the variable, escaped or with an @', async () => {
    for (const login of ['me:p%40ss%25@', 'me:p@ss%@']) {
      for (const secure of [false, true]) {
        const { proxy, post } = await through({ secure, login, wants: 'me:p@ss%' });
        expect(await post()).toMatchObject({ kind: 'answer', status: 200 });
        expect(proxy.logins).toEqual(['me:p@ss%']);
      }
    }
  });

  test('a request through a proxy may reach an https proxy, whose certificate is checked against this machine’s authorities only', async () => {
    for (const secure of [false, true]) {
      const { post, address } = await through({ secure, tls: ofProxy, ca: `${pem.cert}${ofProxy.cert}` });
      const refused = await post();
      expect(refused).toMatchObject({ phase: 'not-sent', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
      expect(stopFault(refused)).toBe(
        `refused/certificate: the certificate of the proxy ${address} (HTTP${secure ? 'S' : ''}_PROXY) is not accepted: DEPTH_ZERO_SELF_SIGNED_CERT`,
      );
    }
    const before = getCACertificates('default');
    onTestFinished(() => setDefaultCACertificates(before));
    setDefaultCACertificates([...before, ofProxy.cert]);
    for (const secure of [false, true]) {
      const { post } = await through({ secure, tls: ofProxy });
      expect(await post()).toMatchObject({ kind: 'answer', status: 200 });
    }
  });

  test('a request through a proxy still checks the target’s certificate', async () => {
    const { post, received } = await through({ secure: true, ca: ofProxy.cert });
    const result = await post();
    expect(result).toMatchObject({ phase: 'not-sent', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(stopFault(result)).toContain('refused/certificate: the certificate of nova.invalid:443 is not accepted');
    expect(received).toEqual([]);
  });

  test('a request through a proxy goes directly to a host that NO_PROXY excepts', async () => {
    const port = await listening(createServer((_, response) => response.end('direct')));
    const proxy = await aProxy({ answers: 500 });
    closing.push(proxy.close);
    const env = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: '127.0.0.0/8' };
    const ask = { method: 'GET', url: new URL(`http://127.0.0.1:${port}/`), headers: {}, timeoutMs: 5_000 } as const;
    expect(await createTransport({ verify: true }, routesOf(env))(ask)).toMatchObject({ body: 'direct' });
    expect(proxy.asked).toEqual([]);
  });

  test('a request through a proxy ignores Node’s own switch for proxies', async () => {
    const proxy = await aProxy({ answers: 500 });
    closing.push(proxy.close);
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${proxy.port}`);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const port = await listening(createServer((_, response) => response.end('direct')));
    const ask = { method: 'GET', url: new URL(`http://127.0.0.1:${port}/`), headers: {}, timeoutMs: 5_000 } as const;
    expect(await createTransport({ verify: true })(ask)).toMatchObject({ body: 'direct' });
  });
});

describe('a stop', () => {
  test.each([
    [400, 'refused/configuration', 'does not connect to nova.invalid:443: it answered 400'],
    [403, 'refused/configuration', 'does not connect to nova.invalid:443: it answered 403'],
    [405, 'refused/configuration', 'does not connect to nova.invalid:443: it answered 405'],
    [501, 'refused/configuration', 'does not connect to nova.invalid:443: it answered 501'],
    [302, 'refused/configuration', 'does not connect to nova.invalid:443: it answered 302'],
    [429, 'transient/unreachable', 'answered 429'],
    [502, 'transient/unreachable', 'answered 502'],
    [503, 'transient/unreachable', 'answered 503'],
    [504, 'transient/unreachable', 'answered 504'],
  ])(
    'a stop through a proxy was certainly not sent when the proxy answers CONNECT with %i',
    async (answers, kind, words) => {
      const { post, received, address } = await through({ secure: true, answers });
      const result = await post();
      expect(result).toMatchObject({ kind: 'failure', phase: 'not-sent' });
      expect(stopFault(result)).toMatch(new RegExp(`^${kind}: .*the proxy ${address} \\(HTTPS_PROXY\\) ${words}`));
      expect(received).toEqual([]);
    },
  );

  test('a stop through a proxy was certainly not sent when the proxy rejects the login, and no message shows that login', async () => {
    const { post, address } = await through({ secure: true, wants: 'me:secret', login: 'me:canary@' });
    const result = await post();
    expect(result).toMatchObject({ kind: 'failure', phase: 'not-sent' });
    expect(stopFault(result)).toBe(
      `refused/configuration: the proxy ${address} (HTTPS_PROXY) rejects the user or password (407): fix HTTPS_PROXY`,
    );
    const bare = await through({ secure: true, wants: 'me:secret' });
    expect(stopFault(await bare.post())).toContain('requires a user and password (407)');
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  test('a stop through a proxy was certainly not sent when the proxy is absent, hangs up or is not a proxy', async () => {
    for (const secure of [false, true]) {
      const { post, proxy, address } = await through({ secure });
      proxy.close();
      const result = await post();
      expect(result).toMatchObject({ kind: 'failure', phase: 'not-sent', code: 'ECONNREFUSED' });
      expect(stopFault(result)).toMatch(
        new RegExp(
          `^transient/unreachable: .*: the proxy ${address} \\(HTTPS?_PROXY\\) was not reached: ECONNREFUSED$`,
        ),
      );
    }
    const { post, address } = await through({ secure: true, answers: 'hang-up' });
    const result = await post();
    expect(result).toMatchObject({ kind: 'failure', phase: 'not-sent' });
    expect(stopFault(result)).toContain(`the proxy ${address} (HTTPS_PROXY) closed the connection`);
  });

  test('a stop through a proxy was certainly not sent when the name of the proxy does not resolve', async () => {
    for (const url of ['http://nova.invalid/', 'https://nova.invalid/']) {
      const transport = createTransport(
        { verify: true },
        routesOf({ ALL_PROXY: 'http://me:canary@proxy.invalid:3128' }),
      );
      const result = await transport({ method: 'POST', url: new URL(url), headers: {}, body: '{}', timeoutMs: 5_000 });
      expect(result).toMatchObject({ kind: 'failure', phase: 'not-sent' });
      expect(stopFault(result)).toMatch(/the proxy proxy\.invalid:3128 \(ALL_PROXY\) was not reached: E/);
    }
  });

  test('a stop through a proxy was certainly not sent when the proxy never answers CONNECT, and leaves no socket open', async () => {
    const way = await through({ secure: true, answers: 'nothing' });
    const { proxy, address } = way;
    const result = await fiveSecondsOf(way);
    expect(result).toMatchObject({ kind: 'failure', phase: 'not-sent', code: 'CONNECT_TIMEOUT' });
    expect(stopFault(result)).toContain(`not sent to nova.invalid:443 through the proxy ${address} (HTTPS_PROXY)`);
    vi.advanceTimersByTime(5_000);
    await vi.waitUntil(() => proxy.open() === 0);
  });

  test('a stop through a proxy was certainly not sent when the TLS handshake in a tunnel never ends, and leaves no socket open', async () => {
    const silent = await listening(createTcpServer());
    const way = await through({ secure: true, port: silent });
    expect(await fiveSecondsOf(way)).toMatchObject({ kind: 'failure', phase: 'not-sent', code: 'CONNECT_TIMEOUT' });
    vi.advanceTimersByTime(5_000);
    await vi.waitUntil(() => way.proxy.open() === 0);
  });

  test('a stop through a proxy was certainly not sent when its time ended before the tunnel was open', async () => {
    let letGo = (): void => {};
    const holds = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const { post, received, proxy } = await through({ secure: true, holds });
    expect(await post(100)).toMatchObject({ kind: 'failure', phase: 'not-sent', code: 'TIMEOUT' });
    letGo();
    // The next one has a tunnel; whatever the first one still did, it did before.
    expect(await post()).toMatchObject({ kind: 'answer', status: 200 });
    expect(received).toHaveLength(1);
    expect(proxy.asked.every((line) => line === 'CONNECT nova.invalid:443')).toBe(true);
  });

  test('a stop through a proxy was certainly not sent when the target of a tunnel does not speak TLS', async () => {
    const plain = await listening(createServer((_, response) => response.end()));
    const { post, address } = await through({ secure: true, port: plain });
    const result = await post();
    expect(result).toMatchObject({ kind: 'failure', phase: 'not-sent' });
    expect(result).not.toHaveProperty('ofProxy');
    expect(stopFault(result)).toContain(`through the proxy ${address} (HTTPS_PROXY)`);
  });

  test('a stop through a proxy may have arrived when no answer comes through the proxy, with a tunnel and without', async () => {
    for (const secure of [false, true]) {
      const { post, received, address } = await through({ secure, answer: () => {} });
      const result = await post(300);
      expect(result).toMatchObject({ kind: 'failure', phase: 'sent', code: 'TIMEOUT' });
      expect(stopFault(result)).toMatch(new RegExp(`^ambiguous/unanswered: .* through the proxy ${address}`));
      expect(received).toHaveLength(1);
    }
  });

  test('a stop through a proxy may have arrived when the proxy’s connection ends, with a tunnel and without', async () => {
    for (const secure of [false, true]) {
      const { post } = await through({
        secure,
        answer: (request) => request.socket.destroy(),
        ...(secure ? {} : { answers: 'hang-up' }),
      });
      expect(await post()).toMatchObject({ kind: 'failure', phase: 'sent', code: 'ECONNRESET' });
    }
  });

  test('a stop through a proxy may have arrived when a kept tunnel closes as it is used again', async () => {
    let requests = 0;
    const { post } = await through({
      secure: true,
      answer: (request, response) => {
        requests += 1;
        if (requests === 1) response.end();
        else request.socket.destroy();
      },
    });
    await post();
    expect(await post()).toMatchObject({ kind: 'failure', phase: 'sent', code: 'ECONNRESET' });
  });

  test.each([
    [407, 'ambiguous/configuration', 'requires a user and password (407)'],
    [403, 'ambiguous/unclear', 'stop answered 403 through the proxy'],
    [502, 'ambiguous/server-error', 'stop answered 502 through the proxy'],
    [503, 'ambiguous/unavailable', 'stop answered 503 through the proxy'],
  ])('a stop over http that gets the proxy’s page with %i is judged as any page', async (answers, kind, words) => {
    const { post } = await through({ answers });
    const fault = stopFault(await post());
    expect(fault).toMatch(new RegExp(`^${kind}: `));
    expect(fault).toContain(words);
  });
});

test('a 407 to a login or a read over http blames the variable of the proxy', async () => {
  const { post } = await through({ wants: 'me:secret', login: 'me:canary@' });
  const result = await post();
  for (const verb of ['read', 'login'] as const) {
    expect(faultOf(result, verb)).toMatchObject({
      kind: 'refused',
      trouble: 'configuration',
      message: expect.stringContaining('(HTTP_PROXY) rejects the user or password (407): fix HTTP_PROXY'),
    });
  }
});

test('no fault holds the login of a proxy, even when a page repeats the request', async () => {
  const sent = Buffer.from('me:canary').toString('base64');
  const port = await listening(
    createServer((request, response) =>
      response.writeHead(400).end(JSON.stringify({ message: JSON.stringify(request.headers) })),
    ),
  );
  // No proxy at all, but a server that answers whoever comes.
  const transport = createTransport({ verify: true }, routesOf({ HTTP_PROXY: `http://me:canary@127.0.0.1:${port}` }));
  const ask = { method: 'GET', url: new URL('http://nova.invalid/'), headers: {}, timeoutMs: 5_000 } as const;
  const result = await transport(ask);
  expect(result).toMatchObject({ kind: 'answer', body: expect.stringContaining('[secret]') });
  expect(JSON.stringify(result)).not.toContain(sent);
  expect(faultOf(result, 'read').message).not.toContain(sent);
});

test('a login reports whether the proxy or auth_url has the wrong scheme', async () => {
  const plain = await aProxy();
  const inTls = await aProxy({ tls: ofProxy });
  closing.push(plain.close, inTls.close);
  const login = async (url: string, value: string): Promise<string> => {
    const transport = createTransport({ verify: true }, routesOf({ ALL_PROXY: value }));
    const ask = { method: 'POST', url: new URL(url), headers: {}, timeoutMs: 5_000 } as const;
    const result = await transport(ask);
    return loginFault(faultOf(result, 'login'), result, url).message;
  };
  for (const url of ['http://keystone.invalid/v3', 'https://keystone.invalid/v3'])
    expect(await login(url, `https://127.0.0.1:${plain.port}`)).toMatch(
      / \(ALL_PROXY says https: should it be http\?\)$/,
    );
  expect(await login('http://keystone.invalid/v3', `http://127.0.0.1:${inTls.port}`)).toMatch(
    / \(ALL_PROXY says http: should it be https\?\)$/,
  );
  expect(await login('https://keystone.invalid/v3', `http://127.0.0.1:${inTls.port}`)).toMatch(
    /the proxy 127\.0\.0\.1:/,
  );
});

test('the fault of a proxy variable that cannot be used names the variable', async () => {
  const transport = createTransport({ verify: true }, routesOf({ HTTPS_PROXY: 'socks5://me:canary@p.example:1080' }));
  const ask = { method: 'POST', url: new URL('https://nova.invalid/'), headers: {}, timeoutMs: 5_000 } as const;
  const result = await transport(ask);
  expect(result).toMatchObject({ kind: 'failure', phase: 'not-sent' });
  expect(stopFault(result)).toMatch(/^refused\/configuration: HTTPS_PROXY names a SOCKS proxy, which is not supported/);
  expect(JSON.stringify(result)).not.toContain('canary');
});
