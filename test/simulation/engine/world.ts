import type { Moment, Plan } from '../plan.ts';
import { createFaults, type Faults, type Injected, type Place } from './faults.ts';
import type { Happening, Recorded } from './record.ts';
import { createTimeline, type Timeline } from './timeline.ts';
import { type Choose, createTurns, type Turns } from './turns.ts';

/** 2026-03-02T20:00:00Z: when every scenario begins. */
export const DUSK = 1_772_481_600_000;

/** What all parts of a scenario share. */
export interface World {
  readonly plan: Plan;
  readonly timeline: Timeline;
  readonly history: Recorded[];
  tell(happening: Happening): void;
  /** What goes wrong here, if anything; told at once. */
  fault(place: Place, first: number, second: number): Injected | undefined;
  readonly faults: Faults;
  /** Something happened that a person may be waiting for. */
  notice(moment: Moment, server: string): void;
  onNotice(listener: (moment: Moment, server: string) => void): void;
  /** The order in which calls take effect, where somebody chooses it. */
  readonly turns: Turns | undefined;
}

/** From here on an order is chosen: the functions have begun by then, and nothing has been answered. */
const TURNS_FROM_MS = 30;

export const createWorld = (plan: Plan, choose?: Choose): World => {
  const timeline = createTimeline(DUSK);
  const history: Recorded[] = [];
  const faults = createFaults(plan.seed, plan.rates, plan.faults);
  let listener: ((moment: Moment, server: string) => void) | undefined;
  const tell = (happening: Happening): void => {
    const recorded = happening as Happening & { at: number };
    recorded.at = timeline.now();
    history.push(recorded);
  };
  const notice: World['notice'] = (moment, server) => listener?.(moment, server);
  const person = plan.acts.some(({ when }) => when === 'turn') ? () => notice('turn', '') : undefined;
  return {
    plan,
    turns: choose && createTurns(timeline, DUSK + TURNS_FROM_MS, choose, person),
    timeline,
    history,
    faults,
    tell,
    fault: (place, first, second) => {
      const fault = faults.at(place, first, second);
      if (fault !== undefined) tell({ kind: 'fault', ...fault });
      return fault;
    },
    notice,
    onNotice: (heard) => {
      listener = heard;
    },
  };
};
