import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../../lib/instant.ts';
import { deadLetterBody } from '../../../lib/message/dead-letter-message.ts';
import { intentBody } from '../../../lib/message/intent-message.ts';
import { type MessageContext, parseMessage } from '../../../lib/message/message.ts';
import { type FoundLetter, parseReplay, replayBody } from '../../../lib/message/replay-message.ts';
import { rollCallBody } from '../../../lib/message/roll-call-message.ts';
import { stampedBody } from '../../../lib/message/stamped-body.ts';
import { ARN, aContext, aFailure, anIntent, aRoll, HOUR, MINUTE, NOON, serverNo } from '../../builders.ts';

const DAY = 24 * HOUR;
// An operator replays what was asked for at noon on the next morning.
const REPLAYED = NOON + 20 * HOUR;
const AGAIN = REPLAYED + 2 * HOUR;
const LATER = { messageId: 'of-the-replay', sentAt: REPLAYED + 1_000, now: REPLAYED + 2_000 };

const found = (body: string, changes: Partial<FoundLetter> = {}): FoundLetter => ({
  messageId: 'of-the-letter',
  sentAt: NOON + 2 * HOUR,
  body,
  attributes: {},
  ...changes,
});
const parse = (body: string, changes: Partial<MessageContext> = {}) => parseMessage(body, aContext(changes));
const replay = (letter: FoundLetter | string, at = REPLAYED, changes: Partial<MessageContext> = {}) =>
  parse(replayBody(typeof letter === 'string' ? found(letter) : letter, at), { ...LATER, ...changes });

const failure = aFailure({ failedAt: NOON + HOUR });
const WINDOWED = { requestedAt: NOON, replayedAt: REPLAYED, notAfter: REPLAYED + HOUR };
const ASKED = { serverIds: [serverNo(1)], requestId: 'mine', requestedAt: formatInstant(NOON) };

describe('a replay', () => {
  test('a replay of a dead letter is that letter with a window of its own length from the replay on', () => {
    expect(replay(deadLetterBody({ intent: anIntent(), failure }))).toEqual({
      kind: 'letter',
      intent: { ...anIntent(), ...WINDOWED },
      failedAt: NOON + HOUR,
    });
  });

  test('a replay of an intent, a roll call and a request that SQS moved as they were opens a window for each', () => {
    expect(replay(intentBody(anIntent()))).toEqual({ kind: 'intent', intent: { ...anIntent(), ...WINDOWED } });
    const { source, requestId, cloud, dryRun, part, requestedAt, notAfter } = aRoll();
    const call = { source, requestId, cloud, dryRun, part, requestedAt, notAfter };
    expect(replay(rollCallBody(call))).toEqual({ kind: 'roll-call', call: { ...call, ...WINDOWED } });
    expect(replay(JSON.stringify(ASKED))).toMatchObject({
      kind: 'request',
      request: { requestId: 'mine', ...WINDOWED },
    });
  });

  test('a replay of a request without a time of its own has the time and the id of its letter', () => {
    const letter = found(JSON.stringify({ serverIds: [serverNo(1)], window: 'PT2H' }), { sentAt: NOON });
    expect(replay(letter)).toMatchObject({
      kind: 'request',
      request: { source: 'queue', requestId: 'of-the-letter', ...WINDOWED, notAfter: REPLAYED + 2 * HOUR },
    });
    const ahead = { ...letter, sentAt: REPLAYED + HOUR };
    expect(replay(ahead, REPLAYED + 2_000)).toMatchObject({ request: { requestedAt: LATER.sentAt } });
  });

  test("a replay of Scheduler's dead letter counts from the scheduled time, with the attributes of the letter", () => {
    const MessageBody = JSON.stringify({ serverIds: [serverNo(1)] });
    const body = JSON.stringify({ MessageBody, QueueUrl: 'https://sqs/q' });
    const attributes = { SCHEDULE_ARN: ARN, SCHEDULED_TIME: '2026-11-23T12:00:00Z' };
    expect(replay(found(body, { attributes }))).toMatchObject({
      kind: 'request',
      request: { requestId: `${ARN}@2026-11-23T12:00:00Z`, ...WINDOWED },
    });
    expect(replay(body)).toMatchObject({ kind: 'malformed', original: body, arrivedAt: NOON + 2 * HOUR });
  });

  test('a replay of a request that could not be split keeps its window whatever the settings have become', () => {
    const original = JSON.stringify({ ...ASKED, window: 'P7D' });
    expect(replay(deadLetterBody({ original, failure }))).toMatchObject({
      request: { ...WINDOWED, notAfter: REPLAYED + 7 * DAY },
    });
  });

  test('of two replays of the same letter the later one counts, in whatever order they are nested', () => {
    const once = replayBody(found(deadLetterBody({ intent: anIntent(), failure })), REPLAYED);
    const twice = { kind: 'letter', intent: { ...WINDOWED, replayedAt: AGAIN, notAfter: AGAIN + HOUR } };
    const now = { sentAt: AGAIN, now: AGAIN };
    expect(replay(once, AGAIN, now)).toMatchObject(twice);
    const unread = (original: string) => deadLetterBody({ original, failure });
    expect(replay(unread(once), AGAIN, now)).toMatchObject(twice);
    const later = replayBody(found(intentBody(anIntent())), AGAIN);
    expect(replay(later, REPLAYED, now)).toMatchObject({ intent: { replayedAt: AGAIN, notAfter: AGAIN + HOUR } });
  });

  test('a replayed intent that fails again is replayed with the window that it was asked for with', () => {
    const again = deadLetterBody({ intent: anIntent(WINDOWED), failure });
    expect(replay(again, AGAIN, { sentAt: AGAIN, now: AGAIN })).toMatchObject({
      intent: { requestedAt: NOON, replayedAt: AGAIN, notAfter: AGAIN + HOUR },
    });
  });

  test('a replayed request that could not be split is still replayed when its dead letter comes back', () => {
    for (const asked of [
      ASKED,
      { serverIds: [serverNo(1)], schedule: { arn: ARN, scheduledTime: formatInstant(NOON) } },
    ]) {
      const first = replay(JSON.stringify(asked));
      if (first.kind !== 'request') throw new Error(first.kind);
      expect(first.request).toMatchObject(WINDOWED);
      const now = { sentAt: AGAIN, now: AGAIN };
      expect(parse(stampedBody(first.request), now)).toEqual(first);
      const letter = deadLetterBody({ original: stampedBody(first.request), failure });
      expect(parse(letter, now)).toEqual(first);
      expect(replay(letter, AGAIN, now)).toMatchObject({
        request: { ...WINDOWED, replayedAt: AGAIN, notAfter: AGAIN + HOUR },
      });
    }
  });

  test('a replayed request of the webhook keeps its source in its dead letter', () => {
    const { source: _, ...rest } = { ...aRoll(), source: 'webhook' } as const;
    const { requestId, cloud, dryRun, requestedAt, notAfter, select = {} } = rest;
    const request = {
      source: 'webhook',
      requestId,
      cloud,
      dryRun,
      requestedAt,
      notAfter,
      select,
      serverIds: [],
    } as const;
    const first = replay(stampedBody(request));
    expect(first).toEqual({ kind: 'request', request: { ...request, ...WINDOWED } });
    if (first.kind === 'request') expect(parse(stampedBody(first.request), LATER)).toEqual(first);
  });
});

describe('a replay that is refused', () => {
  const letter = deadLetterBody({ intent: anIntent(), failure });

  test.each([
    ['more than a minute ahead', LATER.now + MINUTE + 1, 'replay.replayedAt: more than PT1M in the future'],
    ['when its request was asked for', NOON, 'replay.replayedAt: not after requestedAt'],
    ['before that', NOON - 1, 'replay.replayedAt: not after requestedAt'],
  ])('a replay at an instant that is %s is malformed, and its dead letter keeps the letter', (_, at, problem) => {
    const refused = { kind: 'malformed', problem, arrivedAt: NOON + 2 * HOUR };
    expect(replay(letter, at)).toEqual({ ...refused, original: letter });
    const original = JSON.stringify(ASKED);
    expect(replay(deadLetterBody({ original, failure }), at)).toEqual({ ...refused, original });
  });

  test('a replay may be a minute ahead of us', () => {
    const replayedAt = LATER.now + MINUTE;
    expect(replay(letter, replayedAt)).toMatchObject({ intent: { replayedAt } });
  });

  test('a replay of what cannot be read is malformed as its letter is, and keeps what that kept', () => {
    for (const text of ['no JSON', '"in quotes"', '{"serverIds":[]}', '{"a":1,"a":2}'])
      expect(replay(text)).toMatchObject({ kind: 'malformed', original: text });
    expect(replay(deadLetterBody({ original: 'no JSON', failure }))).toMatchObject({ original: 'no JSON' });
    const newer = JSON.stringify({ intent: { version: 9 } });
    expect(replay(newer)).toEqual({ kind: 'newer', because: 'intent version 9 is newer than 3' });
  });

  test('a replay of a newer version is handed back, whatever else it holds', () => {
    expect(parse('{"replay":{"version":2,"colour":"red"}}')).toEqual({
      kind: 'newer',
      because: 'replay version 2 is newer than 1',
    });
  });

  const GOOD = JSON.parse(replayBody(found(letter), REPLAYED)).replay;
  test.each([
    [{ ...GOOD, extra: 1 }, 'replay.extra: unknown field'],
    [{ ...GOOD, version: '2' }, 'replay.version: must be 1'],
    [{ ...GOOD, replayedAt: 'now' }, 'replay.replayedAt: not an RFC 3339 instant'],
    [{ ...GOOD, sentAt: undefined }, 'replay.sentAt: required'],
    [{ ...GOOD, messageId: '' }, 'replay.messageId: must be 1 to 256 printable ASCII characters'],
    [{ ...GOOD, attributes: { a: 1 } }, 'replay.attributes.a: must be text'],
    [{ ...GOOD, attributes: null }, 'replay.attributes: must be an object'],
    [{ ...GOOD, letter: undefined }, 'replay.letter: required'],
    [7, 'replay: must be an object'],
  ])('%# is no replay', (written, problem) => {
    expect(parse(JSON.stringify({ replay: written }))).toMatchObject({ kind: 'malformed', problem });
  });

  test('a replay is alone in its message', () => {
    const body = JSON.stringify({ replay: GOOD, intent: {} });
    expect(parse(body)).toMatchObject({ kind: 'malformed', problem: 'intent: unknown field' });
  });

  test('a replay holds the longest dead letter there is', () => {
    const original = `{"serverIds":[]${'\n'.repeat(65_536 - 16)}}`;
    expect(replay(deadLetterBody({ original, failure }))).toMatchObject({
      problem: 'serverIds: no server IDs given',
      original,
    });
    const longest = `{"replay":{"letter":"${'x'.repeat(256 * 1024)}"}}`;
    expect(parse(longest)).toMatchObject({ problem: 'longer than 262144 bytes' });
  });

  test('a letter comes out of its replay as it went in', () => {
    const attributes = { SCHEDULED_TIME: '2026-11-23T12:00:00Z' };
    for (const body of [letter, 'no JSON', '"text"', '[1]'])
      expect(parseReplay(JSON.parse(replayBody(found(body, { attributes }), REPLAYED)))).toEqual({
        kind: 'parsed',
        value: { ...found(body, { attributes }), replayedAt: REPLAYED },
      });
  });
});

describe('an intent with replayedAt', () => {
  const replayedIntent = anIntent(WINDOWED);
  const body = (changes: object) =>
    JSON.stringify({ intent: { ...JSON.parse(intentBody(replayedIntent)).intent, ...changes } });

  test('an intent with replayedAt has version 3 and is read as it was written', () => {
    expect(JSON.parse(intentBody(replayedIntent)).intent).toMatchObject({
      version: 3,
      requestedAt: '2026-11-23T12:00:00.000Z',
      replayedAt: '2026-11-24T08:00:00.000Z',
      notAfter: '2026-11-24T09:00:00.000Z',
    });
    for (const intent of [replayedIntent, anIntent({ ...WINDOWED, selectDigest: 'a'.repeat(64) })])
      expect(parse(intentBody(intent), LATER)).toEqual({ kind: 'intent', intent });
  });

  test.each([
    [{ version: 1 }, 'intent.replayedAt: unknown field'],
    [{ version: 2 }, 'intent.replayedAt: unknown field'],
    [{ replayedAt: formatInstant(NOON) }, 'intent.replayedAt: not after requestedAt'],
    [{ replayedAt: formatInstant(LATER.now + MINUTE + 1) }, 'intent.replayedAt: more than PT1M in the future'],
    [{ notAfter: formatInstant(REPLAYED) }, 'intent.notAfter: not after replayedAt'],
    [{ notAfter: formatInstant(REPLAYED + 7 * DAY + 1) }, 'intent.notAfter: more than PT168H after replayedAt'],
    [{ replayedAt: 7 }, 'intent.replayedAt: must be text'],
  ])('an intent with replayedAt is bounded: %j', (changes, problem) => {
    expect(parse(body(changes), LATER)).toMatchObject({ kind: 'malformed', problem });
  });

  test('a roll call with replayedAt has version 2, and is bounded as an intent is', () => {
    const { source, requestId, cloud, dryRun, part } = aRoll();
    const call = { source, requestId, cloud, dryRun, part, ...WINDOWED };
    expect(JSON.parse(rollCallBody(call)).rollCall).toMatchObject({
      version: 2,
      replayedAt: '2026-11-24T08:00:00.000Z',
    });
    expect(parse(rollCallBody(call), LATER)).toEqual({ kind: 'roll-call', call });
    expect(parse(rollCallBody(call).replace('"version":2', '"version":1'), LATER)).toMatchObject({
      problem: 'rollCall.replayedAt: unknown field',
    });
    expect(parse(rollCallBody({ ...call, replayedAt: NOON }), LATER)).toMatchObject({
      problem: 'rollCall.replayedAt: not after requestedAt',
    });
  });
});
