import type { IncomingHttpHeaders } from 'node:http';

/** A request as it arrived, its body read. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

/** An answer with a JSON body. */
export const jsonAnswer = (status: number, body: unknown, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** The value of a header, the first one if it came more than once; undefined when it did not come. */
export const headerOf = (asked: Asked, name: string): string | undefined => {
  const value = asked.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** The same answer with more headers. */
export const withHeaders = (answer: Answer, headers: Answer['headers']): Answer => ({
  ...answer,
  headers: { ...answer.headers, ...headers },
});
