import { expect, test } from 'vitest';
import { drawPlan } from '../draw/plan.ts';
import type { Injected } from './faults.ts';
import { startRunning } from './running.ts';
import { createWorld, DUSK } from './world.ts';

const AT_HAND = { effectInMs: 0, effect: () => {}, answerInMs: 0 };

// When the first call of a function is answered, if it is.
const answeredInMs = async (...faults: Injected[]): Promise<number | undefined> => {
  const world = createWorld({ ...drawPlan(1), rates: {}, faults });
  const running = startRunning(world, 1, 0, () => {});
  let answered: number | undefined;
  world.timeline.at(DUSK + 100, () => {
    void running
      .call('clouds', '', () => ({ ...AT_HAND, answer: () => world.timeline.now() }))
      .then((now) => {
        answered = now - DUSK - 100;
      });
  });
  await world.timeline.run(DUSK + 60_000);
  return answered;
};

test('answers at once what is at hand, later what stalls, and never what died', async () => {
  expect(await answeredInMs()).toBe(0);
  expect(await answeredInMs({ key: 'process/1.1', fault: 'process.stall', ms: 5_000 })).toBe(5_000);
  expect(await answeredInMs({ key: 'process/1.1', fault: 'process.crash-after', ms: 0 })).toBeUndefined();
  expect(await answeredInMs({ key: 'process/1.1', fault: 'process.crash-before', ms: 0 })).toBeUndefined();
});
