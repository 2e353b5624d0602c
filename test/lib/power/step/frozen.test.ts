import { describe, expect, test } from 'vitest';
import type { Freeze } from '../../../../lib/power/ports/freezes.ts';
import { anIntent, aServer, at, MINUTE, SECOND } from '../../../builders.ts';
import { aStep } from './a-step.ts';

const freeze: Freeze = {
  cloud: null,
  frozenAt: at(-60),
  untilAt: at(7_200),
  by: 'anna',
  why: 'release week',
};
const FROZEN = { kind: 'freeze', freeze } as const;
const WORDS = 'frozen until 2026-11-23T14:00:00.000Z by anna: release week';

describe('a freeze', () => {
  test('a frozen cloud gets no stop: the mark is taken back, and the intent waits', async () => {
    const world = aStep({ freeze: FROZEN });
    expect((await world.deliver()).outcome).toEqual({
      kind: 'look-again',
      because: WORDS,
      delayMs: 5 * SECOND,
      trouble: 'frozen',
    });
    expect(world.journal).toEqual(['read', 'claim', 'show', 'mark', 'others', 'freeze', 'give back']);
    expect(await world.entry()).toMatchObject({
      sends: [],
      leaseUntil: 0,
      trouble: { kind: 'transient', trouble: 'frozen', message: WORDS },
    });
  });

  test('a freeze raises no alert, since somebody planned it', async () => {
    const world = aStep({ freeze: FROZEN });
    await world.deliver();
    expect(world.lines).toEqual({ sending: [], sent: [], alert: [] });
  });

  test('freezes are read after the last look, right before the stop', async () => {
    const world = aStep({ server: aServer({ updatedAt: at(-100) }) });
    world.scene.before = (call) => {
      if (call === 'others') world.scene.now += 2 * SECOND;
    };
    await world.deliver();
    expect(world.journal.slice(-7)).toEqual(['show', 'list', 'freeze', 'sending', 'stop', 'sent', 'give back']);
  });

  test('freezes that cannot be read hold the stop back', async () => {
    const world = aStep({ freeze: { kind: 'unavailable', because: 'throttled' } });
    expect((await world.deliver()).outcome).toMatchObject({
      kind: 'look-again',
      because: 'the freezes cannot be read: throttled',
      trouble: 'ledger',
    });
    expect(world.stops).toEqual([]);
    expect((await world.entry()).sends).toEqual([]);
  });

  test('a freeze that was lifted inside the window lets the stop go', async () => {
    const world = aStep({ freeze: FROZEN });
    await world.deliver();
    world.scene.freeze = { kind: 'freeze', freeze: undefined };
    world.scene.now += MINUTE;
    await world.deliver();
    expect(world.stops).toHaveLength(1);
  });

  test('a request that stays frozen to the end of its window ends expired, and says who froze it and why', async () => {
    const world = aStep({ freeze: FROZEN });
    const outcome = await world.deliverUntilTheEnd();
    expect(outcome).toMatchObject({ kind: 'dead-lettered', reason: 'expired' });
    expect(outcome.because).toContain(WORDS);
    expect(world.scene.now).toBeGreaterThan(at(3_580));
    expect(world.stops).toEqual([]);
    expect(world.letters).toHaveLength(1);
  });

  test('a stop that was sent before the freeze is followed until the server is off', async () => {
    const world = aStep();
    await world.deliver();
    world.scene.freeze = FROZEN;
    world.scene.now += MINUTE;
    world.scene.server = aServer({ vmState: 'stopped', powerState: 4, updatedAt: at(30) });
    expect((await world.deliver()).outcome).toMatchObject({ kind: 'stopped' });
  });

  test('a dry run sends nothing, so it is not frozen', async () => {
    const world = aStep({ freeze: FROZEN });
    expect((await world.deliver({ intent: anIntent({ dryRun: true }) })).outcome).toMatchObject({ kind: 'rehearsed' });
    expect(world.journal).not.toContain('freeze');
  });

  test('the mark, the evidence and notAfter are checked after the freezes were read', async () => {
    const slow = (ms: number, notAfter = at(3_600)) => {
      const world = aStep();
      world.scene.before = (call) => {
        if (call === 'freeze') world.scene.now += ms;
      };
      return { world, run: () => world.deliver({ intent: anIntent({ notAfter }) }) };
    };
    // Asked at 1 s, marked at 1.1 s.
    const fresh = slow(4_900);
    await fresh.run();
    expect(fresh.world.stops).toHaveLength(1);
    const stale = slow(4_901);
    expect((await stale.run()).outcome).toMatchObject({ because: 'the evidence grew old before the stop could leave' });
    const old = slow(5_001);
    expect((await old.run()).outcome).toMatchObject({ because: 'the mark grew old before the stop could leave' });
    const late = slow(1, at(11.1));
    expect((await late.run()).outcome).toMatchObject({ because: 'notAfter would pass before the answer' });
    expect([...stale.world.stops, ...old.world.stops, ...late.world.stops]).toEqual([]);
  });

  test('the words of a freeze stay one line of at most 300 characters', async () => {
    const world = aStep({ freeze: { kind: 'freeze', freeze: { ...freeze, why: `two\nlines ${'x'.repeat(500)}` } } });
    const { outcome } = await world.deliver();
    expect(outcome.because).toHaveLength(300);
    expect(outcome.because).toContain('by anna: two lines xxx');
  });
});
