import { type Chance, chanceOf } from '../engine/chance.ts';
import type { Ask, Plan, ServerPlan } from '../plan.ts';
import { drawAct } from './acts.ts';
import { drawAsks, drawPoison } from './asks.ts';
import { many } from './many.ts';
import { HOUR, MINUTE } from './minutes.ts';
import { drawRates } from './rates.ts';
import { withReplays } from './replays.ts';
import { drawSelections } from './selection.ts';
import { drawSituation, type Kind } from './situation.ts';
import { withUndelivered } from './undelivered.ts';

/** One seed in this many goes through HTTP, SQS's wire and table items. */
const WIRE_EVERY = 125;
/** So many have all kinds of trouble for an hour, several servers and requests. */
const LARGE = 0.003;
/** So many clouds have no action list. */
const LISTLESS = 0.06;

const drawServer = (chance: Chance, { large, situation }: Kind): ServerPlan => ({
  state: chance.yes(0.88)
    ? 'running'
    : chance.pick(['stopped', 'stopped', 'error', 'error', 'error', 'paused', large ? 'building' : 'error']),
  locked: chance.yes(0.03),
  upForMs: chance.pick([30_000, 4 * MINUTE, 20 * MINUTE, 20 * HOUR, 20 * HOUR, 20 * HOUR]) + chance.between(0, 5_000),
  echoes: situation?.needs === 'echo' || chance.yes(0.5),
});

const drawRedrivesMs = (chance: Chance, { large, situation }: Kind): number[] =>
  chance.yes(large ? 0.3 : situation?.needs === 'redrive' ? 0.7 : 0.04)
    ? [chance.pick([20 * MINUTE, HOUR, 3 * HOUR, 3 * HOUR, 40 * HOUR])]
    : [];

const drawHealsAtMs = (chance: Chance, { large }: Kind): number => {
  if (large) return chance.pick([3, 3, 10, 30, 60]) * MINUTE;
  return chance.yes(0.05) ? 20 * MINUTE : chance.pick([1, 1, 2, 3, 3]) * MINUTE;
};

/** One seed in so many has a server that ends every function which looks at it, asked for together with the others. */
const KILLER = 0.004;

// From a chance of its own, so that no other seed changes.
const withKiller = (plan: Plan): Plan => {
  const chance = chanceOf(plan.seed, 'killer');
  const [first] = plan.asks;
  if (plan.depth === 'wire' || first === undefined || !chance.yes(KILLER)) return plan;
  const server: ServerPlan = { state: 'running', locked: false, upForMs: 20 * HOUR, echoes: false };
  const killer = plan.servers.length;
  const inMs = first.inMs + first.lateMs;
  const asked: Ask = {
    source: 'queue',
    servers: [killer],
    inMs,
    windowMs: chance.pick([20 * MINUTE, HOUR, 2 * HOUR]),
    form: 'intents',
    named: true,
    dryRun: false,
    lateMs: 0,
    againMs: [],
  };
  return { ...plan, servers: [...plan.servers, server], killers: [killer], asks: [...plan.asks, asked] };
};

/** Draws the whole scenario of a seed. */
export const drawPlan = (seed: number): Plan =>
  withReplays(withUndelivered(drawSelections(seed) ?? withKiller(drawWithoutKiller(seed))));

const drawWithoutKiller = (seed: number): Plan => {
  const chance = chanceOf(seed, 'plan');
  const wire = seed % WIRE_EVERY === 0;
  const large = chance.yes(LARGE);
  const kind: Kind = { wire, admin: wire && chance.yes(0.1), large, situation: drawSituation(chance, wire) };
  // Small scenarios find as much as large ones, sooner: what goes wrong needs one server and two who want something of it.
  const servers = large && chance.yes(0.5) ? chance.pick([2, 2, 3]) : 1;
  const asks = drawAsks(chance, kind, servers);
  const poison = drawPoison(chance, kind);
  const few = poison.some(({ what }) => what === 'newer') || chance.yes(0.03);
  // A stream of its own: it moves nothing else of the seed.
  const listless = chanceOf(seed, 'action list').yes(LISTLESS);
  return {
    seed,
    depth: wire ? 'wire' : 'ports',
    servers: many(servers, () => drawServer(chance, kind)),
    asks,
    poison,
    acts: chance.yes(0.9) ? many(chance.pick([1, 2, 2, 3]), () => drawAct(chance, kind, servers, asks[0])) : [],
    redrivesMs: drawRedrivesMs(chance, kind),
    novaSkewMs: chance.yes(0.002)
      ? 300_000
      : chance.pick([0, 0, 0, 0, 0, 0, 400, -2_000, 5_000, -5_000, 20_000, -20_000]),
    functionSkewsMs: many(3, () => (chance.yes(0.6) ? 0 : chance.between(-1_500, 1_500))),
    wholeSeconds: chance.yes(0.6),
    ...(listless && { listless }),
    ourRole: kind.admin ? 'admin' : 'member',
    maxReceives: few ? chance.between(4, 9) : 1_000,
    concurrency: 2,
    healsAtMs: drawHealsAtMs(chance, kind),
    rates: drawRates(chance, kind),
  };
};
