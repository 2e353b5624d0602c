import { describe, expect, test } from 'vitest';
import { parseMessage } from '../../../lib/message/message.ts';
import { idsDigest } from '../../../lib/message/select-body.ts';
import { aContext, at, HOUR, MINUTE, NOON, serverNo } from '../../builders.ts';
import { aDelivery, aWebhook } from './a-webhook.ts';

const SELECT = { tags: ['env=dev'], except: { name: ['db-*'] } };
const BODY = JSON.stringify({ select: SELECT, atMost: '25%', reason: 'night' });
const STAMPED = {
  source: 'webhook',
  requestId: 'msg_1',
  requestedAt: NOON,
  notAfter: NOON + HOUR,
  cloud: 'otc',
  dryRun: false,
  reason: 'night',
};

describe('a signed stop that selects', () => {
  test('it is queued as one request of its own, and answered without a number of servers', async () => {
    const { post, requests, sent, rollCalls, stored, endings } = aWebhook();
    expect(await post(aDelivery(BODY))).toMatchObject({
      statusCode: 202,
      body: JSON.stringify({ requestId: 'msg_1', notAfter: '2026-11-23T13:00:00.000Z' }),
    });
    expect([sent, rollCalls]).toEqual([[], []]);
    expect(requests.map((body) => JSON.parse(body))).toEqual([
      {
        request: {
          version: 1,
          source: 'webhook',
          requestId: 'msg_1',
          requestedAt: '2026-11-23T12:00:00.000Z',
          notAfter: '2026-11-23T13:00:00.000Z',
          cloud: 'otc',
          select: SELECT,
          atMost: '25%',
          dryRun: false,
          reason: 'night',
        },
      },
    ]);
    expect(stored).toMatchObject([{ webhookId: 'msg_1', notAfter: NOON + HOUR }]);
    expect(endings).toMatchObject([{ kind: 'accepted', repeated: false }]);
  });

  test('the worker reads it as the webhook stamped it', async () => {
    const { post, requests } = aWebhook();
    await post(aDelivery(BODY));
    expect(parseMessage(requests[0] ?? '', aContext({ messageId: 'another', sentAt: at(60), now: at(60) }))).toEqual({
      kind: 'request',
      request: { ...STAMPED, serverIds: [], select: SELECT, atMost: '25%' },
    });
  });

  test('a repeat is the request of the first attempt, whatever the time and the settings are by now', async () => {
    const { post, requests, world } = aWebhook();
    await post(aDelivery(BODY));
    world.now = NOON + 30 * MINUTE;
    world.rules = { ...world.rules, defaultCloud: 'another' };
    expect(await post(aDelivery(BODY, { ahead: 1_800 }))).toMatchObject({ statusCode: 202 });
    expect(requests[1]).toBe(requests[0]);
  });

  test('it is not answered before it is in the queue', async () => {
    const { post, world } = aWebhook();
    world.answer = async () => ({ kind: 'unavailable', because: 'down' });
    expect(await post(aDelivery(BODY))).toMatchObject({ statusCode: 503 });
  });

  test.each([
    [{ select: {} }, 'select: chooses nothing: '],
    [{ select: SELECT, serverIds: [serverNo(1)] }, 'select: not together with serverIds'],
    [{ select: SELECT, atMost: 0 }, 'atMost: must be a number'],
    [{ select: SELECT, requestId: 'mine' }, 'requestId: not allowed in a webhook'],
    [{ select: SELECT, notOn: [] }, 'notOn: only together with schedule'],
  ])('a body that is wrong is refused by its field, and leaves nothing: %j', async (body, because) => {
    const { post, requests, stored } = aWebhook();
    const answer = await post(aDelivery(JSON.stringify(body)));
    expect(answer.statusCode).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({ error: expect.stringContaining(because) });
    expect([requests, stored]).toEqual([[], []]);
  });

  test('a body that is too long once it is stamped is refused', async () => {
    const { post, requests } = aWebhook();
    const metadata = Object.fromEntries(Array.from({ length: 840 }, (_, n) => [`key-${n}`, 'v'.repeat(64)]));
    const body = JSON.stringify({ select: { metadata } });
    expect(Buffer.byteLength(body)).toBeLessThan(65_536);
    const answer = await post(aDelivery(body));
    expect([answer.statusCode, JSON.parse(answer.body)]).toEqual([
      400,
      { error: 'select: the request is longer than 65536 bytes with its stamps' },
    ]);
    expect(requests).toEqual([]);
  });
});

describe('a signed stop by ids', () => {
  const IDS = [serverNo(1), serverNo(2)];
  const body = JSON.stringify({ serverIds: IDS, reason: 'night' });

  test('its roll call follows its intents and carries the list', async () => {
    const { post, sent, rollCalls, requests } = aWebhook();
    await post(aDelivery(body));
    expect(sent).toHaveLength(2);
    const { reason: _, ...identity } = STAMPED;
    expect(rollCalls).toEqual([{ ...identity, part: `ids-${idsDigest(IDS)}`, serverIds: IDS }]);
    expect(requests).toEqual([]);
  });

  test('more servers than STOP_AT_MOST_PER_REQUEST are refused, and leave nothing', async () => {
    const { post, world, stored, sent } = aWebhook();
    world.atMostPerRequest = 1;
    const answer = await post(aDelivery(body));
    expect([answer.statusCode, JSON.parse(answer.body)]).toEqual([
      400,
      { error: 'serverIds: 2 servers, more than the 1 that one request may stop' },
    ]);
    expect([stored, sent]).toEqual([[], []]);
  });

  test('a repeat of what was taken is taken again under a smaller cap', async () => {
    const { post, world, sent } = aWebhook();
    await post(aDelivery(body));
    world.atMostPerRequest = 1;
    expect(await post(aDelivery(body))).toMatchObject({ statusCode: 202 });
    expect(sent).toHaveLength(4);
  });
});
