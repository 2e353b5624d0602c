import type { IncomingMessage } from 'node:http';
import type { HttpAnswer } from './http.ts';
import { parseHttpDates } from './http-date.ts';

/** Reads an answer to its last byte; gives up on one that breaks off or is longer than `mostBytes`. */
export const readBody = (
  incoming: IncomingMessage,
  mostBytes: number,
  finish: (answer: HttpAnswer) => void,
  giveUp: (code: string, cause?: unknown) => void,
): void => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostBytes) giveUp('BODY_TOO_LARGE');
    else chunks.push(chunk);
  });
  incoming.on('error', (cause) => giveUp(codeOf(cause), cause));
  incoming.once('end', () => {
    const dates = parseHttpDates(incoming.headers.date ?? '');
    finish({
      kind: 'answer',
      status: incoming.statusCode ?? 0,
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
      ...(dates.length === 0 ? {} : { dateAt: Math.min(...dates) }),
    });
  });
};

/** Node's code of an error. */
export const codeOf = (cause: Error): string =>
  'code' in cause && typeof cause.code === 'string' ? cause.code : 'UNKNOWN';
