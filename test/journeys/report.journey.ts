import { expect, test } from 'vitest';
import { endOf } from './diary.ts';
import { eventually } from './eventually.ts';
import type { TakeRunning } from './need.ts';
import type { Stage } from './stage.ts';

const distinct = <T>(sent: readonly T[], idOfOne: (one: T) => unknown = JSON.stringify): readonly T[] => [
  ...new Map(sent.map((one) => [idOfOne(one), one])).values(),
];

const idOf = (event: object): unknown =>
  'detail' in event && typeof event.detail === 'object' && event.detail !== null && 'id' in event.detail
    ? event.detail.id
    : undefined;

/** What leaves when a request is complete. */
export const reportJourney = (stage: () => Stage, take: TakeRunning): void => {
  test('a request that is complete has one event, one message, and an event for its server, however often they leave', async (context) => {
    const id = take(context);
    const { requestId } = await stage().ask([id]);
    expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    const { stack, queue } = stage();
    // A report leaves at least once: whoever takes it knows a repeat by its id, or by its text.
    const messages = () => distinct(stack.messages().filter(({ text }) => text.startsWith(`Request ${requestId}\n`)));
    await eventually('the message to people', async () => {
      await queue.hurry(requestId);
      return messages().length > 0;
    });
    expect(messages()).toEqual([
      {
        subject: `lights-out: 1 of 1 off, 0 failed, 0 open (${requestId})`,
        text: expect.stringContaining('1 stopped'),
      },
    ]);
    // The event of a server leaves at the end of its batch: another function may have reported the request by then.
    const events = () =>
      distinct(
        stack.events().filter((event) => JSON.stringify(event).includes(requestId)),
        idOf,
      );
    await eventually('both events', () => events().length > 1);
    expect(events()).toHaveLength(2);
    expect(events()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          'detail-type': 'Request Complete',
          detail: expect.objectContaining({ requestId, servers: 1, outcomes: { stopped: 1 }, failures: [] }),
        }),
        expect.objectContaining({
          'detail-type': 'Server Stopped',
          detail: expect.objectContaining({ serverId: id, outcome: 'stopped', name: expect.any(String) }),
        }),
      ]),
    );
  });
};
