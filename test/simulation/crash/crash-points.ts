import { check } from '../check/check.ts';
import { lateStops } from '../check/late-stops.ts';
import type { Injected, Place } from '../engine/faults.ts';
import { type Ran, runScenario } from '../run-scenario.ts';
import { KINDS, wrongAt } from './kinds.ts';
import { SCENES } from './scenes.ts';

/** One await of a step: which function, which of its calls, and what it called. */
export interface Await {
  readonly process: number;
  readonly call: number;
  readonly place: Place;
}

/** All awaits of a run, in order. */
export const awaitsOf = ({ history }: Ran): readonly Await[] =>
  history.flatMap((record) =>
    record.kind === 'call' ? [{ process: record.process, call: record.call, place: record.place }] : [],
  );

/** What went through and what did not. */
interface CrashReport {
  runs: number;
  /** Runs by the number of faults in them. */
  readonly byFaults: number[];
  /** The awaits of each world without a fault: where faults are put. */
  readonly awaits: Record<string, readonly string[]>;
  late: number;
  readonly broken: string[];
}

/** Puts one fault of each kind at every await of every world; with `pairs`, a second one at every await that follows it. */
export const tryCrashPoints = async (pairs: boolean): Promise<CrashReport> => {
  const report: CrashReport = { runs: 0, byFaults: [0, 0, 0], awaits: {}, late: 0, broken: [] };
  for (const { name, plan, given } of SCENES) {
    const attempt = async (faults: readonly Injected[], count: number): Promise<Ran> => {
      // A later fault at the same place replaces an earlier one.
      const ran = await runScenario(plan([...given, ...faults]));
      const { seen, violations } = check(ran);
      report.runs += 1;
      report.byFaults[count] = (report.byFaults[count] ?? 0) + 1;
      report.late += lateStops(seen).length;
      for (const { invariant, says } of violations)
        report.broken.push(
          `${name}; ${faults.map(({ key, fault }) => `${fault} at ${key}`).join(' and ')}: ${invariant}: ${says}`,
        );
      return ran;
    };
    const plain = awaitsOf(await attempt([], 0));
    report.awaits[name] = plain.map(({ process, place }) => `${process} ${place}`);
    for (const [index, one] of plain.entries())
      for (const kind of KINDS) {
        const faults = wrongAt(kind, one);
        const ran = await attempt(faults, 1);
        if (!pairs) continue;
        for (const later of awaitsOf(ran).slice(index + 1))
          for (const second of KINDS) await attempt([...faults, ...wrongAt(second, later)], 2);
      }
  }
  return report;
};

/** Runs them all and tells what came of it; 0 when every promise was kept. */
export const runCrashPoints = async (pairs: boolean, say: (line: string) => void): Promise<number> => {
  const { runs, byFaults, awaits, broken, late } = await tryCrashPoints(pairs);
  for (const [name, places] of Object.entries(awaits)) say(`${name}: ${places.length} awaits`);
  say(
    `${runs} runs: ${byFaults[0]} without a fault, ${byFaults[1]} with one, ${byFaults[2]} with two; ${late} late stops inside Nova's gap`,
  );
  for (const line of broken.slice(0, 30)) say(`BROKEN ${line}`);
  say(`${broken.length} broken promises`);
  return broken.length === 0 ? 0 : 1;
};
