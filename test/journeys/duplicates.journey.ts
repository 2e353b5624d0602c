import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { endOf } from './diary.ts';
import { eventually } from './eventually.ts';
import { need, type TakeRunning } from './need.ts';
import { isoOf, type Stage } from './stage.ts';

const OFF = ['stopped', 'already-stopped'];

/** Whatever comes twice, or from two sides, stops once. */
export const duplicatesJourney = (stage: () => Stage, take: TakeRunning): void => {
  test('an active server is stopped with three calls: show, stop, show', async (context) => {
    const id = take(context);
    const { requestId } = await stage().ask([id, id.toUpperCase()]);
    expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    expect(stage().wire.passed('stopServer', id)).toMatchObject([{ status: 202 }]);
    expect(await stage().cloud.colleague.stateOf(id)).toBe('stopped/-/4');
  });

  test('ten deliveries of one request at once send one stop', async (context) => {
    const id = take(context);
    const requestId = `journey-${randomUUID()}`;
    const body = JSON.stringify({ serverIds: [id], requestId, requestedAt: isoOf(Date.now()) });
    await Promise.all(Array.from({ length: 10 }, () => stage().stack.send(body)));
    await eventually('ten ends', async () => {
      // Those that found it claimed would come again when the lease ends, in a minute.
      await stage().queue.hurry(requestId);
      return stage().diary.endsOf(id).length >= 10;
    });
    expect(
      stage()
        .diary.of(requestId, id)
        .filter(({ outcome, repeated }) => outcome === 'stopped' && !repeated),
    ).toHaveLength(1);
    expect(await stage().cloud.colleague.stopsOf(id)).toBe(1);
    expect(stage().wire.passed('stopServer', id)).toHaveLength(1);
  });

  test('two simultaneous requests for one server send it one stop', async (context) => {
    const id = take(context);
    const asked = await Promise.all([stage().ask([id]), stage().ask([id])]);
    for (const { requestId } of asked) expect(OFF).toContain(endOf(await stage().ended(requestId, id)));
    expect(await stage().cloud.colleague.stopsOf(id)).toBe(1);
    expect(stage().wire.passed('stopServer', id)).toHaveLength(1);
  });

  test('a dry run sends no stop', async (context) => {
    const id = take(context);
    const { requestId } = await stage().ask([id], { dryRun: true });
    expect(endOf(await stage().ended(requestId, id))).toBe('rehearsed');
    expect(stage().wire.passed('stopServer', id)).toEqual([]);
    expect(await stage().cloud.colleague.stopsOf(id)).toBe(0);
  });

  test('a request with a thousand servers is split, and each server gets its own outcome', async (context) => {
    const ids = need(context, stage().cloud.thousand, 'a thousand servers');
    const { requestId } = await stage().ask(ids, { dryRun: true });
    const ended = () =>
      ids.filter((id) =>
        stage()
          .diary.of(requestId, id)
          .some(({ outcome }) => outcome === 'rehearsed'),
      );
    await eventually('a thousand rehearsals', () => ended().length === 1000);
    expect(ids.flatMap((id) => stage().wire.passed('stopServer', id))).toEqual([]);
  });
};

/** Our stop and a colleague's in the same moment; alone on the cloud, for the pause in Nova holds up every stop. */
export const collisionJourney = (stage: () => Stage, take: TakeRunning): void => {
  test('when our stop collides with a user’s, Nova accepts one, and the server ends off', async (context) => {
    const collide = need(context, stage().cloud.collide, 'a way to make simultaneous stops collide');
    const id = take(context);
    const { colleague } = stage().cloud;
    let theirs: Promise<number> | undefined;
    stage().wire.onCall(({ verb, serverId }) => {
      if (verb === 'stopServer' && serverId === id) theirs ??= colleague.stop(id);
    });
    const statuses = await collide(async () => {
      const { requestId } = await stage().ask([id]);
      expect(OFF).toContain(endOf(await stage().ended(requestId, id)));
      return [
        await theirs,
        ...stage()
          .wire.passed('stopServer', id)
          .map(({ status }) => status),
      ];
    });
    expect(statuses.toSorted()).toEqual([202, 500]);
    expect(await colleague.stopsOf(id)).toBe(1);
    expect(await colleague.stateOf(id)).toBe('stopped/-/4');
  });
};
