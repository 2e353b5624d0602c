import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MINUTE, NOON, serverNo } from '../../builders.ts';
import { aDelivery, aWebhook, KEY, keysOf, OTHER_KEY, sign } from './a-webhook.ts';

const ONE = serverNo(1);
const BODY = JSON.stringify({ serverIds: [ONE, serverNo(2), ONE.toUpperCase()], reason: 'night' });
const answered = (statusCode: number, body: object) => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const refused = (statusCode: number, error: string) => answered(statusCode, { error });
const NOT_SIGNED = refused(401, 'invalid signature');

describe('a signed stop', () => {
  const TAKEN = answered(202, { requestId: 'msg_1', servers: 2, notAfter: '2026-11-23T13:00:00.000Z' });

  test('a signed stop is taken: a receipt, then one intent a server', async () => {
    const { post, sent, stored, endings } = aWebhook();
    expect(await post(aDelivery(BODY))).toEqual(TAKEN);
    const common = {
      source: 'webhook',
      requestId: 'msg_1',
      cloud: 'otc',
      requestedAt: NOON,
      notAfter: NOON + 60 * MINUTE,
      dryRun: false,
      reason: 'night',
    };
    expect(sent).toEqual([
      { ...common, serverId: ONE },
      { ...common, serverId: serverNo(2) },
    ]);
    expect(stored).toEqual([
      {
        webhookId: 'msg_1',
        firstAt: NOON,
        notAfter: NOON + 60 * MINUTE,
        cloud: 'otc',
        bodySha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect(endings).toMatchObject([{ kind: 'accepted', repeated: false, request: { requestId: 'msg_1' } }]);
  });

  test.each([
    ['base64', aDelivery(BODY, { base64: true })],
    ['charset', aDelivery(BODY, { headers: { 'content-type': 'application/json; charset=utf-8' } })],
    ['CloudEvents', aDelivery(BODY, { headers: { 'content-type': 'application/cloudevents+json' } })],
    ['charset apart', aDelivery(BODY, { headers: { 'content-type': 'application/json ; charset=utf-8' } })],
    ['empty parameter', aDelivery(BODY, { headers: { 'content-type': 'application/json;' } })],
    ['upper case type', aDelivery(BODY, { headers: { 'content-type': 'Application/JSON' } })],
    ['behind a byte order mark', aDelivery(`\uFEFF${BODY}`)],
  ])('a signed stop is taken: %s', async (_, event) => {
    expect(await aWebhook().post(event)).toEqual(TAKEN);
  });

  test('a signed stop is taken with either key while keys are changed, and with the old one no more after it', async () => {
    const { post, world } = aWebhook();
    world.keys = { kind: 'keys', keys: keysOf(`${OTHER_KEY} ${KEY}`) };
    expect(await post(aDelivery(BODY))).toEqual(TAKEN);
    expect(await post(aDelivery(BODY, { key: OTHER_KEY }))).toEqual(TAKEN);
    world.keys = { kind: 'keys', keys: keysOf(OTHER_KEY) };
    expect(await post(aDelivery(BODY))).toEqual(NOT_SIGNED);
  });

  test('a signed stop from a clock ahead of ours is asked for now', async () => {
    const { post, sent } = aWebhook();
    expect(await post(aDelivery(BODY, { ahead: 290 }))).toEqual(TAKEN);
    expect(sent.map(({ requestedAt }) => requestedAt)).toEqual([NOON, NOON]);
  });
});

describe('a repeat', () => {
  test('a repeat sends the same intents again and is answered the same', async () => {
    const { post, sent, stored, world, endings } = aWebhook();
    const first = await post(aDelivery(BODY));
    world.now = NOON + 40 * MINUTE;
    expect(await post(aDelivery(BODY, { ahead: 40 * 60 }))).toEqual(first);
    expect(sent.slice(2)).toEqual(sent.slice(0, 2));
    expect(stored).toHaveLength(1);
    expect(endings[1]).toMatchObject({ kind: 'accepted', repeated: true });
  });

  test('a repeat after a queue that did not take all of it is taken as of the first attempt, past its end too', async () => {
    const { post, sent, world } = aWebhook();
    const body = JSON.stringify({ serverIds: [ONE], notAfter: '2026-11-23T12:10:00Z' });
    world.answer = async () => ({ kind: 'unavailable', because: 'SQS did not accept 1 of 1: TimeoutError' });
    expect(await post(aDelivery(body))).toEqual(refused(503, 'temporarily unavailable, retry'));
    world.answer = async () => ({ kind: 'sent' });
    world.now = NOON + 20 * MINUTE;
    expect(await post(aDelivery(body, { ahead: 20 * 60 }))).toHaveProperty('statusCode', 202);
    expect(sent[1]).toEqual(sent[0]);
  });

  test('a repeat of what was taken is the same, though it could not be asked for any more', async () => {
    const { post, sent, world } = aWebhook();
    const body = JSON.stringify({ serverIds: [ONE], notAfter: '2026-11-23T12:10:00Z' });
    const first = await post(aDelivery(body));
    expect(first).toHaveProperty('statusCode', 202);
    world.now = NOON + 8 * MINUTE;
    expect(await post(aDelivery(body, { ahead: 8 * 60 }))).toEqual(first);
    expect(sent[1]).toEqual(sent[0]);
    // Another body under its id would be refused by itself, and is a conflict all the same.
    const other = JSON.stringify({ serverIds: [ONE], notAfter: '2026-11-23T12:11:00Z' });
    expect(await post(aDelivery(other, { ahead: 8 * 60 }))).toHaveProperty('statusCode', 409);
  });

  test.each([{ serverIds: [ONE] }, { serverIds: [ONE], window: 'PT20H' }])(
    'after other settings is the same: %j',
    async (asked) => {
      const { post, sent, world } = aWebhook();
      const first = await post(aDelivery(JSON.stringify(asked)));
      const timing = {
        ...world.rules.timing,
        windowMs: 30 * MINUTE,
        windowMinMs: 20 * MINUTE,
        windowMaxMs: 30 * MINUTE,
      };
      world.rules = { timing, defaultCloud: 'another' };
      expect(await post(aDelivery(JSON.stringify(asked)))).toEqual(first);
      expect(sent[1]).toEqual(sent[0]);
    },
  );

  test('a repeat of a receipt that does not say what it came to is judged', async () => {
    const { post, sent, stored } = aWebhook();
    const body = JSON.stringify({ serverIds: [ONE], window: 'PT25H' });
    const bodySha256 = createHash('sha256').update(body).digest('hex');
    stored.push({ webhookId: 'msg_1', bodySha256, firstAt: NOON });
    expect(await post(aDelivery(body))).toEqual(refused(400, 'window: more than PT24H after requestedAt'));
    expect(sent).toEqual([]);
  });

  test('a repeat with another body is a conflict', async () => {
    const { post, sent, endings } = aWebhook();
    await post(aDelivery(BODY));
    const other = JSON.stringify({ serverIds: [serverNo(3)] });
    expect(await post(aDelivery(other))).toEqual(refused(409, 'webhook-id already used with a different body'));
    expect(sent).toHaveLength(2);
    expect(endings[1]).toEqual({ kind: 'conflict', requestId: 'msg_1' });
  });

  test('a repeat of an old recording is refused', async () => {
    const { post, world, sent } = aWebhook();
    await post(aDelivery(BODY));
    world.now = NOON + 10 * MINUTE;
    expect(await post(aDelivery(BODY))).toEqual(NOT_SIGNED);
    expect(sent).toHaveLength(2);
  });
});

describe('what is out of order', () => {
  const { post, ...seen } = aWebhook();
  const spaces = (bytes: number) => `{"serverIds":[]${' '.repeat(bytes - 16)}}`;

  test.each([
    ['too long, unsigned', aDelivery(spaces(65_537), { key: OTHER_KEY }), 413, 'body: longer than 65536 bytes'],
    ['too long, base64', aDelivery(spaces(65_537), { base64: true }), 413, 'body: longer than 65536 bytes'],
    ['too long by its bytes', aDelivery(`"${'€'.repeat(22_000)}"`), 413, 'body: longer than 65536 bytes'],
    ['as long as it may be', aDelivery(spaces(65_536)), 400, 'serverIds: no server IDs given'],
    [
      'as long as it may be, base64',
      aDelivery(spaces(65_536), { base64: true }),
      400,
      'serverIds: no server IDs given',
    ],
    [
      'unsigned text',
      aDelivery('x', { key: OTHER_KEY, headers: { 'content-type': 'text/plain' } }),
      401,
      'invalid signature',
    ],
    ['not UTF-8', aDelivery(Buffer.from([0x22, 0xff, 0x22]), { base64: true }), 401, 'invalid signature'],
    [
      'text',
      aDelivery('x', { headers: { 'content-type': 'text/plain' } }),
      415,
      'content-type: must be application/json',
    ],
    [
      'no type',
      aDelivery('x', { headers: { 'content-type': undefined } }),
      415,
      'content-type: must be application/json',
    ],
    [
      'jsonp',
      aDelivery(BODY, { headers: { 'content-type': 'application/jsonp' } }),
      415,
      'content-type: must be application/json',
    ],
    [
      'another type in front',
      aDelivery(BODY, { headers: { 'content-type': 'x-application/json' } }),
      415,
      'content-type: must be application/json',
    ],
    ['not JSON', aDelivery('{"serverIds":'), 400, 'body: not JSON'],
    ['empty', aDelivery(''), 400, 'body: not JSON'],
    ['20,000 brackets', aDelivery('['.repeat(20_000)), 400, 'nested deeper than 16 levels'],
    ['a key twice', aDelivery('{"dryRun":true,"dryRun":false}'), 400, '"dryRun": key given twice'],
    ['__proto__', aDelivery('{"__proto__":{}}'), 400, '"__proto__": key not allowed'],
    ['constructor', aDelivery('{"constructor":{"prototype":{}}}'), 400, '"constructor": key not allowed'],
    ['null', aDelivery('null'), 400, 'must be an object'],
    ['unknown', aDelivery(JSON.stringify({ serverIds: [ONE], force: true })), 400, 'force: unknown field'],
    [
      'requestId',
      aDelivery(JSON.stringify({ serverIds: [ONE], requestId: 'a' })),
      400,
      'requestId: not allowed in a webhook',
    ],
    [
      'requestedAt',
      aDelivery(JSON.stringify({ serverIds: [ONE], requestedAt: '2026-11-23T12:00:00Z' })),
      400,
      'requestedAt: not allowed in a webhook',
    ],
    [
      'schedule',
      aDelivery(
        JSON.stringify({ serverIds: [ONE], schedule: { arn: 'arn:x', scheduledTime: '2026-11-23T12:00:00Z' } }),
      ),
      400,
      'schedule: not allowed in a webhook',
    ],
  ])('%s', async (_, event, status, error) => {
    expect(await post(event)).toEqual(refused(status, error));
    expect(seen.stored).toEqual([]);
    expect(seen.sent).toEqual([]);
    expect(seen.endings.at(-1)).toMatchObject({ kind: 'refused', status });
  });

  test('no body at all is not JSON', async () => {
    const { body: _, ...event } = aDelivery('');
    expect(await post(event)).toEqual(refused(400, 'body: not JSON'));
  });

  test('a time that cannot be is refused by name, and neither is anything sent nor the id used up', async () => {
    const { post, sent, stored } = aWebhook();
    for (const [changes, problem] of [
      [{ notAfter: '2026-11-23T11:00:00Z' }, 'notAfter: not after requestedAt'],
      [{ window: 'PT25H' }, 'window: more than PT24H after requestedAt'],
      [{ window: 'PT1M' }, 'window: less than PT6M after requestedAt'],
    ] as const) {
      const body = JSON.stringify({ serverIds: [ONE], ...changes });
      expect(await post(aDelivery(body))).toEqual(refused(400, problem));
    }
    expect({ sent, stored }).toEqual({ sent: [], stored: [] });
    expect(await post(aDelivery(BODY))).toHaveProperty('statusCode', 202);
  });
});

describe('trouble of ours', () => {
  const AGAIN = refused(503, 'temporarily unavailable, retry');

  test.each([-61, 61])('a clock of ours that is %i s off judges nobody', async (seconds) => {
    const { post, world, stored, sent, endings } = aWebhook();
    world.now = NOON + seconds * 1000;
    expect(await post({ ...aDelivery(BODY), requestContext: { timeEpoch: NOON } })).toEqual(AGAIN);
    expect({ stored, sent, keysRead: world.keysRead }).toEqual({ stored: [], sent: [], keysRead: 0 });
    const because = "this function's clock and API Gateway's are PT1M1S apart";
    expect(endings).toEqual([{ kind: 'unavailable', because, trouble: 'clock' }]);
    world.now = NOON + seconds * 980;
    expect(await post({ ...aDelivery(BODY), requestContext: { timeEpoch: NOON } })).toHaveProperty('statusCode', 202);
  });

  test('without keys the caller tries again, and nothing is stored', async () => {
    const { post, world, stored, sent, endings } = aWebhook();
    world.keys = { kind: 'unavailable', because: 'secret: AccessDenied' };
    expect(await post(aDelivery(BODY))).toEqual(AGAIN);
    expect({ stored, sent }).toEqual({ stored: [], sent: [] });
    expect(endings).toEqual([{ kind: 'unavailable', because: 'secret: AccessDenied' }]);
  });

  test('a key that could not be read may be the one that signed, so nobody is turned away for good', async () => {
    const { post, world, endings } = aWebhook();
    world.keys = { kind: 'keys', keys: keysOf(KEY), doubt: 'secret: TimeoutError' };
    expect(await post(aDelivery(BODY, { key: OTHER_KEY }))).toEqual(AGAIN);
    expect(endings).toEqual([
      { kind: 'unavailable', because: 'no key matches, and one may be missing: secret: TimeoutError' },
    ]);
    expect(await post(aDelivery(BODY))).toHaveProperty('statusCode', 202);
  });

  test('without a receipt nothing is sent', async () => {
    const { post, world, sent } = aWebhook();
    world.receive = async () => ({ kind: 'unavailable', because: 'TimeoutError' });
    expect(await post(aDelivery(BODY))).toEqual(AGAIN);
    expect(sent).toEqual([]);
  });

  test('a queue that does not take all of it lets the caller try again', async () => {
    const { post, world } = aWebhook();
    world.answer = async () => ({ kind: 'unavailable', because: 'SQS did not accept 1 of 2: ServiceUnavailable' });
    expect(await post(aDelivery(BODY))).toEqual(AGAIN);
  });

  test('time that runs out is answered before the function is killed', async () => {
    const { post, world, endings } = aWebhook();
    world.remainingMs = 250;
    world.answer = () => new Promise(() => {});
    expect(await post(aDelivery(BODY))).toEqual(AGAIN);
    expect(endings).toEqual([{ kind: 'unavailable', because: 'time ran out' }]);
  });

  test.each([
    ['an error', new TypeError('x is not a function at /var/task')],
    ['an error with a status', Object.assign(new Error('too many'), { statusCode: 429 })],
    ['an object with a status', { statusCode: 422 }],
    ['a text', 'canary'],
  ])('a bug that throws %s is answered without a word about it, and reported', async (_, thrown) => {
    const { post, world, endings } = aWebhook();
    world.receive = async () => {
      throw thrown;
    };
    expect(await post(aDelivery(BODY))).toEqual(refused(500, 'internal error'));
    expect(endings).toEqual([{ kind: 'bug', thrown }]);
  });
});

describe('before the signature holds', () => {
  const flip = (bytes: Buffer, at: number, by: number) => {
    const changed = Buffer.from(bytes);
    changed[at % bytes.length] = (changed[at % bytes.length] ?? 0) ^ by;
    return changed;
  };
  const change = fc.record({ at: fc.nat(), by: fc.integer({ min: 1, max: 255 }) });

  test('any byte of the body that changed makes it unsigned, and nothing is stored or sent', async () => {
    const { post, stored, sent } = aWebhook();
    const signed = aDelivery(BODY);
    await fc.assert(
      fc.asyncProperty(change, async ({ at, by }) => {
        const body = flip(Buffer.from(BODY), at, by).toString('base64');
        expect(await post({ ...signed, body, isBase64Encoded: true })).toEqual(NOT_SIGNED);
      }),
    );
    expect({ stored, sent }).toEqual({ stored: [], sent: [] });
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    'any byte of %s that changed makes it unsigned as well',
    async (name) => {
      const { post, stored, sent } = aWebhook();
      const signed = aDelivery(BODY);
      await fc.assert(
        fc.asyncProperty(change, async ({ at, by }) => {
          const value = flip(Buffer.from(signed.headers[name] ?? ''), at, by).toString('latin1');
          expect(await post({ ...signed, headers: { ...signed.headers, [name]: value } })).toEqual(NOT_SIGNED);
        }),
      );
      expect({ stored, sent }).toEqual({ stored: [], sent: [] });
    },
  );

  test.each([
    ['one that is added', `${BODY} `],
    ['another form of the same JSON', JSON.stringify(JSON.parse(BODY), null, 1)],
    ['a mark in front', `\ufeff${BODY}`],
  ])('%s makes it unsigned', async (_, body) => {
    expect(await aWebhook().post({ ...aDelivery(BODY), body })).toEqual(NOT_SIGNED);
  });

  test('keys are not even asked for when the headers cannot be a signature', async () => {
    const { post, world, endings } = aWebhook();
    expect(await post(aDelivery(BODY, { headers: { 'webhook-id': 'a.b' } }))).toEqual(NOT_SIGNED);
    expect(await post({ headers: {}, isBase64Encoded: false })).toEqual(NOT_SIGNED);
    expect(await post(aDelivery(BODY, { headers: { 'webhook-signature': 'v1,guess' } }))).toEqual(NOT_SIGNED);
    expect(endings).toEqual(Array(3).fill({ kind: 'refused', status: 401, because: 'no signature' }));
    expect(world.keysRead).toBe(0);
  });

  test.each([
    ['too old', aDelivery(BODY, { ahead: -301 })],
    ['too new', aDelivery(BODY, { ahead: 301 })],
    ['not UTF-8', aDelivery(Buffer.from([0x22, 0xff, 0x22]), { base64: true })],
  ])('while no key can be read, %s is turned away as ever: no key would make it good', async (because, event) => {
    const { post, world, endings } = aWebhook();
    world.keys = { kind: 'unavailable', because: 'secret: AccessDenied' };
    expect(await post(event)).toEqual(NOT_SIGNED);
    expect(endings).toEqual([{ kind: 'refused', status: 401, because }]);
    expect(world.keysRead).toBe(0);
  });

  test('an id with a dot cannot borrow from the body', async () => {
    const timestamp = String(NOON / 1000);
    const signature = sign(KEY, 'a', timestamp, BODY);
    const headers = { 'webhook-id': `a.${timestamp}`, 'webhook-signature': signature };
    expect(await aWebhook().post(aDelivery(BODY, { headers }))).toEqual(NOT_SIGNED);
  });
});
