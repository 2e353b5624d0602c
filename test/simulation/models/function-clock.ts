import type { Clock } from '../../../lib/clock.ts';
import { unitAt } from '../engine/chance.ts';
import type { Running } from '../engine/running.ts';
import type { World } from '../engine/world.ts';

/** The clock of one running function: virtual time, a little off, and chance from the seed. */
export const functionClock = (world: World, running: Running): Clock => {
  const { timeline, plan } = world;
  let drawn = 0;
  return {
    now: () => timeline.now() + running.skewMs,
    sleep: (ms) => running.sleep(ms),
    random: () => {
      drawn += 1;
      return unitAt(plan.seed, 31, running.number, drawn);
    },
    freshId: () => {
      drawn += 1;
      return `owner-${running.number}-${drawn}`;
    },
  };
};
