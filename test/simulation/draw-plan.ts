import { type Chance, chanceOf } from './engine/chance.ts';
import { FAULTS, type FaultName, type Place, type Rates } from './engine/faults.ts';
import type { Act, Ask, Deed, Moment, Plan, Poison, ServerPlan } from './plan.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

// How often a fault that is switched on happens at each of its places; the usual rate is a twelfth.
const USUAL_RATE = 0.08;
const RATES: Rates = {
  'stop.forbidden': 0.02,
  'stop.bad-request': 0.02,
  'stop.odd-400': 0.03,
  'stop.not-sent': 0.05,
  // A request that outlives its client by minutes is rarer than an answer that is lost.
  'stop.late': 0.005,
  'show.not-found': 0.04,
  'process.crash-before': 0.02,
  'process.crash-after': 0.02,
  'queue.not-deleted': 0.15,
  'queue.duplicate': 0.25,
  'letter.refused': 0.25,
  'send.refused': 0.25,
  'process.stall': 0.04,
  'driver.shrugs': 0.1,
  'driver.fails': 0.3,
  'driver.lies': 0.15,
  'driver.dead': 0.05,
  'driver.hangs': 0.15,
  'driver.crawls': 0.15,
};
const OFF = 0.35;
// Of the many ways a stop can go wrong only some are on, or hardly any would ever go right.
const OFF_BY_PLACE: Partial<Record<Place, number>> = { stop: 0.7, show: 0.6, write: 0.55, driver: 0.6 };

const ALL: readonly { readonly name: FaultName; readonly off: number; readonly rate: number }[] = (
  Object.keys(FAULTS) as Place[]
).flatMap((place) =>
  FAULTS[place].map((fault) => {
    const name = `${place}.${fault}` as FaultName;
    return { name, off: OFF_BY_PLACE[place] ?? OFF, rate: RATES[name] ?? USUAL_RATE };
  }),
);

// All but the one that nobody can do anything about.
const STUBBORN = ALL.filter(({ name }) => name !== 'stop.late') as [(typeof ALL)[number], ...typeof ALL];

/** A swarm: each seed draws which faults there are at all. A calm seed has none. */
const drawRates = (chance: Chance): Rates => {
  // A table, not a record of fixed fields: every seed has other ones.
  const rates: Partial<Record<FaultName, number>> = Object.create(null);
  if (chance.yes(0.08)) return rates;
  const vigour = chance.pick([0.5, 1, 1, 2]);
  for (const { name, off, rate } of ALL) if (!chance.yes(off)) rates[name] = rate * vigour;
  // Some trouble does not pass: what only shows when the same things go wrong again and again.
  if (chance.yes(0.15)) for (const { name } of many(3, () => chance.pick(STUBBORN))) rates[name] = 0.3;
  return rates;
};

const drawServer = (chance: Chance): ServerPlan => ({
  state: chance.yes(0.85)
    ? 'running'
    : chance.pick(['stopped', 'stopped', 'error', 'error', 'error', 'paused', 'building']),
  locked: chance.yes(0.03),
  upForMs: chance.pick([30_000, 4 * MINUTE, 20 * MINUTE, 20 * HOUR, 20 * HOUR, 20 * HOUR]) + chance.between(0, 5_000),
  echoes: chance.yes(0.5),
});

const WINDOWS = [6 * MINUTE, 6 * MINUTE, 6 * MINUTE, 10 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR] as const;

// Late enough to be interesting, and now and then just before the last moment at which a stop may leave.
const drawLateMs = (chance: Chance, windowMs: number): number => {
  if (chance.yes(0.03)) return windowMs - 10_000 - chance.between(0, 700);
  return chance.yes(0.1) ? chance.pick([10_000, 2 * MINUTE, 10 * MINUTE, 90 * MINUTE]) : 0;
};

const drawAsk = (chance: Chance, servers: readonly number[], n: number): Ask => {
  const windowMs = chance.pick(WINDOWS);
  return {
    source: chance.pick(['schedule', 'webhook', 'queue', 'queue']),
    servers,
    inMs:
      n === 0
        ? chance.between(0, 2_000)
        : chance.pick([0, 500, 5_000, MINUTE, 3 * MINUTE, 20 * MINUTE]) + chance.between(0, 2_000),
    windowMs,
    form: chance.yes(0.5) ? 'intents' : 'request',
    named: chance.yes(0.6),
    dryRun: chance.yes(0.06),
    lateMs: drawLateMs(chance, windowMs),
    againMs: chance.yes(0.25) ? [chance.pick([1, 1_000, 30_000, 5 * MINUTE, HOUR, 30 * HOUR])] : [],
  };
};

const DEEDS: readonly [Deed, ...Deed[]] = [
  'start',
  'start',
  'start',
  'start',
  'reboot',
  'reboot',
  'reboot',
  'stop',
  'rebuild',
  'lock',
  'unlock',
  'delete',
  'pause',
  'shelve',
  'rename',
  'rename',
  'break',
];
const MOMENTS: readonly [Moment, ...Moment[]] = [
  'time',
  'time',
  'shown',
  'shown',
  'listed',
  'marked',
  'stop-left',
  'accepted',
  'off',
  'off',
  'off',
  'delivered',
  'returned',
  'buried',
];

const drawAct = (chance: Chance, servers: number): Act => {
  const deed = chance.pick(DEEDS);
  // A start makes sense once the server is off; anything else may come whenever.
  const when = deed === 'start' && chance.yes(0.6) ? 'off' : chance.pick(MOMENTS);
  const inMs =
    when === 'time'
      ? chance.between(-10, 60) * MINUTE + chance.between(0, MINUTE)
      : chance.pick([0, 1, 50, 1_000, 10_000, MINUTE, 10 * MINUTE]) + chance.between(0, 50);
  return {
    deed,
    server: chance.between(0, servers - 1),
    when,
    nth: chance.pick([1, 1, 1, 2, 3]),
    inMs: Math.max(inMs, 0),
    takesMs: chance.pick([2_000, 5_000, 30_000, 4 * MINUTE]) + chance.between(0, 999),
    ...(chance.yes(0.2) ? { asUs: true } : {}),
  };
};

const POISONS: readonly [Poison['what'], ...Poison['what'][]] = [
  'not-json',
  'unknown-field',
  'future',
  'keyword',
  'backwards',
  'forged-webhook',
  'changed-webhook',
  'newer',
];

/** One in this many seeds goes through HTTP, SQS's wire and table items. */
const WIRE_EVERY = 40;

/** Draws the whole scenario of a seed. */
export const drawPlan = (seed: number): Plan => {
  const chance = chanceOf(seed, 'plan');
  // Small scenarios find as much as large ones, sooner: what goes wrong needs one server and two who want something of it.
  const servers = chance.yes(0.9) ? 1 : chance.pick([2, 2, 3]);
  const asks = chance.yes(0.7) ? 1 : chance.pick([2, 2, 2, 3]);
  const all = many(servers, (n) => n);
  const poison = chance.yes(0.1)
    ? many(chance.between(1, 2), () => ({ inMs: chance.between(0, 10) * MINUTE, what: chance.pick(POISONS) }))
    : [];
  const few = poison.some(({ what }) => what === 'newer') || chance.yes(0.04);
  return {
    seed,
    depth: seed % WIRE_EVERY === 0 ? 'wire' : 'ports',
    servers: many(servers, () => drawServer(chanceOf(seed, `server ${chance.between(0, 1e6)}`))),
    asks: many(asks, (n) => drawAsk(chance, n === 0 || chance.yes(0.5) ? all : [chance.between(0, servers - 1)], n)),
    poison,
    acts: chance.yes(0.7) ? many(chance.pick([1, 1, 2, 3]), () => drawAct(chance, servers)) : [],
    redrivesMs: chance.yes(0.3) ? [chance.pick([20 * MINUTE, HOUR, 3 * HOUR, 3 * HOUR, 40 * HOUR])] : [],
    novaSkewMs: chance.yes(0.02)
      ? 300_000
      : chance.pick([0, 0, 0, 0, 0, 0, 400, -2_000, 5_000, -5_000, 20_000, -20_000]),
    functionSkewsMs: many(3, () => (chance.yes(0.6) ? 0 : chance.between(-1_500, 1_500))),
    wholeSeconds: chance.yes(0.6),
    ourRole: chance.yes(0.05) ? 'admin' : 'member',
    maxReceives: few ? chance.between(4, 9) : 1_000,
    concurrency: 2,
    healsAtMs: chance.pick([3, 3, 3, 3, 3, 10, 10, 10, 30, 60]) * MINUTE,
    rates: drawRates(chance),
  };
};
