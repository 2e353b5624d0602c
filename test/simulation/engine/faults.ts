import { hashOf, mix, unitAt } from './chance.ts';

/** Everything that can go wrong at a call or at a model's own step, by where it happens. */
const FAULTS = {
  clouds: ['secret-unreadable'],
  login: ['unavailable', 'refused', 'slow'],
  show: ['unavailable', 'throttled', 'unanswered', 'unauthorized', 'garbage', 'page', 'not-found', 'stale', 'slow'],
  list: ['unavailable', 'refused', 'unanswered', 'lag', 'slow'],
  action: ['unavailable'],
  // Of the list of servers: a cell that is down shows as UNKNOWN, one that is lost not at all.
  page: ['unavailable', 'throttled', 'unanswered', 'garbage', 'lag', 'cell-down', 'cell-lost', 'stuck', 'slow'],
  stop: [
    'not-sent',
    'lost-before',
    'lost-after',
    'late',
    'error-before',
    'error-after',
    'gateway-before',
    'gateway-after',
    'proxy-503-after',
    'page-after',
    'unavailable',
    'throttled',
    'unauthorized',
    'postponed-before',
    'postponed-after',
    'odd-400',
    'forbidden',
    'bad-request',
    'slow',
    'slow-cloud',
  ],
  driver: ['fails', 'lies', 'loses', 'hangs', 'dead', 'crawls', 'shrugs'],
  read: ['unavailable', 'slow'],
  write: ['throttled', 'lost-answer', 'lost-unread', 'error-unwritten', 'late-write', 'slow'],
  query: ['unavailable', 'slow'],
  send: ['refused', 'lost-answer', 'slow'],
  letter: ['refused', 'lost-answer', 'slow'],
  delay: ['refused', 'slow'],
  report: ['refused', 'lost-answer', 'slow'],
  queue: ['duplicate', 'late', 'not-deleted'],
  process: ['crash-before', 'crash-after', 'stall'],
} as const;

export type Place = keyof typeof FAULTS;
export type FaultName = { [P in Place]: `${P}.${(typeof FAULTS)[P][number]}` }[Place];

/** All of them by their full names, each with its place. */
export const ALL_FAULTS: readonly { readonly place: Place; readonly name: FaultName }[] = (
  Object.keys(FAULTS) as Place[]
).flatMap((place) => FAULTS[place].map((fault) => ({ place, name: `${place}.${fault}` as FaultName })));

/** One thing that goes wrong, once. */
export interface Injected {
  /** The place and which of its moments: process and call, or the model's own count. */
  readonly key: string;
  readonly fault: FaultName;
  /** How long, how late, how far behind: milliseconds, where the fault has such a thing. */
  readonly ms: number;
}

/** How likely each fault is; one that is not named never happens. */
export type Rates = Partial<Readonly<Record<FaultName, number>>>;

/** Decides what goes wrong. Everything injected is written down, and can be given back as an explicit list. */
export interface Faults {
  at(place: Place, first: number, second: number): Injected | undefined;
  readonly injected: readonly Injected[];
  heal(): void;
}

// The range a fault's own milliseconds are drawn from; biased to the short end.
const RANGES: Partial<Record<FaultName, readonly [number, number]>> = {
  'show.throttled': [1_000, 900_000],
  'stop.throttled': [1_000, 900_000],
  'show.stale': [100, 40_000],
  'list.lag': [100, 40_000],
  'page.lag': [100, 40_000],
  'page.throttled': [1_000, 300_000],
  'stop.late': [10_000, 100_000],
  'queue.duplicate': [0, 7_200_000],
  'queue.late': [1_000, 900_000],
  'write.late-write': [100, 8_000],
  'driver.crawls': [60_000, 1_500_000],
  'driver.hangs': [60_000, 3_600_000],
  'process.stall': [1_000, 45_000],
  'stop.slow-cloud': [1_000, 9_000],
};
const SLOW: readonly [number, number] = [500, 12_000];

/** How likely each fault of a place is, of those that may happen there at all, and all of them together. */
interface Likely {
  readonly id: number;
  readonly each: { readonly fault: FaultName; readonly rate: number }[];
  any: number;
}

const likely = (rates: Rates): ReadonlyMap<Place, Likely> => {
  const known = new Map<Place, Likely>();
  for (const fault of Object.keys(rates) as FaultName[]) {
    const rate = rates[fault] ?? 0;
    const place = fault.slice(0, fault.indexOf('.')) as Place;
    const here = known.get(place) ?? { id: hashOf(place), each: [], any: 0 };
    known.set(place, here);
    here.each.push({ fault, rate });
    here.any += rate;
  }
  return known;
};

/** Draws faults from a seed at their rates, or, when a list is given, injects exactly that list. */
export const createFaults = (seed: number, rates: Rates, given: readonly Injected[] | undefined): Faults => {
  const injected: Injected[] = [];
  const explicit = given && new Map(given.map((fault) => [fault.key, fault]));
  let healed = false;
  const known = likely(rates);
  const draw = (place: Place, first: number, second: number): Injected | undefined => {
    const here = known.get(place);
    if (here === undefined) return undefined;
    let left = unitAt(seed, here.id, first, second);
    if (left >= here.any) return undefined;
    for (const { fault, rate } of here.each) {
      left -= rate;
      if (left < 0) {
        const [least, most] = RANGES[fault] ?? SLOW;
        const part = unitAt(seed, mix(here.id, 1), first, second) ** 2;
        return { key: `${place}/${first}.${second}`, fault, ms: Math.floor(least + part * (most - least)) };
      }
    }
    return undefined;
  };
  return {
    injected,
    at: (place, first, second) => {
      if (healed) return undefined;
      const fault = explicit ? explicit.get(`${place}/${first}.${second}`) : draw(place, first, second);
      if (fault !== undefined) injected.push(fault);
      return fault;
    },
    heal: () => {
      healed = true;
    },
  };
};
