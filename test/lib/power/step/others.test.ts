import { describe, expect, test } from 'vitest';
import { aFault, anAction, anEntry, anIntent, aSend, aServer, at } from '../../../builders.ts';
import { aStep } from './a-step.ts';

const rival = anIntent({ requestId: 'the-other', source: 'schedule' });

describe('a power-off that failed for another intent', () => {
  const failed = (seconds: number) =>
    aSend({ markedAt: at(seconds), evidenceAt: at(seconds), answeredAt: at(seconds), state: 'failed' });
  const withRival = async (...sends: ReturnType<typeof failed>[]) => {
    const world = aStep();
    await world.remember(anEntry({ intent: rival, leaseUntil: 0, sends }));
    world.scene.now = at(400);
    return world;
  };

  test('two power-offs that failed for other intents since the request end this one', async () => {
    const world = await withRival(failed(1), failed(200));
    expect((await world.deliver()).outcome).toMatchObject({ kind: 'dead-lettered', reason: 'stop-failed' });
    expect(world.stops).toEqual([]);
    expect((await world.entry()).sends).toEqual([]);
  });

  test('a power-off that failed for another intent keeps the next stop waiting for its quarantine', async () => {
    const world = await withRival(failed(390));
    expect((await world.deliver()).outcome).toMatchObject({
      because: 'the power-off failed for another request: once more after the quarantine',
    });
    expect(world.stops).toEqual([]);
    world.scene.now = at(520);
    await world.deliver();
    expect(world.stops).toHaveLength(1);
  });

  test('a power-off that failed for another intent before the request does not count', async () => {
    const world = await withRival(failed(-300), failed(-1));
    await world.deliver();
    expect(world.stops).toHaveLength(1);
  });
});

describe('a stop without a name, when its records are read', () => {
  // Marked at 1.1 s and never answered; by 70 s another intent, or nobody, has the record that may be of it.
  const unnamed = async (holder: string | undefined) => {
    const world = aStep({ answers: [{ kind: 'fault', fault: aFault({ kind: 'ambiguous', trouble: 'unanswered' }) }] });
    await world.deliver();
    world.scene.actions = [anAction({ action: 'stop', requestId: 'req-theirs', userId: 'ours', startedAt: at(2) })];
    if (holder !== undefined) {
      const theirs = aSend({ markedAt: at(0.5), answeredAt: at(0.8), openstackRequestId: holder });
      await world.remember(anEntry({ intent: rival, leaseUntil: 0, sends: [theirs] }));
    }
    world.scene.now = at(70);
    return world;
  };

  test('a stop without an id takes a record that no other intent holds', async () => {
    for (const holder of [undefined, 'req-another']) {
      const world = await unnamed(holder);
      const calls = await world.callsDuring(() => world.deliver());
      expect(calls).toEqual(['read', 'claim', 'show', 'list', 'others', 'give back']);
      expect((await world.entry()).sends).toMatchObject([{ state: 'accepted', openstackRequestId: 'req-theirs' }]);
    }
  });

  test('a stop without an id leaves a record that another intent holds', async () => {
    const world = await unnamed('req-theirs');
    expect((await world.deliver()).outcome).toMatchObject({ because: 'our stop may still arrive: in quarantine' });
    expect((await world.entry()).sends).toMatchObject([{ state: 'unresolved' }]);
  });

  test('a stop without an id concludes nothing while the other intents cannot be read', async () => {
    const world = await unnamed(undefined);
    world.scene.others = { kind: 'unavailable', because: 'timeout' };
    expect((await world.deliver()).outcome).toMatchObject({
      trouble: 'ledger',
      because: "a restart cannot be ruled out: the server's other intents cannot be read: timeout",
    });
    expect((await world.entry()).sends).toMatchObject([{ state: 'unresolved' }]);
  });

  test('a stop that has an id does not read the other intents', async () => {
    const world = aStep();
    await world.deliver();
    world.scene.server = aServer({ updatedAt: at(5) });
    const calls = await world.callsDuring(() => world.deliver());
    expect(calls).toEqual(['read', 'show', 'claim', 'show', 'list', 'give back']);
  });
});
