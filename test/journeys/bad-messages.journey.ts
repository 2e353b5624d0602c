import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { endOf } from './diary.ts';
import { eventually } from './eventually.ts';
import type { TakeRunning } from './need.ts';
import { isoOf, type Stage } from './stage.ts';

const ID = '5f8b1f0a-54d5-4d3c-9b1f-3c8e2a6d7e90';
const HOUR_MS = 3_600_000;
const request = (fields: object): string => JSON.stringify({ serverIds: [ID], ...fields });
const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const ids = (count: number): readonly string[] => Array.from({ length: count }, () => randomUUID());

/** Messages nobody can act on, and what the dead letter names. */
const BAD: readonly { readonly name: string; readonly body: () => string; readonly names: RegExp }[] = [
  { name: 'not JSON', body: () => 'stop it please', names: /JSON/ },
  { name: 'not an object', body: () => '"stop"', names: /object/ },
  { name: 'too large', body: () => request({ reason: 'x'.repeat(65_536) }), names: /65536|64 KiB|bytes/ },
  { name: 'too deep', body: () => `{"serverIds":${nested(100)}}`, names: /deep|depth|level/ },
  { name: 'one with an unknown field', body: () => request({ force: true }), names: /force: unknown field/ },
  {
    name: 'one with a key of the prototype',
    body: () => `{"serverIds":["${ID}"],"__proto__":{"force":true}}`,
    names: /__proto__/,
  },
  { name: 'one of a wrong type', body: () => request({ dryRun: 'yes' }), names: /dryRun/ },
  { name: 'one with a bad UUID', body: () => JSON.stringify({ serverIds: ['bms-007'] }), names: /serverIds\[0\]/ },
  { name: 'one without an id', body: () => JSON.stringify({ serverIds: [] }), names: /serverIds: no server IDs given/ },
  {
    name: 'one of 1,001 ids',
    body: () => JSON.stringify({ serverIds: ids(1001) }),
    names: /serverIds: names more than 1000/,
  },
  { name: 'one with no instant', body: () => request({ requestedAt: 'yesterday' }), names: /requestedAt/ },
  {
    name: 'one of a day in no calendar',
    body: () => request({ requestedAt: '2026-02-30T00:00:00Z' }),
    names: /requestedAt/,
  },
  {
    name: 'one from the future',
    body: () => request({ requestedAt: isoOf(Date.now() + HOUR_MS) }),
    names: /requestedAt/,
  },
  {
    name: 'over before it begins',
    body: () => request({ requestedAt: isoOf(Date.now()), notAfter: isoOf(Date.now() - HOUR_MS) }),
    names: /notAfter/,
  },
  { name: 'one with too short a window', body: () => request({ window: 'PT1M' }), names: /window/ },
  { name: 'one with too long a window', body: () => request({ window: 'P2D' }), names: /window/ },
  {
    name: 'one with a keyword that Scheduler left',
    body: () => request({ schedule: { arn: 'arn:aws:scheduler:x', scheduledTime: '<aws.scheduler.scheduled-time>' } }),
    names: /schedule/,
  },
];

/** One bad message harms nobody else, and none is lost. */
export const badMessagesJourney = (stage: () => Stage, take: TakeRunning): void => {
  test.for(BAD)(
    'a message that is $name becomes a malformed dead letter that names the problem',
    async ({ body, names }) => {
      const text = body();
      await stage().stack.send(text);
      const own = async () =>
        (await stage().letters()).filter(({ original }) => original === text.slice(0, original?.length));
      await eventually('its dead letter', async () => (await own()).length > 0);
      // At least one: a queue may deliver a message again whose function ran out of time.
      for (const letter of await own()) {
        expect(letter.failure).toMatchObject({ reason: 'malformed', because: expect.stringMatching(names) });
        expect(letter.attributes).toEqual({ reason: 'malformed' });
      }
    },
  );

  test('good messages between bad ones are processed', async (context) => {
    const id = take(context);
    const marks = ids(8).map((mark) => JSON.stringify({ serverIds: [mark, 'no-uuid'] }));
    await Promise.all(marks.slice(0, 4).map((body) => stage().stack.send(body)));
    const { requestId } = await stage().ask([id]);
    await Promise.all(marks.slice(4).map((body) => stage().stack.send(body)));
    expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    await eventually('all eight dead letters', async () => {
      const originals = new Set((await stage().letters()).map(({ original }) => original));
      return marks.every((mark) => originals.has(mark));
    });
  });

  test('a request past its notAfter is still split, and each of its servers ends expired', async () => {
    const servers = ids(3);
    const { requestId } = await stage().ask(servers, { requestedAt: isoOf(Date.now() - 3 * HOUR_MS) });
    for (const id of servers) expect(endOf(await stage().ended(requestId, id))).toBe('dead-lettered: expired');
    for (const id of servers) expect(stage().wire.passed('showServer', id)).toEqual([]);
  });
};
