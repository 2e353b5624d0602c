import { type Chance, chanceOf } from '../engine/chance.ts';
import type { Ask, Plan, Replay } from '../plan.ts';
import { HOUR, MINUTE } from './minutes.ts';

/** So many plans have an operator who replays dead letters. */
const REPLAYED = 0.06;

// What comes after its window expires, and is there to be replayed.
const drawExpired = (chance: Chance, ask: Ask): Ask => {
  const windowMs = chance.pick([10 * MINUTE, HOUR, HOUR, 2 * HOUR]);
  return { ...ask, windowMs, lateMs: windowMs + chance.pick([1_000, MINUTE, HOUR]), againMs: [] };
};

const drawAsk = (chance: Chance, ask: Ask): Ask =>
  ask.select === undefined && ask.undelivered === undefined && chance.yes(0.75) ? drawExpired(chance, ask) : ask;

const drawReplay = (chance: Chance, inMs: number): Replay => ({
  inMs,
  how: chance.pick(['once', 'once', 'dies', 'moved']),
  // The clock of an operator's machine, which may be a minute ahead of ours.
  skewMs: chance.pick([0, 0, 0, 20_000, -20_000]),
});

/** A plan whose dead letters may be replayed, once or twice. From a chance of its own: no other seed changes. */
export const withReplays = (plan: Plan): Plan => {
  const chance = chanceOf(plan.seed, 'replay');
  const [first, ...others] = plan.asks;
  if (first === undefined || !chance.yes(REPLAYED)) return plan;
  const isMoved = chance.yes(0.2);
  const ask = isMoved ? { ...first, form: 'request' as const, named: false } : drawAsk(chance, first);
  const after = chance.pick([30_000, 5 * MINUTE, 20 * MINUTE, HOUR, 3 * HOUR, 40 * HOUR]) + chance.between(0, 1_000);
  const inMs = ask.inMs + ask.lateMs + after;
  const again = chance.pick([1, 500, 5_000, 2 * MINUTE, 30 * MINUTE, 3 * HOUR]);
  const replays = [drawReplay(chance, inMs), ...(chance.yes(0.5) ? [drawReplay(chance, inMs + again)] : [])];
  // A schedule that was not delivered is mostly replayed, and not moved before.
  const redrivesMs = ask.undelivered !== undefined && chance.yes(0.8) ? [] : plan.redrivesMs;
  const moved = isMoved
    ? { maxReceives: chance.between(2, 5), rates: { ...plan.rates, 'send.refused': 0.6, 'read.unavailable': 0.6 } }
    : {};
  return { ...plan, ...moved, asks: [ask, ...others], redrivesMs, replays };
};
