import { check } from './check/check.ts';
import { lateStops } from './check/late-stops.ts';
import type { Violation } from './check/seen.ts';
import { happenedIn, SOMETIMES } from './check/sometimes.ts';
import { drawPlan } from './draw/plan.ts';
import type { Recorded } from './engine/record.ts';
import type { Plan } from './plan.ts';
import { runScenario } from './run-scenario.ts';

/** A seed that broke a promise. */
export interface Broken {
  readonly seed: number;
  readonly violations: readonly Violation[];
}

/** What many seeds came to: plain data, so that a long run can be written down and gone on with. */
export interface Tally {
  readonly from: number;
  /** The next seed to run. */
  next: number;
  happenings: number;
  simulatedHours: number;
  sends: number;
  accepted: number;
  /** Stops that Nova accepted after a power-on that no evidence could show. */
  f615: number;
  /** Those of them that were on their way for longer than their client waited. */
  outlived: number;
  f611: number;
  intents: number;
  buried: number;
  readonly broken: Broken[];
  readonly happened: Record<string, number>;
}

export const freshTally = (from: number): Tally => ({
  from,
  next: from,
  happenings: 0,
  simulatedHours: 0,
  sends: 0,
  accepted: 0,
  f615: 0,
  outlived: 0,
  f611: 0,
  intents: 0,
  buried: 0,
  broken: [],
  happened: Object.fromEntries(SOMETIMES.map((name) => [name, 0])),
});

const HOUR_MS = 3_600_000;
const MOST_BROKEN = 50;

/** Leaves out whatever would go wrong by itself. */
export const calm = (plan: Plan): Plan => ({ ...plan, rates: {} });

/** Runs one seed and adds it to the tally; the scenario may be changed, and `read` gets the history. */
export const runSeed = async (
  seed: number,
  tally: Tally,
  change: (plan: Plan) => Plan = (plan) => plan,
  read: (history: readonly Recorded[]) => void = () => {},
): Promise<readonly Violation[]> => {
  const ran = await runScenario(change(drawPlan(seed)));
  const { seen, violations } = check(ran);
  read(ran.history);
  tally.next = seed + 1;
  tally.happenings += ran.history.length;
  tally.simulatedHours += ((ran.history.at(-1)?.at ?? 0) - (ran.history[0]?.at ?? 0)) / HOUR_MS;
  tally.sends += seen.posts.length;
  tally.accepted += seen.posts.filter(({ arrived }) => arrived?.verdict === 'accepted').length;
  for (const { kind, post } of lateStops(seen)) {
    if (kind === 'F615') tally.f615 += 1;
    if (kind === 'F615' && (post.arrived?.at ?? 0) > (post.answered?.at ?? Number.POSITIVE_INFINITY))
      tally.outlived += 1;
    if (kind === 'F611') tally.f611 += 1;
  }
  tally.intents += seen.asked.size;
  for (const { ending } of ran.entries.values()) if (ending?.kind === 'dead-lettered') tally.buried += 1;
  for (const what of happenedIn(seen)) tally.happened[what] = (tally.happened[what] ?? 0) + 1;
  if (violations.length > 0 && tally.broken.length < MOST_BROKEN) tally.broken.push({ seed, violations });
  return violations;
};

/** What must have happened and did not. */
export const neverHappened = ({ happened }: Tally): readonly string[] =>
  SOMETIMES.filter((name) => (happened[name] ?? 0) === 0);
