import { type Chance, chanceOf } from '../engine/chance.ts';
import type { FaultName, Rates } from '../engine/faults.ts';
import { KEEP, TAG } from '../models/deeds.ts';
import type { Act, Ask, Deed, Moment, Plan, Selection, ServerPlan } from '../plan.ts';
import { many } from './many.ts';
import { HOUR, MINUTE } from './minutes.ts';

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

const DEEDS: readonly [Deed, ...Deed[]] = [
  ...(['tag', 'tag', 'untag', 'untag', 'untag', 'keep', 'unkeep'] as const),
  ...([
    'protect',
    'protect',
    'protect',
    'protect-metadata',
    'protect-until',
    'protect-unreadably',
    'unprotect',
  ] as const),
  ...(['freeze', 'freeze', 'freeze', 'freeze-all', 'freeze-all', 'freeze-another', 'thaw'] as const),
  ...(['lock', 'start', 'reboot', 'delete', 'rename'] as const),
];
const MOMENTS: readonly [Moment, ...Moment[]] = [
  ...(['time', 'time', 'paged', 'paged', 'pinned', 'pinned', 'shown', 'shown', 'listed', 'marked', 'marked'] as const),
  ...(['stop-left', 'accepted', 'off', 'delivered', 'delivered', 'returned', 'buried'] as const),
];

const drawAct = (chance: Chance, servers: number): Act => {
  const when = chance.pick(MOMENTS);
  return {
    deed: chance.pick(DEEDS),
    server: chance.between(0, servers - 1),
    when,
    nth: chance.pick([1, 1, 1, 2, 3]),
    inMs:
      when === 'time'
        ? chance.between(0, chance.pick([3_000, 10 * MINUTE]))
        : chance.pick([0, 0, 0, 1, 20, 100, 1_000, 5_000]),
    takesMs: 2_000 + chance.between(0, 5_000),
    endsInMs: chance.pick([-HOUR, 30_000, 5 * MINUTE, 20 * MINUTE, 3 * HOUR]),
  };
};

const LISTS: readonly [Rates, ...Rates[]] = [
  {},
  {},
  { 'page.unavailable': 0.25, 'page.garbage': 0.05 },
  { 'page.unanswered': 0.15, 'page.slow': 0.15 },
  { 'page.throttled': 0.25 },
  { 'page.lag': 0.5 },
  { 'page.cell-down': 0.4 },
  { 'page.cell-lost': 0.3 },
  { 'page.stuck': 0.4 },
];
const TROUBLES: readonly [FaultName, ...FaultName[]] = [
  ...(['process.crash-before', 'process.crash-after', 'process.crash-after', 'process.stall'] as const),
  ...([
    'write.throttled',
    'write.lost-answer',
    'write.lost-unread',
    'write.error-unwritten',
    'write.late-write',
  ] as const),
  ...(['read.unavailable', 'read.slow', 'query.unavailable', 'query.slow', 'write.slow'] as const),
  ...(['send.refused', 'send.lost-answer', 'letter.refused', 'letter.lost-answer', 'delay.refused'] as const),
  ...(['report.refused', 'report.lost-answer', 'report.slow', 'queue.duplicate', 'queue.not-deleted'] as const),
  ...([
    'show.slow',
    'show.stale',
    'list.slow',
    'show.unavailable',
    'stop.lost-after',
    'clouds.secret-unreadable',
  ] as const),
];
const USUAL: readonly [number, ...number[]] = [0.05, 0.1, 0.3];

const drawRates = (chance: Chance): Rates => {
  const rates: Partial<Record<FaultName, number>> = Object.assign(Object.create(null), chance.pick(LISTS));
  for (let left = chance.pick([0, 0, 1, 2, 3]); left > 0; left -= 1) {
    const name = chance.pick(TROUBLES);
    rates[name] = chance.pick(USUAL) * (name.startsWith('process.') ? 0.4 : 1);
  }
  return rates;
};

/** What shows only when it comes together: the list changes between two functions that choose; marks, tags and freezes before a last look. */
const withSituation = (chance: Chance, plan: Plan): Plan => {
  const server = (): number => chance.between(0, plan.servers.length - 1);
  const act = (deed: Deed, when: Moment, nth: number, inMs: number, on = server()): Act => ({
    ...{ deed, server: on, when, nth, inMs },
    takesMs: 2_000,
    endsInMs: HOUR,
  });
  if (chance.yes(0.15)) {
    const asks = plan.asks.map((ask) => ({
      ...ask,
      named: true,
      againMs: many(chance.pick([1, 3, 9]), () => chance.between(0, 60)),
    }));
    const deeds = ['tag', 'untag', 'tag', 'keep'] as const;
    const acts = many(2, () => act(chance.pick(deeds), 'paged', chance.pick([1, 1, 2, 3]), chance.pick([0, 5, 30])));
    return { ...plan, asks, acts, rates: { ...plan.rates, 'page.slow': chance.pick([0, 0.3]) } };
  }
  if (chance.yes(0.04)) {
    // More than are allowed, and a dead-letter queue that does not take the letter at once.
    const asks = plan.asks.map((ask) =>
      ask.select === undefined ? ask : { ...ask, select: { keeps: false, atMost: 1 } },
    );
    return { ...plan, asks, rates: { ...plan.rates, 'letter.refused': 0.9 } };
  }
  if (chance.yes(0.25)) {
    const servers = plan.servers.map((one) =>
      one.builtInMs === undefined
        ? { ...one, state: 'running' as const, tags: [TAG], metadata: {}, upForMs: 40_000 }
        : one,
    );
    const on = server();
    const deed = chance.pick<Deed>(['protect', 'untag', 'untag', 'keep', 'freeze', 'freeze', 'freeze-all']);
    const when = chance.pick<Moment>(['shown', 'shown', 'shown', 'listed', 'marked']);
    const acts = [act(deed, when, when === 'shown' ? 2 : 1, chance.pick([0, 0, 1, 20]), on)];
    const slow = chance.pick<Rates>([{ 'list.slow': 0.5 }, { 'query.slow': 0.3 }, { 'write.slow': 0.3 }]);
    return { ...plan, servers, acts, rates: { ...plan.rates, ...slow } };
  }
  return plan;
};

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
    acts: chance.yes(0.85) ? many(chance.pick([1, 1, 2, 3]), () => drawAct(chance, servers.length)) : [],
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
    rates: drawRates(chance),
  });
};
