import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { endOf } from './diary.ts';
import { eventually } from './eventually.ts';
import type { TakeRunning } from './need.ts';
import { isoOf, type Stage } from './stage.ts';

/** A request that says which servers, and not their ids. */
export const selectJourney = (stage: () => Stage, take: TakeRunning): void => {
  const send = async (select: object, more: object = {}): Promise<{ requestId: string; body: string }> => {
    const requestId = `journey-${randomUUID()}`;
    const body = JSON.stringify({ select, requestId, requestedAt: isoOf(Date.now()), ...more });
    await stage().stack.send(body);
    return { requestId, body };
  };
  const told = (requestId: string, verdict: string): readonly string[] =>
    stage().diary.lines.filter(
      (line) => line.includes(requestId) && line.includes('"message":"chosen"') && line.includes(`"${verdict}"`),
    );

  test('the servers that a selector matches are stopped, and those that come to match later are not', async (context) => {
    const [one, two, late] = [take(context), take(context), take(context)];
    const { colleague } = stage().cloud;
    // A tag does not move `updated`, as metadata does: what changed lately is watched for a while.
    const mark = `journey-${randomUUID()}`;
    for (const id of [one, two]) await colleague.tag(id, mark);
    const { requestId, body } = await send({ tags: mark });
    for (const id of [one, two]) expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    await colleague.tag(late, mark);
    await stage().stack.send(body);
    for (const id of [one, two]) await stage().endedAgain(requestId, id, 2);
    expect(told(requestId, 'chosen')).toHaveLength(2);
    expect(stage().wire.passed('stopServer', late)).toEqual([]);
    expect(await colleague.stateOf(late)).toBe('active/-/1');
  });

  test('a selector that matches more servers than it may stop stops none, and its dead letter has the counts', async (context) => {
    const both = [take(context), take(context)];
    const { colleague } = stage().cloud;
    const mark = `journey-${randomUUID()}`;
    for (const id of both) await colleague.tag(id, mark);
    const { requestId } = await send({ tags: mark }, { atMost: 1 });
    const own = async () => (await stage().letters()).filter(({ original }) => original?.includes(requestId));
    await eventually('its dead letter', async () => (await own()).length > 0);
    const [letter] = await own();
    expect(letter?.failure).toMatchObject({ reason: 'too-many', counts: { matched: 2 } });
    for (const id of both) expect(stage().wire.passed('stopServer', id)).toEqual([]);
  });

  test('a selector that matches no server ends without a dead letter', async () => {
    const { requestId } = await send({ tags: `journey-${randomUUID()}` });
    await eventually('its end', () => told(requestId, 'none-matched').length > 0);
    expect((await stage().letters()).filter(({ original }) => original?.includes(requestId))).toEqual([]);
  });
};
