import { check } from './check/check.ts';
import type { Plan } from './plan.ts';
import { runScenario } from './run-scenario.ts';

/** One thing that may be left out of a plan: a fault, a person's act, a request, a redrive. */
interface Part {
  readonly without: (plan: Plan) => Plan;
}

const partsOf = (plan: Plan): readonly Part[] => [
  ...(plan.faults ?? []).map(
    ({ key }): Part => ({
      without: (from) => ({ ...from, faults: (from.faults ?? []).filter((fault) => fault.key !== key) }),
    }),
  ),
  ...plan.acts.map((act): Part => ({ without: (from) => ({ ...from, acts: from.acts.filter((one) => one !== act) }) })),
  ...plan.asks.map((ask): Part => ({ without: (from) => ({ ...from, asks: from.asks.filter((one) => one !== ask) }) })),
  ...plan.asks
    .filter(({ againMs }) => againMs.length > 0)
    .map(
      (ask): Part => ({
        without: (from) => ({ ...from, asks: from.asks.map((one) => (one === ask ? { ...one, againMs: [] } : one)) }),
      }),
    ),
  ...plan.poison.map(
    (poison): Part => ({ without: (from) => ({ ...from, poison: from.poison.filter((one) => one !== poison) }) }),
  ),
  ...plan.redrivesMs.map(
    (ms): Part => ({ without: (from) => ({ ...from, redrivesMs: from.redrivesMs.filter((one) => one !== ms) }) }),
  ),
  ...(plan.replays ?? []).map(
    (replay): Part => ({
      without: (from) => ({ ...from, replays: (from.replays ?? []).filter((one) => one !== replay) }),
    }),
  ),
];

/** How many things happen in a plan: what a person has to read. */
export const sizeOf = ({ faults, acts, asks, poison, redrivesMs, replays = [] }: Plan): number =>
  (faults ?? []).length +
  acts.length +
  asks.reduce((sum, { againMs }) => sum + 1 + againMs.length, 0) +
  poison.length +
  redrivesMs.length +
  replays.length;

/** The plan of a run with its faults as an explicit list: the same run, and one that can be made smaller. */
export const explicitPlan = async (plan: Plan): Promise<Plan> => {
  const { injected } = await runScenario(plan);
  return { ...plan, rates: {}, faults: injected };
};

const breaks = async (plan: Plan, invariant: string): Promise<boolean> =>
  check(await runScenario(plan)).violations.some((violation) => violation.invariant === invariant);

/** Leaves out whatever is not needed to break that invariant: halves first, then singles, until nothing can go. */
export const shrink = async (plan: Plan, invariant: string): Promise<Plan> => {
  let smallest = await explicitPlan(plan);
  for (let size = Math.ceil(partsOf(smallest).length / 2); size >= 1; ) {
    const parts = partsOf(smallest);
    let smaller = false;
    for (let start = 0; start < parts.length && !smaller; start += size) {
      const candidate = parts.slice(start, start + size).reduce((from, part) => part.without(from), smallest);
      if (await breaks(candidate, invariant)) {
        smallest = candidate;
        smaller = true;
      }
    }
    if (!smaller) size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  return smallest;
};
