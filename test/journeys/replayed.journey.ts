import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { intentBody } from '../../lib/message/intent-message.ts';
import { replayBody } from '../../lib/message/replay-message.ts';
import { aServerId } from '../builders.ts';
import { endOf } from './diary.ts';
import { missedWindow } from './missed.ts';
import type { TakeRunning } from './need.ts';
import { eventuallyOn, type Stage } from './stage.ts';

/** Dead letters of stops whose time was over, which an operator replays. */
export const replayedJourney = (stage: () => Stage, take: TakeRunning): void => {
  test('a dead letter that expired is replayed after its window: its server ends stopped, and one that a user restarted ends superseded', async (context) => {
    const [left, restarted] = [take(context), take(context)];
    const { stack, cloud, ended, endedAgain, letterOf, wire } = stage();
    const requestId = `journey-${randomUUID()}`;
    const asked = { source: 'queue', requestId, cloud: 'stopper', dryRun: false } as const;
    for (const id of [left, restarted]) {
      const missed = await missedWindow(stage(), id);
      await stack.send(intentBody({ ...asked, ...missed, serverId: aServerId(id) }));
      expect(endOf(await ended(requestId, id))).toBe('dead-lettered: expired');
    }
    await cloud.colleague.reboot(restarted);
    await eventuallyOn(stage(), restarted);
    for (const id of [left, restarted]) {
      const { body, attributes } = await letterOf(requestId, id);
      const replay = replayBody({ messageId: randomUUID(), sentAt: Date.now(), body, attributes }, Date.now());
      // Sent twice, as by an operator who died before the letter was deleted.
      for (const message of [replay, replay]) await stack.send(message);
    }
    expect(endOf(await endedAgain(requestId, left, 2))).toBe('stopped');
    expect(endOf(await endedAgain(requestId, restarted, 2))).toBe('superseded');
    expect(await cloud.colleague.stateOf(left)).toBe('stopped/-/4');
    expect(await cloud.colleague.stateOf(restarted)).toBe('active/-/1');
    expect(await cloud.colleague.stopsOf(left)).toBe(1);
    expect(wire.passed('stopServer', restarted)).toEqual([]);
  });
};
