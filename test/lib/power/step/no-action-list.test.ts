import { describe, expect, test } from 'vitest';
import { aFault, anOffServer, aServer, at, SECOND } from '../../../builders.ts';
import { aStep } from './a-step.ts';

const refusal = aFault({
  kind: 'refused',
  trouble: 'endpoint',
  http: 404,
  code: '404 Not Found',
  message: 'read answered 404',
});

/** A cloud that serves no action list, and answers the first stop so. The server is off ten seconds after a stop was accepted. */
const unlisted = (first: Parameters<typeof aFault>[0], arrives = false) => {
  const lost = { kind: 'fault', fault: aFault(first) } as const;
  const world = aStep({ actions: refusal, answers: [lost] });
  const meanwhile = (): void => {
    const { stops, scene } = world;
    const taken = arrives ? stops[0] : stops[1];
    if (taken !== undefined && scene.now >= taken.at + 10 * SECOND) scene.server = anOffServer({ updatedAt: taken.at });
  };
  return { world, end: () => world.deliverUntilTheEnd(meanwhile) };
};

describe('on a cloud without an action list', () => {
  test('without an action list a throttled stop is sent again, and the outcome names its evidence', async () => {
    const { world, end } = unlisted({ trouble: 'throttled', http: 429, retryAfterMs: SECOND });
    expect(await end()).toEqual({
      kind: 'stopped',
      because: 'off after our stop, sent on `updated` alone: this cloud has no action list to show a late race',
    });
    expect(world.stops).toHaveLength(2);
    expect((world.stops[1]?.at ?? 0) - (world.stops[0]?.at ?? 0)).toBeLessThan(20 * SECOND);
  });

  test('without an action list a stop whose answer was lost is sent again once it certainly never arrived', async () => {
    const { world, end } = unlisted({ kind: 'ambiguous', trouble: 'unanswered' });
    expect(await end()).toMatchObject({ kind: 'stopped' });
    expect(world.stops).toHaveLength(2);
    expect((world.stops[1]?.at ?? 0) - (world.stops[0]?.at ?? 0)).toBeGreaterThanOrEqual(120 * SECOND);
  });

  test('without an action list a stop that arrived though its answer was lost is not repeated', async () => {
    const { world, end } = unlisted({ kind: 'ambiguous', trouble: 'unanswered' }, true);
    expect(await end()).toMatchObject({ kind: 'already-stopped' });
    expect(world.stops).toHaveLength(1);
  });

  test('without an action list a server that changed minutes before the request is stopped', async () => {
    const world = aStep({ actions: refusal, server: aServer({ updatedAt: at(-90) }) });
    await world.deliver();
    expect(world.stops).toEqual([]);
    world.scene.now += 5 * SECOND;
    await world.deliver();
    expect(world.stops).toHaveLength(1);
  });

  test('without an action list a server that changed after the request is not stopped, and its dead letter says why', async () => {
    const world = aStep({ actions: refusal, server: aServer({ updatedAt: at(0.5) }) });
    expect(await world.deliverUntilTheEnd()).toMatchObject({
      reason: 'expired',
      because: expect.stringContaining('and this cloud has no action list'),
    });
    expect(world.stops).toEqual([]);
  });
});
