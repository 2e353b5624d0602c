import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { formatInstant, type Instant } from '../../lib/instant.ts';
import { endOf } from './diary.ts';
import { eventually } from './eventually.ts';
import { need, type TakeRunning } from './need.ts';
import { eventuallyOn, isoOf, type Stage } from './stage.ts';
import { post, signedStop, webhookIdOf } from './webhook-call.ts';

/** A person's restart is never undone, whatever comes again. */
export const colleagueJourney = (stage: () => Stage, take: TakeRunning): void => {
  const startAgain = async (id: string): Promise<void> => {
    const { colleague } = stage().cloud;
    await eventually(`${id} is off`, async () => (await colleague.stateOf(id)) === 'stopped/-/4');
    await colleague.start(id);
    await eventuallyOn(stage(), id);
  };
  const stillOn = async (id: string, stops: number): Promise<void> => {
    const { colleague } = stage().cloud;
    expect(await colleague.stateOf(id)).toBe('active/-/1');
    expect(await colleague.stopsOf(id)).toBe(stops);
  };

  test('a restart after the stop was reported is not undone by the same message sent again', async (context) => {
    const id = take(context);
    const { requestId, body } = await stage().ask([id]);
    expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    await startAgain(id);
    await stage().stack.send(body);
    expect(await stage().endedAgain(requestId, id, 2)).toMatchObject({ outcome: 'stopped', repeated: true });
    await stillOn(id, 1);
  });

  test('a restart before the stop was reported is not undone by the redelivery of the look', async (context) => {
    const id = take(context);
    const { requestId, body } = await stage().ask([id]);
    // Nobody has looked yet: the redelivery finds the server on again, with a stop of ours behind it.
    await stage().saw(requestId, id, ({ because }) => because === 'Nova accepted the stop');
    const mend = stage().wire.cut(id);
    await startAgain(id);
    mend();
    const { outcome } = await stage().ended(requestId, id);
    expect(['superseded', 'stopped']).toContain(outcome);
    await stage().stack.send(body);
    await stage().endedAgain(requestId, id, 2);
    await stillOn(id, 1);
  });

  test('a restart between the request and the first look is respected, and no stop is sent', async (context) => {
    const id = take(context);
    await stage().cloud.colleague.reboot(id);
    await eventuallyOn(stage(), id);
    const { requestId } = await stage().ask([id], { requestedAt: isoOf(Date.now() - 60_000) });
    expect(endOf(await stage().ended(requestId, id))).toBe('superseded');
    expect(stage().wire.passed('stopServer', id)).toEqual([]);
    await stillOn(id, 0);
  });

  test('a restart after a schedule is not undone by a second firing of the same occurrence', async (context) => {
    const id = take(context);
    const body = scheduled([id], Date.now());
    const ends = () => stage().diary.endsOf(id);
    await stage().stack.send(body);
    await eventually(`an end of ${id}`, () => ends().length === 1);
    await startAgain(id);
    await stage().stack.send(body);
    await eventually(`the end of ${id} once more`, () => ends().length === 2);
    expect(ends().map(endOf)).toEqual(['stopped', 'stopped']);
    await stillOn(id, 1);
  });

  test('a restart after a webhook is not undone by its repetition, which gets the same answer', async (context) => {
    const id = take(context);
    const call = signedStop(stage(), JSON.stringify({ serverIds: [id] }));
    const first = await post(call);
    expect(first.status).toBe(202);
    const requestId = webhookIdOf(call);
    expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    await startAgain(id);
    expect(await post(call)).toEqual(first);
    expect(await stage().endedAgain(requestId, id, 2)).toMatchObject({ outcome: 'stopped', repeated: true });
    await stillOn(id, 1);
  });

  test('a dead letter replayed past its window ends expired again, and nothing is sent', async () => {
    const id = randomUUID();
    const { requestId } = await stage().ask([id], { requestedAt: isoOf(Date.now() - 7_200_000), window: 'PT1H' });
    expect(endOf(await stage().ended(requestId, id))).toBe('dead-lettered: expired');
    const letter = await stage().letterOf(requestId, id);
    await stage().stack.send(letter.body);
    expect(await stage().endedAgain(requestId, id, 2)).toMatchObject({ reason: 'expired', repeated: false });
    // The letter of the first end is spent: it is acknowledged, and no third one is written.
    await stage().stack.send(letter.body);
    expect(await stage().endedAgain(requestId, id, 3)).toMatchObject({ reason: 'expired', repeated: true });
    const own = (await stage().letters()).filter(({ intent }) => intent?.requestId === requestId);
    expect(own).toHaveLength(2);
    expect(stage().wire.passed('stopServer', id)).toEqual([]);
  });

  test('a dead letter whose cause was fixed within the window is replayed and ends stopped', async (context) => {
    const mendable = need(context, stage().cloud.mendable, 'a server that can be mended');
    const { requestId } = await stage().ask([mendable.serverId]);
    expect(endOf(await stage().ended(requestId, mendable.serverId))).toBe(`dead-lettered: ${mendable.reason}`);
    await mendable.mend();
    const letter = await stage().letterOf(requestId, mendable.serverId);
    await stage().stack.send(letter.body);
    expect(endOf(await stage().endedAgain(requestId, mendable.serverId, 2))).toBe('stopped');
    expect(await stage().cloud.colleague.stopsOf(mendable.serverId)).toBe(1);
  });

  test('a server that a user deleted after the request ends superseded', async (context) => {
    const { remove } = stage().cloud;
    const doAway = need(context, remove, 'a server that may be deleted');
    const id = take(context);
    const mend = stage().wire.cut(id);
    const { requestId } = await stage().ask([id]);
    await stage().saw(requestId, id, ({ outcome }) => outcome === 'look-again');
    await doAway(id);
    await eventually(`${id} is gone`, async () => (await stage().cloud.colleague.stateOf(id)) === 'gone');
    mend();
    expect(endOf(await stage().ended(requestId, id))).toBe('superseded');
    expect(stage().wire.passed('stopServer', id)).toEqual([]);
  });
};

/** What was buried for good, after a person has had their say; last, for it needs the letter of another journey. */
export const replayJourney = (stage: () => Stage): void => {
  test('a dead letter replayed after a reboot ends superseded, and nothing more is sent', async (context) => {
    const { servers, colleague } = stage().cloud;
    const id = need(context, servers.fail_stop, 'a server whose power-off always fails');
    const letter = (await stage().letters()).find(({ attributes }) => attributes.serverId === id);
    const [ends, sends] = [stage().diary.endsOf(id).length, stage().wire.passed('stopServer', id).length];
    await colleague.reboot(id);
    await stage().stack.send(letter?.body ?? '');
    await eventually('one more end', () => stage().diary.endsOf(id).length > ends);
    expect(stage().diary.endsOf(id).slice(ends).map(endOf)).toEqual(['superseded']);
    expect(stage().wire.passed('stopServer', id)).toHaveLength(sends);
  });
};

/** What EventBridge Scheduler would write for a schedule that is in no template. */
const scheduled = (serverIds: readonly string[], at: Instant): string =>
  JSON.stringify({
    serverIds,
    schedule: {
      arn: 'arn:aws:scheduler:eu-central-1:000000000000:schedule/night/by-hand',
      scheduledTime: formatInstant(at - (at % 1000)).replace('.000Z', 'Z'),
    },
  });
