import { describe, expect, test } from 'vitest';
import { anAction, anEntry, anOffServer, aSend, aServer, at, SECOND } from '../../../builders.ts';
import { aStep, Killed, killAt, type World } from './a-step.ts';

describe('a function that dies', () => {
  test('a function that dies between the mark and its stop costs a quarantine, then one stop leaves', async () => {
    const world = aStep();
    killAt(world, 'stop', 'before');
    await expect(world.deliver()).rejects.toThrow(Killed);
    expect((await world.entry()).sends).toMatchObject([{ state: 'unresolved' }]);

    world.scene.now += 66 * SECOND;
    // Marked at 1.1 s: blocked until 121.1 s; it is 67.3 s.
    expect((await world.deliver()).outcome).toEqual({
      kind: 'look-again',
      because: 'our stop may still arrive: in quarantine',
      delayMs: 53_800,
    });
    expect(world.stops).toEqual([]);
    world.scene.now += 54 * SECOND;
    await world.deliver();
    expect(world.stops).toHaveLength(1);
    world.scene.server = anOffServer();
    expect((await world.deliver()).outcome.kind).toBe('stopped');
    expect(world.stops).toHaveLength(1);
  });

  test('the record of a stop is adopted after its function died, and nothing is sent again', async () => {
    const world = aStep();
    killAt(world, 'stop', 'after');
    await expect(world.deliver()).rejects.toThrow(Killed);
    world.scene.now += 66 * SECOND;
    expect((await world.deliver()).outcome).toMatchObject({ kind: 'look-again', because: 'powering off' });
    world.scene.server = anOffServer();
    expect(await world.deliver()).toMatchObject({ outcome: { kind: 'stopped' }, openstackRequestId: 'req-1' });
    expect(world.stops).toHaveLength(1);
  });

  test('a server that a user started after our function died is left alone', async () => {
    const world = aStep();
    killAt(world, 'stop', 'after');
    await expect(world.deliver()).rejects.toThrow(Killed);
    world.scene.now = at(300);
    world.scene.server = aServer({ updatedAt: at(200) });
    world.scene.actions = [
      anAction({ startedAt: at(190), userId: 'ours' }),
      anAction({ action: 'stop', requestId: 'req-1', userId: 'ours', startedAt: at(1.2) }),
    ];
    expect((await world.deliver()).outcome.kind).toBe('superseded');
    expect(world.stops).toHaveLength(1);
  });

  // Killed, an intent comes again at the visibility timeout; each time it is its message's next delivery.
  const killed = async (world: World): Promise<void> => {
    await expect(world.deliver()).rejects.toThrow(Killed);
    world.scene.now += 360 * SECOND;
  };

  test('an intent whose function died four times, three times alone, has expired and is not looked at any more', async () => {
    const world = aStep();
    world.scene.before = (call) => {
      if (call === 'show') throw new Killed();
    };
    for (let times = 1; times <= 4; times += 1) await killed(world);
    expect(await world.entry()).toMatchObject({ abandoned: 3, alone: { receive: 4, lost: 2 } });
    const calls = await world.callsDuring(async () =>
      expect((await world.deliver()).outcome).toMatchObject({
        kind: 'dead-lettered',
        reason: 'expired',
        because: 'handling it ended the function three times',
      }),
    );
    expect(calls).toEqual(['read', 'claim', 'burying', 'letter', 'dead-lettered']);
    expect(world.letters).toMatchObject([{ failure: { reason: 'expired', attempts: 5 } }]);
    expect(await world.entry()).not.toHaveProperty('alone');
  });

  test.each(['unresolved', 'accepted'] as const)(
    'an intent whose function died four times with a stop of ours %s is unverified',
    async (state) => {
      const world = aStep();
      await world.remember(anEntry({ leaseUntil: at(-600), sends: [aSend({ state })] }));
      world.scene.before = (call) => {
        if (call === 'show' || call === 'list') throw new Killed();
      };
      for (let times = 1; times <= 3; times += 1) await killed(world);
      expect((await world.deliver()).outcome).toMatchObject({
        reason: 'unverified',
        because: 'handling it ended the function three times',
      });
    },
  );

  test('a function that died is distinguished from one that could not release its claim by when its message comes again', async () => {
    const world = aStep({ server: aServer({ taskState: 'rebuilding' }) });
    for (let times = 1; times <= 12; times += 1) {
      world.scene.write = (call) => (call === 'give back' ? { kind: 'unavailable', because: 'throttled' } : undefined);
      const { outcome } = await world.deliver();
      expect(outcome).toMatchObject({ kind: 'look-again', trouble: expect.stringMatching(/^(ledger|busy)$/) });
      if (outcome.kind === 'look-again') world.scene.now += outcome.delayMs;
    }
    expect(await world.entry()).toMatchObject({ alone: { lost: 0 } });
    world.scene.write = () => undefined;
    world.scene.now += 60 * SECOND;
    await world.deliver();
    expect(await world.entry()).toMatchObject({ leaseUntil: 0, abandoned: 0 });
  });

  // Every port call of a whole life, and both sides of it: killed there once, the life still ends the same.
  test('a function that dies once, anywhere, stops its server by exactly one stop and writes one end', async () => {
    const live = async (killAtPoint: number) => {
      const world = aStep();
      let points = 0;
      const die = (): void => {
        points += 1;
        if (points === killAtPoint) throw new Killed();
      };
      world.scene.before = die;
      world.scene.after = (call) => {
        if (call === 'stop') world.scene.server = aServer({ taskState: 'powering-off', updatedAt: world.scene.now });
        die();
      };
      for (let deliveries = 0; deliveries < 20; deliveries += 1) {
        const stepped = await world.deliver().catch((error: unknown) => {
          if (error instanceof Killed) return undefined;
          throw error;
        });
        if (stepped !== undefined && stepped.outcome.kind !== 'look-again') return { world, points, ...stepped };
        world.scene.now += stepped?.outcome.kind === 'look-again' ? stepped.outcome.delayMs : 66 * SECOND;
        if (world.stops.length > 0) world.scene.server = anOffServer({ updatedAt: at(30) });
      }
      throw new Error('it never ended');
    };
    const { points } = await live(0);
    expect(points).toBe(22);
    for (let point = 1; point <= points; point += 1) {
      const { world, outcome } = await live(point);
      expect({ point, kind: outcome.kind, stops: world.stops.length, letters: world.letters.length }).toEqual({
        point,
        kind: 'stopped',
        stops: 1,
        letters: 0,
      });
    }
  });
});
