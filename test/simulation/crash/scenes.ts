import type { Injected } from '../engine/faults.ts';
import { TAG } from '../models/deeds.ts';
import type { Act, Ask, Plan, Replay, ServerPlan } from '../plan.ts';

const HOUR = 3_600_000;
/** Up since yesterday. */
export const CALM_SERVER: ServerPlan = { state: 'running', locked: false, upForMs: 20 * HOUR, echoes: false };
const CHANGED_LATELY: ServerPlan = { ...CALM_SERVER, upForMs: 30_000 };
const WORLDS: Readonly<Record<string, { readonly server: ServerPlan; readonly given?: Injected }>> = {
  calm: { server: CALM_SERVER },
  'changed lately': { server: CHANGED_LATELY },
  // The history takes so long that the evidence is made sure of by a last look.
  'slow history': { server: CHANGED_LATELY, given: { key: 'list/1.5', fault: 'list.slow', ms: 2_000 } },
  'not stoppable': { server: { ...CALM_SERVER, state: 'paused' } },
};
const OPERATORS: Readonly<Record<string, readonly Act[]>> = {
  never: [],
  'after the stop': [{ deed: 'start', server: 0, when: 'off', nth: 1, inMs: 1_000, takesMs: 5_000 }],
  'before the stop': [{ deed: 'reboot', server: 0, when: 'shown', nth: 1, inMs: 0, takesMs: 5_000 }],
};
const REDELIVERED: Readonly<Record<string, readonly Injected[]>> = {
  'after the lease': [],
  // The same message once more while the first delivery is at work.
  'before the lease ends': [{ key: 'queue/1.1', fault: 'queue.duplicate', ms: 50 }],
};

/** One request for one server, with exactly these acts and faults. */
export const planOf = (server: ServerPlan, acts: readonly Act[], faults: readonly Injected[]): Plan => ({
  seed: 7,
  depth: 'ports',
  servers: [server],
  asks: [
    {
      source: 'queue',
      servers: [0],
      inMs: 1_000,
      windowMs: 2 * HOUR,
      form: 'intents',
      named: true,
      dryRun: false,
      lateMs: 0,
      againMs: [],
    },
  ],
  poison: [],
  acts,
  redrivesMs: [],
  novaSkewMs: 0,
  functionSkewsMs: [0],
  wholeSeconds: true,
  ourRole: 'member',
  maxReceives: 1_000,
  concurrency: 2,
  healsAtMs: 2_400_000,
  rates: {},
  faults,
});

/** One request by a tag, which one of three servers has, in a project of two pages. */
export const selectionPlan = (acts: readonly Act[], faults: readonly Injected[]): Plan => {
  const plan = planOf(CALM_SERVER, acts, faults);
  const select = { keeps: false, atMost: 1 } as const;
  return {
    ...plan,
    servers: [{ ...CALM_SERVER, tags: [TAG] }, CALM_SERVER, CALM_SERVER],
    asks: plan.asks.map((ask): Ask => ({ ...ask, servers: [], select, form: 'request' })),
    pageSize: 2,
    reports: true,
  };
};

/** One request that came too late, and whose dead letter operators replay: the first one perhaps dies before the letter is deleted. */
const replayedPlan = (how: Replay['how'], faults: readonly Injected[]): Plan => {
  const plan = planOf(CALM_SERVER, [], faults);
  const lateMs = 2 * HOUR + 1_000;
  const replays = [
    { inMs: lateMs + 600_000, how, skewMs: 0 },
    { inMs: lateMs + 620_000, how: 'once' as const, skewMs: 0 },
  ];
  return { ...plan, asks: plan.asks.map((ask): Ask => ({ ...ask, lateMs })), replays, healsAtMs: lateMs + 2_400_000 };
};

const REPLAYS: Readonly<Record<string, Replay['how']>> = {
  'replays its letter': 'once',
  'dies before the letter is deleted': 'dies',
  'replays and moves its letter': 'moved',
};

const OWNERS: Readonly<Record<string, readonly Act[]>> = {
  never: [],
  'tags another one': [{ deed: 'tag', server: 1, when: 'pinned', nth: 1, inMs: 0, takesMs: 2_000 }],
  'takes the tag away': [{ deed: 'untag', server: 0, when: 'pinned', nth: 1, inMs: 0, takesMs: 2_000 }],
};

/** A world, what is done in it, and what goes wrong there anyway. */
interface Scene {
  readonly name: string;
  readonly plan: (faults: readonly Injected[]) => Plan;
  readonly given: readonly Injected[];
}

/** Every world, with everybody who acts in it, delivered once and twice. */
export const SCENES: readonly Scene[] = Object.entries(REDELIVERED).flatMap(([redelivered, given]) => [
  ...Object.entries(WORLDS).flatMap(([world, { server, given: slow }]) =>
    Object.entries(OPERATORS).map(
      ([operator, acts]): Scene => ({
        name: `${world}, operator ${operator}, redelivered ${redelivered}`,
        plan: (faults) => planOf(server, acts, faults),
        given: [...(slow ? [slow] : []), ...given],
      }),
    ),
  ),
  ...Object.entries(REPLAYS).map(
    ([operator, how]): Scene => ({
      name: `too late, operator ${operator}, redelivered ${redelivered}`,
      plan: (faults) => replayedPlan(how, faults),
      given,
    }),
  ),
  ...Object.entries(OWNERS).map(
    ([owner, acts]): Scene => ({
      name: `a selection, owner ${owner}, redelivered ${redelivered}`,
      plan: (faults) => selectionPlan(acts, faults),
      given,
    }),
  ),
]);
