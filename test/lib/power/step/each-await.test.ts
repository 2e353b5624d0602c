import { describe, expect, test } from 'vitest';
import type { Freeze } from '../../../../lib/power/ports/freezes.ts';
import type { Server } from '../../../../lib/power/server.ts';
import { aServer, at, HOUR, NOON } from '../../../builders.ts';
import { aStep } from './a-step.ts';

// A server that changed lately: its history is read, and the last look comes on its own.
const changedLately = aServer({ updatedAt: at(-60) });

/** One delivery of a stop in which somebody acts right before the nth call of the function. */
const actBefore = async (nth: number, act: (world: ReturnType<typeof aStep>) => void) => {
  const world = aStep({ server: changedLately, callMs: 700 });
  let calls = 0;
  world.scene.before = () => {
    calls += 1;
    if (calls === nth) act(world);
  };
  const { outcome } = await world.deliver();
  return { world, outcome, calls, before: world.journal.slice(0, nth - 1) };
};

const CALLS = async (): Promise<number> => (await actBefore(0, () => {})).calls;
const lastOf = (journal: readonly string[], call: string): number => journal.lastIndexOf(call);

const MARKS: readonly (readonly [string, Partial<Server>])[] = [
  ['tags the server', { tags: ['lights-out=protect'] }],
  ['marks the server in its metadata', { metadata: { 'lights-out': 'keep' } }],
  ['gives the server an end that has not come', { metadata: { 'lights-out-until': '2026-11-30' } }],
  ['locks the server', { locked: true }],
];

describe('an owner who acts between any two calls of a function', () => {
  test.each(MARKS)(
    'an owner who %s before the last look began keeps it on, between whichever two calls that was',
    async (_, mark) => {
      const plain = await actBefore(0, () => {});
      expect(plain.world.stops).toHaveLength(1);
      const sent = lastOf(plain.world.journal, 'stop');
      const look = lastOf(plain.world.journal.slice(0, sent), 'show');
      expect(look).toBeGreaterThan(plain.world.journal.indexOf('show'));
      let held = 0;
      for (let nth = 1; nth <= (await CALLS()); nth += 1) {
        const { world, outcome, before } = await actBefore(nth, ({ scene }) => {
          scene.server = { ...changedLately, ...mark };
        });
        const inTime = before.filter((call) => call === 'show').length < 2;
        expect({ nth, stops: world.stops.length, held: outcome.kind === 'held' }).toEqual({
          nth,
          stops: inTime ? 0 : 1,
          held: inTime,
        });
        if (inTime) held += 1;
      }
      expect(held).toBeGreaterThan(4);
    },
  );

  test('a freeze that was written before any call but the stop itself lets no stop leave', async () => {
    const freeze: Freeze = { cloud: null, frozenAt: NOON, untilAt: NOON + HOUR, by: 'operator', why: 'an upgrade' };
    for (let nth = 1; nth <= (await CALLS()); nth += 1) {
      const { world, before } = await actBefore(nth, ({ scene }) => {
        scene.freeze = { kind: 'freeze', freeze };
      });
      expect({ nth, stops: world.stops.length }).toEqual({ nth, stops: before.includes('freeze') ? 1 : 0 });
    }
  });
});
