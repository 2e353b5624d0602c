import { expect, test } from 'vitest';
import { endOf } from './diary.ts';
import type { TakeRunning } from './need.ts';
import type { Stage } from './stage.ts';
import { post, signedStop, webhookIdOf } from './webhook-call.ts';

const ID = '0d9d6c11-7a3e-4c52-8c39-7d0e2f1b4a55';
const BODY = JSON.stringify({ serverIds: [ID] });
const TEN_MINUTES_MS = 600_000;
const withHeader = <T extends { readonly headers: Readonly<Record<string, string>> }>(
  call: T,
  name: string,
  value: string,
) => ({
  ...call,
  headers: { ...call.headers, [name]: value },
});

/** Every answer of docs/contract.md, "Answers of the webhook", over HTTP. */
export const badWebhooksJourney = (stage: () => Stage, take: TakeRunning): void => {
  test.for([
    {
      name: 'unsigned',
      status: 401,
      call: () => ({ ...signedStop(stage(), BODY), headers: { 'content-type': 'application/json' } }),
    },
    {
      name: 'signed for another body',
      status: 401,
      call: () => ({ ...signedStop(stage(), BODY), body: BODY.replace('0d9d', '1d9d') }),
    },
    { name: 'stale', status: 401, call: () => signedStop(stage(), BODY, Date.now() - TEN_MINUTES_MS) },
    { name: 'from the future', status: 401, call: () => signedStop(stage(), BODY, Date.now() + TEN_MINUTES_MS) },
    {
      name: 'sent with a dot in its id',
      status: 401,
      call: () => withHeader(signedStop(stage(), BODY), 'webhook-id', 'msg.1'),
    },
    {
      name: 'not declared as JSON',
      status: 415,
      call: () => withHeader(signedStop(stage(), BODY), 'content-type', 'text/plain'),
    },
    { name: 'not JSON', status: 400, call: () => signedStop(stage(), '{"serverIds":') },
    {
      name: 'sent with an unknown field',
      status: 400,
      call: () => signedStop(stage(), JSON.stringify({ serverIds: [ID], x: 1 })),
    },
    {
      name: 'sent with a requestId',
      status: 400,
      call: () => signedStop(stage(), JSON.stringify({ serverIds: [ID], requestId: 'a' })),
    },
    { name: 'sent without a server', status: 400, call: () => signedStop(stage(), JSON.stringify({ serverIds: [] })) },
    {
      name: 'nested too deep',
      status: 400,
      call: () => signedStop(stage(), `{"serverIds":${'['.repeat(99)}${']'.repeat(99)}}`),
    },
    {
      name: 'larger than 64 KiB',
      status: 413,
      call: () => signedStop(stage(), `${BODY}${' '.repeat(66_560 - BODY.length)}`),
    },
  ])('a webhook call that is $name is answered $status, and nothing is queued', async ({ status, call }) => {
    expect((await post(call())).status).toBe(status);
    await stage().queue.look();
    expect(
      [...stage().queue.bodies].filter((body) => body.includes(ID) || body.includes(ID.replace('0d9d', '1d9d'))),
    ).toEqual([]);
    expect(stage().wire.passed('showServer', ID)).toEqual([]);
  });

  test('a webhook call that is not UTF-8 is answered 401', async () => {
    const call = signedStop(stage(), BODY);
    expect((await post({ ...call, body: new Uint8Array([0x7b, 0xff, 0x7d]) })).status).toBe(401);
  });

  test('a used webhook-id with another body is answered 409, and the first request still counts', async (context) => {
    const id = take(context);
    const call = signedStop(stage(), JSON.stringify({ serverIds: [id] }));
    expect((await post(call)).status).toBe(202);
    const other = await reSigned(stage(), webhookIdOf(call));
    expect((await post(other)).status).toBe(409);
    expect(endOf(await stage().ended(webhookIdOf(call), id))).toBe('stopped');
    expect(stage().wire.passed('showServer', ID)).toEqual([]);
  });
};

const reSigned = async ({ stack, webhookKey }: Stage, id: string) => {
  const { Webhook } = await import('standardwebhooks');
  const at = Date.now();
  return {
    url: `${stack.httpUrl}/stop`,
    body: BODY,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at / 1000)),
      'webhook-signature': new Webhook(webhookKey).sign(id, new Date(at), BODY),
    },
  };
};
