import type { Chance } from '../engine/chance.ts';
import type { FaultName, Rates } from '../engine/faults.ts';
import { TAG } from '../models/deeds.ts';
import type { Act, Deed, Moment, Plan } from '../plan.ts';
import { many } from './many.ts';
import { HOUR, MINUTE } from './minutes.ts';

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

/** Draws one thing that a person does to tags, marks and freezes, or to a server. */
export const drawLabelAct = (chance: Chance, servers: number): Act => {
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

/** Draws what goes wrong: with the list, and with anything else. */
export const drawListRates = (chance: Chance): Rates => {
  const rates: Partial<Record<FaultName, number>> = Object.assign(Object.create(null), chance.pick(LISTS));
  for (let left = chance.pick([0, 0, 1, 2, 3]); left > 0; left -= 1) {
    const name = chance.pick(TROUBLES);
    rates[name] = chance.pick(USUAL) * (name.startsWith('process.') ? 0.4 : 1);
  }
  return rates;
};

/** What shows only when it comes together: the list changes between two functions that choose; marks, tags and freezes before a last look. */
export const withSituation = (chance: Chance, plan: Plan): Plan => {
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
