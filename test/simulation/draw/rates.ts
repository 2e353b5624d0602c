import type { Chance } from '../engine/chance.ts';
import { ALL_FAULTS, type FaultName, type Place, type Rates } from '../engine/faults.ts';
import type { Kind } from './situation.ts';

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
  'driver.lies': 0.1,
  'driver.loses': 0.05,
  // Looked at until the patience is over, and nothing else comes of it.
  'driver.dead': 0.03,
  'driver.hangs': 0.05,
  'driver.crawls': 0.05,
};
const OFF = 0.35;
// Of the many ways a stop can go wrong only some are on, or hardly any would ever go right.
const OFF_BY_PLACE: Partial<Record<Place, number>> = { stop: 0.7, show: 0.6, write: 0.55, driver: 0.6 };

const VIGOURS: readonly [number, ...number[]] = [0.5, 1, 1, 2];

interface Trouble {
  readonly name: FaultName;
  readonly off: number;
  readonly rate: number;
}

// Those of a selection are drawn with it.
const ALL = ALL_FAULTS.filter(({ place }) => place !== 'page' && place !== 'report').map(
  ({ place, name }): Trouble => ({ name, off: OFF_BY_PLACE[place] ?? OFF, rate: RATES[name] ?? USUAL_RATE }),
) as [Trouble, ...Trouble[]];

// All but the one that nobody can do anything about.
const STUBBORN = ALL.filter(({ name }) => name !== 'stop.late') as [Trouble, ...Trouble[]];

/** A swarm: each seed draws which faults there are at all; a calm one has none but those of its situation. */
export const drawRates = (chance: Chance, { large, situation }: Kind): Rates => {
  // A table, not a record of fixed fields: every seed has other ones.
  const rates: Partial<Record<FaultName, number>> = Object.assign(Object.create(null), situation?.rates);
  if (chance.yes(0.08)) return rates;
  const vigour = chance.pick(VIGOURS);
  const set = ({ name, rate }: Trouble): void => {
    rates[name] ??= rate * vigour;
  };
  if (large) for (const trouble of ALL) chance.yes(trouble.off) || set(trouble);
  else for (let left = chance.between(1, 4); left > 0; left -= 1) set(chance.pick(ALL));
  // So seldom that it may be in many seeds.
  if (chance.yes(0.1)) rates['stop.late'] ??= 0.005;
  // Some trouble does not pass: what only shows when the same things go wrong again and again.
  if (chance.yes(large ? 0.15 : 0.04)) for (let left = 3; left > 0; left -= 1) rates[chance.pick(STUBBORN).name] = 0.3;
  return rates;
};
