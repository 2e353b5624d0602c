import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Asked } from '../answer.ts';
import type { CloudClock } from '../cloud-clock.ts';
import { httpTime } from '../wire-time.ts';
import type { Reaction } from './under-fault.ts';

/** A listener on 127.0.0.1. */
export interface HttpServer {
  readonly port: number;
  /** From now on `react` answers; a connection that comes before is dropped. */
  answerWith(react: (asked: Asked) => Promise<Reaction>): void;
  /** Ends it with all its connections. */
  close(): Promise<void>;
}

/** Listens; the Date header goes by the cloud's clock. */
export const httpServer = async (clock: CloudClock): Promise<HttpServer> => {
  let react = async (_: Asked): Promise<Reaction> => 'drop';
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    // The client hung up before it had said all.
    if (body === undefined) return;
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const reaction = await react({ method: request.method ?? 'GET', url, headers: request.headers, body });
    if (reaction === 'drop') {
      request.socket.destroy();
      return;
    }
    response.sendDate = false;
    response.setHeader('Date', httpTime(clock.now()));
    for (const [name, value] of Object.entries(reaction.headers)) response.setHeader(name, value);
    if (reaction.status !== 204) response.setHeader('Content-Length', Buffer.byteLength(reaction.body));
    response.writeHead(reaction.status).end(reaction.body);
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    port: portOf(server.address()),
    answerWith: (next) => {
      react = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const portOf = (address: AddressInfo | string | null): number => {
  if (address === null || typeof address === 'string') throw new Error('a listening server has no port');
  return address.port;
};

const bodyOf = (request: IncomingMessage): Promise<string | undefined> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString()));
    request.on('close', () => resolve(undefined));
    request.on('error', () => resolve(undefined));
  });
