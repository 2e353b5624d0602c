import { type Chance, chanceOf } from '../engine/chance.ts';
import { KEEP, TAG } from '../models/deeds.ts';
import type { Ask, Plan, Selection, ServerPlan } from '../plan.ts';
import { many } from './many.ts';
import { HOUR, MINUTE } from './minutes.ts';
import { drawLabelAct, drawListRates, withSituation } from './selection-acts.ts';

/** One seed in so many is about a request that selects, and of these one in so many goes through HTTP and items. */
const SELECTIONS = 0.12;
const WIRE = 0.05;

const MARKS: readonly [ServerPlan['metadata'] & object, ...(ServerPlan['metadata'] & object)[]] = [
  { 'lights-out': 'no' },
  { 'lights-out': 'Allow' },
  { 'lights-out-until': '2026-03-02T19:59:00Z' },
  { 'lights-out-until': '2026-03-02T19:00:00Z', 'lights-out': 'keep' },
  { 'lights-out-until': '2026-03-02T20:02:00Z' },
  { 'lights-out-until': 'some day' },
];

const drawServer = (chance: Chance, isLater: boolean): ServerPlan => {
  const tags = [
    ...(chance.yes(0.75) ? [TAG] : ['env=prod']),
    ...(chance.yes(0.15) ? [KEEP] : []),
    ...(chance.yes(0.06) ? [chance.pick(['lights-out', 'lights-out=never', 'lights-out=allow'])] : []),
  ];
  return {
    state: chance.yes(0.93) ? 'running' : chance.pick(['stopped', 'error', 'paused']),
    locked: chance.yes(0.03),
    upForMs: isLater ? 0 : chance.pick([30_000, 20 * MINUTE, 20 * HOUR, 20 * HOUR]) + chance.between(0, 5_000),
    echoes: chance.yes(0.3),
    tags,
    ...(chance.yes(0.15) ? { metadata: chance.pick(MARKS) } : {}),
    ...(isLater ? { builtInMs: chance.pick([1_000, 20_000, 2 * MINUTE]) + chance.between(0, 20_000) } : {}),
  };
};

const drawSelection = (chance: Chance, source: Ask['source']): Selection => {
  const dated = source === 'schedule' && chance.yes(0.4);
  const span = chance.pick([
    // Of the day before, of this one, one that ends or begins while the message is on its way.
    { fromMs: -30 * HOUR, toMs: -6 * HOUR },
    { fromMs: -HOUR, toMs: 20 * HOUR },
    { fromMs: -HOUR, toMs: chance.pick([1, 500, 2_000, MINUTE]) },
    { fromMs: chance.pick([1, 500, 2_000]), toMs: HOUR },
  ]);
  return {
    keeps: chance.yes(0.4),
    ...(chance.yes(0.55)
      ? { atMost: chance.pick<Selection['atMost'] & {}>([1, 2, 3, 3, '25%', '50%', '70%', '100%']) }
      : {}),
    ...(dated && chance.yes(0.7) ? { notOn: [span] } : {}),
    ...(dated && chance.yes(0.3) ? { calendarEndsMs: chance.pick([-HOUR, 1, HOUR, 60 * 24 * HOUR]) } : {}),
  };
};

const drawAgainMs = (chance: Chance): number[] => {
  if (chance.yes(0.45)) return [];
  // Up to twenty at once, or one that comes when everything has changed.
  if (chance.yes(0.3)) return many(chance.pick([1, 3, 9, 19]), () => chance.between(0, 300));
  return many(
    chance.pick([1, 1, 2]),
    () => chance.pick([1, 1_000, 10_000, MINUTE, 5 * MINUTE, HOUR]) + chance.between(0, 500),
  );
};

const drawAsk = (chance: Chance, isFew: boolean): Ask => {
  const source = chance.pick<Ask['source']>(['schedule', 'schedule', 'queue', 'queue', 'webhook']);
  return {
    source,
    servers: [],
    select: drawSelection(chance, source),
    inMs: chance.between(0, 2_000),
    windowMs: chance.pick([6, 10, 30, 60, 90, 120]) * MINUTE,
    form: 'request',
    named: isFew || chance.yes(0.8),
    dryRun: chance.yes(0.04),
    lateMs: chance.yes(0.3) ? chance.pick([1_000, 3_000, 20_000, 2 * MINUTE, 10 * MINUTE]) : 0,
    againMs: drawAgainMs(chance),
  };
};

/** By their ids, while a selection is at work: the caps of a request hold for them too. */
const drawNamed = (chance: Chance, servers: number): Ask => ({
  source: chance.pick(['schedule', 'queue']),
  servers: many(servers, (n) => n),
  inMs: chance.pick([0, 500, 5_000, MINUTE]) + chance.between(0, 1_000),
  windowMs: chance.pick([10, 60, 120]) * MINUTE,
  form: 'request',
  named: true,
  dryRun: false,
  lateMs: 0,
  againMs: chance.yes(0.2) ? [chance.pick([1, 1_000])] : [],
});

/** The scenario of a seed that is about a selection; undefined for all others. From a chance of its own: no other seed changes. */
export const drawSelections = (seed: number): Plan | undefined => {
  const chance = chanceOf(seed, 'selection');
  if (!chance.yes(SELECTIONS)) return undefined;
  const wire = chance.yes(WIRE);
  const before = chance.pick([1, 2, 3, 4, 5]);
  const later = chance.yes(0.25) ? chance.between(1, 2) : 0;
  const servers = [...many(before, () => drawServer(chance, false)), ...many(later, () => drawServer(chance, true))];
  const few = chance.yes(0.03);
  return withSituation(chance, {
    seed,
    depth: wire ? 'wire' : 'ports',
    servers,
    asks: [
      ...many(chance.yes(0.12) ? 2 : 1, () => drawAsk(chance, few)),
      ...(chance.yes(0.12) ? [drawNamed(chance, before)] : []),
    ],
    poison: [],
    acts: chance.yes(0.85) ? many(chance.pick([1, 1, 2, 3]), () => drawLabelAct(chance, servers.length)) : [],
    redrivesMs: chance.yes(0.08) ? [chance.pick([20 * MINUTE, HOUR, 3 * HOUR])] : [],
    novaSkewMs: chance.pick([0, 0, 0, 0, 400, -2_000, 5_000, 20_000, -20_000]),
    functionSkewsMs: many(3, () => (chance.yes(0.6) ? 0 : chance.between(-1_500, 1_500))),
    wholeSeconds: chance.yes(0.6),
    ourRole: 'member',
    ...(chance.yes(0.6) ? { pageSize: chance.between(1, 3) } : {}),
    ...(chance.yes(0.15) ? { selectAtMost: chance.between(1, 3) } : {}),
    ...(chance.yes(0.15) ? { atMostPerRequest: chance.between(1, 3) } : {}),
    ...(chance.yes(0.4) ? { reports: true } : {}),
    maxReceives: few ? chance.between(4, 9) : 1_000,
    concurrency: chance.pick([2, 2, 3]),
    healsAtMs: chance.pick([1, 1, 3, 10, 20]) * MINUTE,
    rates: drawListRates(chance),
  });
};
