import { chanceOf } from '../engine/chance.ts';
import type { Ask, Plan } from '../plan.ts';
import { HOUR, MINUTE } from './minutes.ts';

/** So many plans have a schedule that Scheduler could not deliver. */
const UNDELIVERED = 0.03;

/** A plan whose first request may be a schedule's that is not delivered. From a chance of its own: no other seed changes. */
export const withUndelivered = (plan: Plan): Plan => {
  const chance = chanceOf(plan.seed, 'undelivered');
  const [first, ...others] = plan.asks;
  if (first === undefined || !chance.yes(UNDELIVERED)) return plan;
  const ask: Ask = {
    ...first,
    source: 'schedule',
    form: 'request',
    undelivered: chance.pick(['replaced', 'left']),
    // Scheduler tries for ten minutes (deploy/schedule-resources.ts).
    lateMs: chance.pick([0, 1_000, MINUTE, 10 * MINUTE]),
    // It is delivered as well.
    againMs: chance.yes(0.4) ? [chance.pick([0, 500, 30_000, 5 * MINUTE, HOUR])] : [],
  };
  const backMs = chance.pick([500, 30_000, 2 * MINUTE, 5 * MINUTE, 20 * MINUTE, HOUR, 3 * HOUR, 40 * HOUR]);
  const sentBackMs = ask.inMs + ask.lateMs + backMs;
  const poison = chance.yes(0.1) ? [{ inMs: MINUTE, what: 'letter-without-attributes' as const }] : [];
  return {
    ...plan,
    asks: [ask, ...others],
    poison: [...plan.poison, ...poison],
    redrivesMs: [...plan.redrivesMs, sentBackMs].sort((a, b) => a - b),
  };
};
