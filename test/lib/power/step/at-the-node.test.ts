import { describe, expect, test } from 'vitest';
import { anAction, aServer, at } from '../../../builders.ts';
import { aStep } from './a-step.ts';

const done = (action: string, seconds: number, events: readonly string[] = [`compute_${action}_instance`]) =>
  anAction({ action, requestId: `req-${action}${seconds}`, startedAt: at(seconds), events });
const reported = (seconds: number) => done('start', seconds, ['compute_power_update']);
describe('a power-on that Ironic reported after the request', () => {
  const seeing = async (...actions: readonly ReturnType<typeof done>[]) => {
    const world = aStep({ now: at(120), server: aServer({ updatedAt: at(60) }), actions });
    return { world, outcome: (await world.deliver()).outcome };
  };

  test('a power-on that Ironic reports after a stop is a user at the node, and no stop is sent', async () => {
    const { world, outcome } = await seeing(reported(60), done('stop', -120), done('start', -600));
    expect(outcome).toMatchObject({ kind: 'superseded' });
    expect(world.stops).toEqual([]);
  });

  test('a power-on that Ironic reports is the echo of a start before the request, and the stop is sent', async () => {
    const { world } = await seeing(reported(60), done('start', -600));
    expect(world.stops).toHaveLength(1);
  });
});
