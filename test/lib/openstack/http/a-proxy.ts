import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** How a proxy differs from one that lets everybody through. */
export interface ProxyPlan {
  /** `user:password` that it asks for. */
  readonly wants?: string;
  /** The port of every target, which is on 127.0.0.1 whatever its name; left out: the one that it is asked for. */
  readonly port?: number;
  /** Answers in its place: a status, or `nothing` and `hang-up`. */
  readonly answers?: number | 'nothing' | 'hang-up';
  /** What a tunnel waits for. */
  readonly holds?: Promise<void>;
  /** It is spoken to in TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A proxy on 127.0.0.1: absolute-form for http, CONNECT for everything else. */
export interface AProxy {
  readonly port: number;
  /** What it was asked for: `GET http://nova.invalid/`, `CONNECT nova.invalid:443`. */
  readonly asked: string[];
  /** The `Proxy-Authorization` of each, decoded; undefined without one. */
  readonly logins: (string | undefined)[];
  /** The connections to it that are open. */
  open(): number;
  close(): void;
}

const loginOf = ({ headers }: IncomingMessage): string | undefined => {
  const [, encoded] = /^Basic (.*)$/.exec(headers['proxy-authorization'] ?? '') ?? [];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
};

export const aProxy = async ({ wants, port, answers, holds, tls }: ProxyPlan = {}): Promise<AProxy> => {
  const asked: string[] = [];
  const logins: (string | undefined)[] = [];
  const sockets = new Set<Socket>();

  /** What it says itself; undefined: it hands the request on. */
  const own = (request: IncomingMessage): ProxyPlan['answers'] => {
    asked.push(`${request.method} ${request.url}`);
    const login = loginOf(request);
    logins.push(login);
    return answers ?? (wants === undefined || login === wants ? undefined : 407);
  };
  const targetOf = (url: URL): { readonly host: string; readonly port: number } => ({
    host: '127.0.0.1',
    port: port ?? Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
  });

  const listener: RequestListener = (request, response) => {
    const said = own(request);
    if (said === 'nothing') return;
    if (said === 'hang-up') return void request.socket.destroy();
    if (said !== undefined) return void response.writeHead(said, { 'content-type': 'text/html' }).end('<html>proxy');
    const url = new URL(request.url ?? '');
    const { 'proxy-authorization': _, 'proxy-connection': __, ...headers } = request.headers;
    const onward = httpRequest(
      { ...targetOf(url), path: url.pathname + url.search, method: request.method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.writeHead(502).end('<html>proxy'));
    request.pipe(onward);
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    const said = own(request);
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.destroy());
    if (said === 'nothing') return void socket.resume();
    if (said === 'hang-up') return void socket.end();
    if (said !== undefined) return void socket.end(`HTTP/1.1 ${said} Said\r\ncontent-length: 0\r\n\r\n`);
    const onward = connect(targetOf(new URL(`https://${request.url}`)));
    sockets.add(onward);
    onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    onward.once('connect', async () => {
      await holds;
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
  });
  const connections = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    logins,
    open: () => connections.size,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};
