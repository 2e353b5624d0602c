import { freezesIn } from '../../lib/ledger/freezes.ts';
import type { Item } from '../../lib/ledger/table.ts';
import type { Entry } from '../../lib/power/entry.ts';
import type { FreezeBook } from '../../lib/power/ports/freezes.ts';
import type { Roll } from '../../lib/power/roll.ts';
import type { Injected } from './engine/faults.ts';
import type { Recorded } from './engine/record.ts';
import type { Ended } from './engine/timeline.ts';
import type { Choose } from './engine/turns.ts';
import { createWorld, DUSK, type World } from './engine/world.ts';
import { letCallersAsk, type WebhookCall } from './models/callers.ts';
import { portDepth } from './models/depths.ts';
import { createLedgerStore, type Stored } from './models/ledger-store.ts';
import { createNova } from './models/nova.ts';
import { createNovaCalls, type NovaCalls } from './models/nova-calls.ts';
import { letOperatorsReplay } from './models/operators.ts';
import { letPeopleAct } from './models/people.ts';
import { createQueue, type Queue } from './models/queue.ts';
import { tableAtHand } from './models/table-port.ts';
import { webhookFunction } from './models/webhook-function.ts';
import { wireDepth } from './models/wire-depth.ts';
import { createWorker, VISIBILITY_MS } from './models/worker.ts';
import type { Plan } from './plan.ts';

/** What a scenario left behind. */
export interface Ran {
  readonly plan: Plan;
  readonly history: readonly Recorded[];
  readonly injected: readonly Injected[];
  readonly ended: Ended;
  /** What the ledger holds at the end, by key. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly rolls: ReadonlyMap<string, Roll>;
}

const HORIZON_MS = 10 * 24 * 3_600_000;

interface Wired {
  all(): readonly (readonly [string, Stored<unknown>])[];
  readonly freezes: FreezeBook;
  readonly webhook: ((call: WebhookCall) => void) | undefined;
}
type Queues = { readonly stop: Queue; readonly dead: Queue };

const behindPorts = (world: World, calls: NovaCalls, queues: Queues): Wired => {
  const store = createLedgerStore<Entry>(world);
  const items = createLedgerStore<Item>(world);
  createWorker(world, queues, portDepth(world, calls, store, items));
  return {
    all: () => [...store.all(), ...items.all()],
    freezes: freezesIn(tableAtHand(items)),
    webhook: undefined,
  };
};

const onWires = (world: World, calls: NovaCalls, queues: Queues): Wired => {
  const store = createLedgerStore<Item>(world);
  const worker = createWorker(world, queues, wireDepth(world, calls, store));
  return {
    all: () => [...store.all()],
    freezes: freezesIn(tableAtHand(store)),
    webhook: webhookFunction(world, queues, store, worker.start),
  };
};

/** Runs one scenario to its end, in virtual time; the order in which its first calls take effect may be chosen. */
export const runScenario = async (plan: Plan, choose?: Choose): Promise<Ran> => {
  const world = createWorld(plan, choose);
  const nova = createNova(world);
  const calls = createNovaCalls(world, nova);
  const dead = createQueue(world, 'dead', { visibilityMs: VISIBILITY_MS, maxReceives: 1_000 });
  const stop = createQueue(world, 'stop', {
    visibilityMs: VISIBILITY_MS,
    maxReceives: plan.maxReceives,
    deadLetters: dead,
  });
  const stored =
    plan.depth === 'wire' ? onWires(world, calls, { stop, dead }) : behindPorts(world, calls, { stop, dead });
  letPeopleAct(world, nova, stored.freezes);
  const sentBack = letCallersAsk(world, { stop, dead, webhook: stored.webhook });
  world.timeline.quietly(DUSK + plan.healsAtMs, () => {
    world.faults.heal();
    world.tell({ kind: 'healed' });
  });
  letOperatorsReplay(world, { stop, dead }, sentBack);
  const ended = await world.timeline.run(DUSK + HORIZON_MS);
  const entries = new Map<string, Entry>();
  const rolls = new Map<string, Roll>();
  for (const [key, { entry, roll }] of stored.all()) {
    if (entry !== undefined) entries.set(key, entry);
    if (roll !== undefined) rolls.set(key, roll);
  }
  return { plan, history: world.history, injected: world.faults.injected, ended, entries, rolls };
};
