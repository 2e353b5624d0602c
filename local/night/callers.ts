import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { formatInstant, type Instant } from '../../lib/instant.ts';
import type { Stack } from '../stack/stack.ts';
import type { Queued, Selection } from './select-messages.ts';

/** A fresh key for the webhook of this night: it is never written anywhere. */
export const newWebhookKey = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** A signed request to the webhook, ready to be sent any number of times. */
export interface SignedCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Signs a stop request after Standard Webhooks, as any caller would. */
export const signCall = (httpUrl: string, key: string, body: string, at: Instant): SignedCall => {
  const id = `msg_${randomUUID()}`;
  return {
    url: `${httpUrl}/stop`,
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at / 1000)),
      'webhook-signature': new Webhook(key).sign(id, new Date(at), body),
    },
  };
};

/** Posts it; returns status and body for the story. */
export const postCall = async ({ url, headers, body }: SignedCall): Promise<string> => {
  const answer = await fetch(url, { method: 'POST', headers: { ...headers }, body, redirect: 'error' });
  return `${answer.status} ${await answer.text()}`;
};

/** The same call as a line for a terminal. */
export const curlLine = ({ url, headers, body }: SignedCall): string =>
  [
    'curl -sS',
    ...Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`),
    `--data '${body}'`,
    `'${url}'`,
  ].join(' ');

/** A request as a caller puts it into the queue: it names its instants, so the same body is the same occurrence. */
export const queueMessage = (
  servers: { readonly serverIds: readonly string[] } | Selection,
  requestedAt: Instant,
  more: { readonly window?: string; readonly cloud?: string } = {},
): Queued => {
  const requestId = `night-${randomUUID()}`;
  const reason = 'the night of npm start';
  const body = JSON.stringify({ requestId, requestedAt: formatInstant(requestedAt), ...servers, ...more, reason });
  return { requestId, body };
};

/** Sends these schedules of the packaged template, at the last full second. */
export const fireSchedules = async (stack: Stack, names: readonly string[], at: Instant): Promise<void> => {
  for (const name of names) await stack.fireSchedule(name, at);
};
