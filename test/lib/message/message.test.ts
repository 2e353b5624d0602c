import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../../lib/instant.ts';
import { deadLetterBody, parseIntentDeadLetter } from '../../../lib/message/dead-letter-message.ts';
import { intentBody, parseIntentMessage } from '../../../lib/message/intent-message.ts';
import { type MessageContext, parseMessage } from '../../../lib/message/message.ts';
import { parseRequest } from '../../../lib/message/request.ts';
import { stampedBody } from '../../../lib/message/stamped-body.ts';
import type { Intent } from '../../../lib/power/intent.ts';
import { type Failure, REASONS } from '../../../lib/power/outcome.ts';
import { ARN, aContext, aFailure, anIntent, MINUTE, NOON, serverNo, TIMING } from '../../builders.ts';

const text = (max: number) => fc.string({ unit: 'binary', maxLength: max }).map((made) => made.slice(0, max));
const printable = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 256 });
const instant = fc.integer({ min: 0, max: NOON });

const intents: fc.Arbitrary<Intent> = fc
  .record(
    {
      source: fc.constantFrom<Intent['source']>('schedule', 'webhook', 'queue', 'cli'),
      requestId: printable,
      serverId: fc.integer({ min: 0, max: 999_999 }).map(serverNo),
      cloud: printable,
      requestedAt: instant,
      notAfter: fc.integer({ min: 1, max: TIMING.windowMaxMs }),
      type: fc.constantFrom<'SOFT' | 'HARD'>('SOFT', 'HARD'),
      dryRun: fc.boolean(),
      reason: text(256),
    },
    { requiredKeys: ['source', 'requestId', 'serverId', 'cloud', 'requestedAt', 'notAfter', 'dryRun'] },
  )
  .map((made) => ({ ...made, notAfter: made.requestedAt + made.notAfter }));

const failures: fc.Arbitrary<Failure> = fc.record(
  {
    reason: fc.constantFrom(...REASONS),
    because: text(300),
    http: fc.integer({ min: 100, max: 599 }),
    code: text(40),
    openstackRequestId: text(40),
    server: fc.record({
      vmState: text(20),
      taskState: fc.option(text(20)),
      powerState: fc.option(fc.integer()),
    }),
    attempts: fc.nat(),
    firstAttemptAt: instant,
    failedAt: instant,
  },
  { requiredKeys: ['reason', 'because', 'attempts', 'firstAttemptAt', 'failedAt'] },
);

const parse = (body: string, changes: Partial<MessageContext> = {}) => parseMessage(body, aContext(changes));
const body = (intent: object) => JSON.stringify({ intent });

/** `anIntent()` as docs/contract.md, "Stop intent", writes it. */
const WRITTEN = {
  version: 1,
  source: 'webhook',
  requestId: 'evening',
  serverId: '3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f',
  cloud: 'otc',
  requestedAt: '2026-11-23T12:00:00.000Z',
  notAfter: '2026-11-23T13:00:00.000Z',
  dryRun: false,
};

describe('an intent', () => {
  test('an intent is written with its version and its instants as text', () => {
    expect(JSON.parse(intentBody(anIntent()))).toEqual({ intent: WRITTEN });
    expect(JSON.parse(intentBody(anIntent({ type: 'SOFT', reason: 'r' })))).toEqual({
      intent: { ...WRITTEN, type: 'SOFT', reason: 'r' },
    });
  });

  test('an intent is read as it was written', () => {
    fc.assert(
      fc.property(intents, (intent) => {
        expect(parse(intentBody(intent))).toEqual({ kind: 'intent', intent });
      }),
    );
  });

  test('an intent never holds the characters that SQS refuses', () => {
    const written = intentBody(anIntent({ reason: 'a\ufffe\uffff\ud800\u0000b' }));
    expect(written).toMatch(/^[\x20-\x7e]+$/);
    expect(parse(written)).toMatchObject({ intent: { reason: 'a\ufffe\uffff\ud800\u0000b' } });
  });

  test.each([
    [{ ...WRITTEN, extra: 1 }, 'intent.extra: unknown field'],
    [{ ...WRITTEN, serverId: 'x' }, 'intent.serverId: not a UUID'],
    [{ ...WRITTEN, source: 'email' }, 'intent.source: not a source'],
    [{ ...WRITTEN, requestId: '' }, 'intent.requestId: must be 1 to 256 printable ASCII characters'],
    [{ ...WRITTEN, cloud: undefined }, 'intent.cloud: required'],
    [{ ...WRITTEN, dryRun: undefined }, 'intent.dryRun: required'],
    [{ ...WRITTEN, type: 'SOFTLY' }, 'intent.type: must be SOFT or HARD'],
    [{ ...WRITTEN, version: 0 }, 'intent.version: must be 1, 2 or 3'],
    [{ ...WRITTEN, version: 1.5 }, 'intent.version: must be 1, 2 or 3'],
    [{ ...WRITTEN, version: '2' }, 'intent.version: must be 1, 2 or 3'],
    [{ ...WRITTEN, version: undefined }, 'intent.version: required'],
    [{ ...WRITTEN, requestedAt: 'noon' }, 'intent.requestedAt: not an RFC 3339 instant'],
    [{ ...WRITTEN, notAfter: '2026-11-23T12:00:00Z' }, 'intent.notAfter: not after requestedAt'],
    [{ ...WRITTEN, notAfter: '2026-11-30T12:00:00.001Z' }, 'intent.notAfter: more than PT168H after requestedAt'],
    [{ ...WRITTEN, requestedAt: '2026-11-23T12:01:02.001Z' }, 'intent.requestedAt: more than PT1M in the future'],
    [[], 'intent: must be an object'],
    [7, 'intent: must be an object'],
  ])('%# is malformed: %j', (intent, problem) => {
    const original = JSON.stringify({ intent });
    expect(parse(original)).toEqual({ kind: 'malformed', problem, original, arrivedAt: NOON });
  });

  test('an intent is alone in its message', () => {
    expect(parse(JSON.stringify({ intent: WRITTEN, serverIds: [] }))).toMatchObject({
      kind: 'malformed',
      problem: 'serverIds: unknown field',
    });
  });

  test('an intent may be old', () => {
    const intent = anIntent({ requestedAt: NOON - 40 * 24 * 60 * MINUTE, notAfter: NOON - 40 * 24 * 60 * MINUTE + 1 });
    expect(parse(intentBody(intent))).toEqual({ kind: 'intent', intent });
  });

  test('an intent may be asked for a minute ahead of us and stay open for as long as a window may be', () => {
    const requestedAt = NOON + 2_000 + MINUTE;
    const intent = anIntent({ requestedAt, notAfter: requestedAt + 7 * 24 * 60 * MINUTE });
    expect(parse(intentBody(intent))).toEqual({ kind: 'intent', intent });
    const longer = { intent: { ...WRITTEN, notAfter: '2026-11-30T12:00:00.001Z' } };
    expect(parseIntentMessage(longer, NOON)).toEqual({
      kind: 'problem',
      problem: 'intent.notAfter: more than PT168H after requestedAt',
    });
  });

  test('an intent of a newer version is handed back, whatever else it holds', () => {
    const newer = { kind: 'newer', because: 'intent version 4 is newer than 3' };
    expect(parse(body({ ...WRITTEN, version: 4, colour: 'red' }))).toEqual(newer);
    expect(parse(JSON.stringify({ intent: { version: 4 }, failure: { shape: 'new' } }))).toEqual(newer);
  });
});

describe('a dead letter', () => {
  test('a dead letter is written as the public format has it', () => {
    const failure = aFailure({
      http: 409,
      code: 'conflictingRequest',
      openstackRequestId: 'req-1',
      server: { vmState: 'paused', taskState: null, powerState: 3 },
      attempts: 2,
      firstAttemptAt: NOON + MINUTE,
      failedAt: NOON + 2 * MINUTE,
    });
    expect(JSON.parse(deadLetterBody({ intent: anIntent(), failure }))).toEqual({
      intent: WRITTEN,
      failure: {
        reason: 'not-stoppable',
        because: 'vm_state is paused',
        http: 409,
        code: 'conflictingRequest',
        openstackRequestId: 'req-1',
        server: { vmState: 'paused', taskState: null, powerState: 3 },
        attempts: 2,
        firstAttemptAt: '2026-11-23T12:01:00.000Z',
        failedAt: '2026-11-23T12:02:00.000Z',
      },
    });
  });

  test('a dead letter comes back as its intent and the time of its failure', () => {
    fc.assert(
      fc.property(intents, failures, (intent, failure) => {
        expect(parse(deadLetterBody({ intent, failure }))).toEqual({
          kind: 'letter',
          intent,
          failedAt: failure.failedAt,
        });
      }),
    );
  });

  test.each([
    [{ ...aFailure(), failedAt: 'noon' }, 'failure.failedAt: not an RFC 3339 instant'],
    [{ ...aFailure(), http: 'x' }, 'failure.http: must be a number'],
    [{ ...aFailure(), attempts: 1.5 }, 'failure.attempts: must be a whole number'],
    [{ ...aFailure(), reason: 'weather' }, 'failure.reason: not a reason'],
    [
      { ...aFailure(), server: { vmState: 'active', taskState: null, powerState: 'on' } },
      'failure.server.powerState: must be a number',
    ],
    [{ failedAt: '2026-11-23T12:02:00Z' }, 'failure.reason: required'],
    [null, 'failure: must be an object'],
  ])('a dead letter with a failure that is none is malformed: %j', (failure, problem) => {
    const written =
      typeof failure === 'object' && failure !== null && 'because' in failure
        ? { ...failure, firstAttemptAt: '2026-11-23T12:01:00Z' }
        : failure;
    expect(parse(JSON.stringify({ intent: WRITTEN, failure: written }))).toMatchObject({ kind: 'malformed', problem });
  });

  test('a dead letter with an intent whose instants cannot be is malformed', () => {
    const intent = anIntent({ notAfter: NOON + (7 * 24 * 60 + 1) * MINUTE });
    const problem = 'intent.notAfter: more than PT168H after requestedAt';
    const body = deadLetterBody({ intent, failure: aFailure() });
    expect(parse(body)).toMatchObject({ kind: 'malformed', problem });
    expect(parseIntentDeadLetter(JSON.parse(body), NOON)).toEqual({ kind: 'problem', problem });
  });

  test('a dead letter with an intent that cannot be read is malformed', () => {
    const letter = deadLetterBody({ intent: anIntent(), failure: aFailure() }).replace('"cloud"', '"clouds"');
    expect(parse(letter)).toMatchObject({ kind: 'malformed', original: letter });
  });
});

describe('a dead letter with an original', () => {
  const letterOf = (original: string, failure = aFailure({ reason: 'malformed' })) =>
    deadLetterBody({ original, failure });

  test('a dead letter with an original is read as that original', () => {
    expect(parse(letterOf(intentBody(anIntent())))).toEqual({ kind: 'intent', intent: anIntent() });
    expect(parse(letterOf(deadLetterBody({ intent: anIntent(), failure: aFailure() })))).toMatchObject({
      kind: 'letter',
    });
  });

  test('a dead letter with an original keeps the time that its original first came in', () => {
    const failure = aFailure({ reason: 'malformed', firstAttemptAt: NOON - 90 * MINUTE });
    const request = parse(letterOf(JSON.stringify({ serverIds: [serverNo(1)] }), failure));
    expect(request).toMatchObject({ request: { requestedAt: NOON - 90 * MINUTE, notAfter: NOON - 30 * MINUTE } });
    const late = parse(letterOf('{}', aFailure({ firstAttemptAt: NOON + MINUTE })));
    expect(late).toMatchObject({ kind: 'malformed', arrivedAt: NOON });
  });

  test('a dead letter with an original that is still malformed keeps its original, however often it comes back', () => {
    const failure = aFailure({ reason: 'malformed', firstAttemptAt: NOON - MINUTE });
    expect(parse(letterOf('{"serverIds":[]}', failure))).toEqual({
      kind: 'malformed',
      problem: 'serverIds: no server IDs given',
      original: '{"serverIds":[]}',
      arrivedAt: NOON - MINUTE,
    });
  });

  test('a dead letter with an original comes back whole with the longest original, all of it escaped', () => {
    const original = `{"serverIds":[]${'\n'.repeat(65_536 - 16)}}`;
    expect(Buffer.byteLength(original)).toBe(65_536);
    expect(parse(letterOf(original))).toMatchObject({ problem: 'serverIds: no server IDs given', original });
  });

  test('a dead letter with an original is cut at 64 KiB, between characters', () => {
    const { original } = JSON.parse(letterOf(`aa${'€'.repeat(40_000)}`));
    expect(original).toBe(`aa${'€'.repeat(21_844)}`);
    expect(JSON.parse(letterOf(`\ufeff${'a'.repeat(70_000)}`)).original).toBe(`\ufeff${'a'.repeat(65_533)}`);
  });

  test.each([
    [{ original: 7, failure: {} }, 'original: must be text'],
    [{ original: '{}' }, 'failure: required'],
    [{ original: '{}', intent: WRITTEN }, 'failure: required'],
  ])('a dead letter with an original that is none is malformed: %j', (letter, problem) => {
    expect(parse(JSON.stringify(letter))).toMatchObject({ kind: 'malformed', problem });
  });
});

describe('a request', () => {
  test('a request is stamped from its message', () => {
    expect(parse(JSON.stringify({ serverIds: [serverNo(1)] }))).toMatchObject({
      kind: 'request',
      request: { source: 'queue', requestId: '0d1c2b3a-1111-4222-8333-444455556666', requestedAt: NOON },
    });
  });

  test.each([
    ['not JSON', 'not JSON'],
    ['', 'not JSON'],
    ['null', 'must be an object'],
    ['{"intent":1}', 'intent: must be an object'],
    ['{"intent":null}', 'intent: must be an object'],
    ['{"intent":{"version":"2"}}', 'intent.version: must be 1, 2 or 3'],
    ['{"intent":{"version":1.5}}', 'intent.version: must be 1, 2 or 3'],
    [`{"serverIds":["${'x'.repeat(65_536)}"]}`, 'longer than 65536 bytes'],
    [`{"a":1,"original":"${'x'.repeat(65_536)}"}`, 'longer than 65536 bytes'],
    [`{"original":"${'x'.repeat(163_840)}"}`, 'longer than 163840 bytes'],
    ['{"serverIds":[],"serverIds":[]}', '"serverIds": key given twice'],
  ])('%# is malformed', (original, problem) => {
    expect(parse(original)).toEqual({ kind: 'malformed', problem, original, arrivedAt: NOON });
  });

  const first = { arrivedAt: NOON, now: NOON, requestId: 'message-1', source: 'queue' } as const;
  const later = { messageId: 'message-2', sentAt: NOON + 600 * MINUTE, now: NOON + 600 * MINUTE };

  test.each([
    { serverIds: [serverNo(1), serverNo(2)] },
    { serverIds: [serverNo(1)], window: 'PT2H', type: 'HARD', cloud: 'other', dryRun: true, reason: 'r' },
    { serverIds: [serverNo(1)], requestId: 'mine', requestedAt: '2026-11-23T11:00:00Z' },
    { serverIds: [serverNo(1)], schedule: { arn: ARN, scheduledTime: '2026-11-23T11:59:43Z' }, window: 'PT30M' },
  ])('a request that could not be split stays the same request in a dead letter: %j', (asked) => {
    const parsed = parseRequest(asked, first, aContext());
    if (parsed.kind === 'problem') throw new Error(parsed.problem);
    const { value: request } = parsed;
    const failure = aFailure({ reason: 'expired', firstAttemptAt: NOON });
    const same = { kind: 'request', request };
    expect(parse(stampedBody(request), later)).toEqual(same);
    expect(parse(deadLetterBody({ original: stampedBody(request), failure }), later)).toEqual(same);
  });

  test('a request that could not be split keeps its window whatever the settings have become, up to the longest there is', () => {
    const { timing } = aContext();
    const lowered = { timing: { ...timing, windowMinMs: 30 * MINUTE, windowMaxMs: 60 * MINUTE } };
    const letterOf = (window: string, reason: 'expired' | 'malformed') => {
      const original = JSON.stringify({
        serverIds: [serverNo(1)],
        requestId: 'mine',
        requestedAt: formatInstant(NOON),
        window,
      });
      return deadLetterBody({ original, failure: aFailure({ reason, firstAttemptAt: NOON }) });
    };
    for (const window of ['PT10M', 'PT24H', 'P7D'])
      expect(parse(letterOf(window, 'expired'), { ...later, ...lowered })).toMatchObject({ kind: 'request' });
    expect(parse(letterOf('P8D', 'expired'), { ...later, ...lowered })).toMatchObject({ kind: 'malformed' });
    // This one was never taken.
    expect(parse(letterOf('PT24H', 'malformed'), { ...later, ...lowered })).toMatchObject({ kind: 'malformed' });
  });

  test('a request of now by the clock of the queue lies in no future, however far ours is behind', () => {
    const behind = { now: NOON - 60 * MINUTE, sentAt: NOON };
    const asked = JSON.stringify({ serverIds: [serverNo(1)], requestedAt: formatInstant(NOON + 30_000) });
    expect(parse(asked, behind)).toMatchObject({ kind: 'request', request: { requestedAt: NOON } });
    expect(parse(intentBody(anIntent({ requestedAt: NOON })), behind)).toMatchObject({ kind: 'intent' });
    const ahead = JSON.stringify({ serverIds: [serverNo(1)], requestedAt: formatInstant(NOON + 90_000) });
    expect(parse(ahead, behind)).toMatchObject({ kind: 'malformed' });
  });

  test('a request of a schedule keeps its field, so that it keeps its identity', () => {
    const asked = { serverIds: [serverNo(1)], schedule: { arn: ARN, scheduledTime: formatInstant(NOON) } };
    const parsed = parseRequest(asked, first, aContext());
    if (parsed.kind === 'problem') throw new Error(parsed.problem);
    expect(JSON.parse(stampedBody(parsed.value))).toEqual({
      serverIds: [serverNo(1)],
      schedule: { arn: ARN, scheduledTime: '2026-11-23T12:00:00.000Z' },
      notAfter: '2026-11-23T13:00:00.000Z',
      cloud: 'otc',
      dryRun: false,
    });
  });
});
