import { Buffer } from 'node:buffer';
import * as v from 'valibot';
import type { Invocation } from './runtime-api.ts';

/** What the caller of the HTTP API gets. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const JSON_TYPE = { 'content-type': 'application/json' } as const;

/** An answer of API Gateway itself. */
export const gatewayAnswer = (status: number, message: string): HttpAnswer => ({
  status,
  headers: JSON_TYPE,
  body: Buffer.from(JSON.stringify({ message })),
});

const proxied = v.object({
  statusCode: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
  headers: v.optional(
    v.record(v.string(), v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String))),
    {},
  ),
  body: v.optional(v.string(), ''),
  isBase64Encoded: v.optional(v.boolean(), false),
});

/**
 * An invocation's end as an HTTP API with payload format 2.0 returns it: an object with a status code is the answer,
 * anything else is a body of its own with 200, and what failed is a bare 500 (503 when no process was free).
 */
export const httpAnswer = (invocation: Invocation): HttpAnswer => {
  if (invocation.kind === 'throttled') return gatewayAnswer(503, 'Service Unavailable');
  if (invocation.kind === 'failed') return gatewayAnswer(500, 'Internal Server Error');
  const value: unknown = JSON.parse(invocation.payload);
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    return {
      status: 200,
      headers: JSON_TYPE,
      body: Buffer.from(typeof value === 'string' ? value : invocation.payload),
    };
  }
  const read = v.safeParse(proxied, value);
  if (!read.success) return gatewayAnswer(500, 'Internal Server Error');
  const { statusCode, headers, body, isBase64Encoded } = read.output;
  const lower = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text]));
  return {
    status: statusCode,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...lower },
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
};
