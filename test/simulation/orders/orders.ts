import { check } from '../check/check.ts';
import { lateStops } from '../check/late-stops.ts';
import { type Await, awaitsOf } from '../crash/crash-points.ts';
import { KINDS, wrongAt } from '../crash/kinds.ts';
import { CALM_SERVER, planOf, selectionPlan } from '../crash/scenes.ts';
import type { Act, Deed, Plan, ServerPlan } from '../plan.ts';
import { runScenario } from '../run-scenario.ts';

/** What was tried and what it broke. */
interface OrderReport {
  /** Orders by the name of their world. */
  readonly orders: Record<string, number>;
  late: number;
  readonly broken: string[];
}

// Both functions have begun, and not been answered, when the turns begin.
const FIRST_MS = 10;
const SECOND_MS = 20;
const HOUR = 3_600_000;

const SERVERS: Readonly<Record<string, ServerPlan>> = {
  calm: CALM_SERVER,
  'changed lately': { ...CALM_SERVER, upForMs: 30_000 },
};
const DEEDS: readonly (Deed | 'nothing')[] = ['nothing', 'reboot', 'stop', 'lock', 'rename'];
const LABELS: readonly (Deed | 'nothing')[] = ['nothing', 'tag'];

const actsOf = (deed: Deed | 'nothing', server = 0): readonly Act[] =>
  deed === 'nothing' ? [] : [{ deed, server, when: 'turn', nth: 1, inMs: 0, takesMs: 2_000 }];

/** One message twice: two functions at once for one intent. */
const oneIntent = (server: ServerPlan, deed: Deed | 'nothing'): Plan => {
  const plan = planOf(server, actsOf(deed), [{ key: 'queue/1.1', fault: 'queue.duplicate', ms: SECOND_MS - FIRST_MS }]);
  return { ...plan, asks: plan.asks.map((ask) => ({ ...ask, inMs: FIRST_MS })) };
};

/** Two intents at once for one server. */
const twoIntents = (server: ServerPlan, deed: Deed | 'nothing'): Plan => {
  const plan = planOf(server, actsOf(deed), []);
  const asks = [FIRST_MS, SECOND_MS].flatMap((inMs) => plan.asks.map((ask) => ({ ...ask, inMs, windowMs: HOUR })));
  return { ...plan, asks };
};

/** One request that selects, twice: two functions that choose at once. Its server is off: the choice is what it is about. */
const oneSelection = (deed: Deed | 'nothing'): Plan => {
  const plan = selectionPlan(actsOf(deed, 1), [
    { key: 'queue/1.1', fault: 'queue.duplicate', ms: SECOND_MS - FIRST_MS },
  ]);
  const { reports: _, ...quiet } = plan;
  const servers = plan.servers.map((one) => ({ ...one, state: 'stopped' as const }));
  return { ...quiet, servers, asks: plan.asks.map((ask) => ({ ...ask, inMs: FIRST_MS })) };
};

/**
 * Every order in which two functions and a person can take their turns, up to so many changes from one who could have gone on.
 * Returns every await that any of them came to.
 */
const tryWorld = async (
  name: string,
  plan: Plan,
  mostChanges: number,
  report: OrderReport,
): Promise<readonly Await[]> => {
  const awaits = new Map<string, Await>();
  const left: (readonly number[])[] = [[]];
  for (let given = left.pop(); given !== undefined; given = left.pop()) {
    const chosen: number[] = [];
    const others: number[] = [];
    let last: number | undefined;
    let changes = 0;
    const ran = await runScenario(plan, (ready) => {
      const goesOn = last !== undefined && ready.includes(last);
      const options =
        goesOn && changes >= mostChanges
          ? [last as number]
          : goesOn
            ? [last as number, ...ready.filter((who) => who !== last)]
            : ready;
      const choice = given?.[chosen.length] ?? 0;
      const who = options[choice] ?? 0;
      if (goesOn && who !== last) changes += 1;
      chosen.push(choice);
      others.push(options.length);
      // A person acts once: whoever goes next goes on from there.
      last = who;
      return who;
    });
    const { seen, violations } = check(ran);
    report.orders[name] = (report.orders[name] ?? 0) + 1;
    report.late += lateStops(seen).length;
    for (const one of awaitsOf(ran)) awaits.set(`${one.place}/${one.process}.${one.call}`, one);
    for (const { invariant, says } of violations) {
      const wrong = (plan.faults ?? []).map(({ fault, key }) => `${fault} at ${key}, `).join('');
      report.broken.push(`${name}, ${wrong}order ${chosen.join('')}: ${invariant}: ${says}`);
    }
    for (let turn = given.length; turn < chosen.length; turn += 1)
      for (let choice = 1; choice < (others[turn] ?? 0); choice += 1) left.push([...chosen.slice(0, turn), choice]);
  }
  return [...awaits.values()];
};

/**
 * All orders, with at most so many changes, in which two functions that work at once and a person can take their turns; with faults
 * each of them once more with everything that can go wrong at each await.
 */
export const tryOrders = async (mostChanges: number, withFaults: boolean): Promise<OrderReport> => {
  const report: OrderReport = { orders: {}, late: 0, broken: [] };
  const tryPlan = async (name: string, plan: Plan): Promise<void> => {
    const awaits = await tryWorld(name, plan, mostChanges, report);
    if (!withFaults) return;
    for (const one of awaits)
      for (const kind of KINDS) {
        const faults = [...(plan.faults ?? []), ...wrongAt(kind, one)];
        await tryWorld(name, { ...plan, faults }, mostChanges, report);
      }
  };
  for (const [server, plan] of Object.entries(SERVERS))
    for (const deed of DEEDS) {
      await tryPlan(`one intent, ${server}, ${deed}`, oneIntent(plan, deed));
      await tryPlan(`two intents, ${server}, ${deed}`, twoIntents(plan, deed));
    }
  for (const deed of LABELS) await tryPlan(`one selection, ${deed}`, oneSelection(deed));
  return report;
};

/** Tries them and tells what came of it; 0 when every promise was kept. */
export const runOrders = async (
  mostChanges: number,
  withFaults: boolean,
  say: (line: string) => void,
): Promise<number> => {
  const { orders, late, broken } = await tryOrders(mostChanges, withFaults);
  for (const [name, count] of Object.entries(orders)) say(`${name}: ${count} orders`);
  const all = Object.values(orders).reduce((sum, count) => sum + count, 0);
  say(
    `${all} orders of at most ${mostChanges} changes${withFaults ? ', with no fault and with each' : ''}; ${late} late stops inside Nova's gap`,
  );
  for (const line of broken.slice(0, 30)) say(`BROKEN ${line}`);
  say(`${broken.length} broken promises`);
  return broken.length === 0 ? 0 : 1;
};
