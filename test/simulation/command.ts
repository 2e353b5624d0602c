import { parseArgs } from 'node:util';

/** What was asked for on the command line. */
export interface Command {
  readonly seeds: number;
  readonly from: number;
  readonly seed?: number;
  readonly trace: boolean;
  readonly shrink: boolean;
  readonly keep: boolean;
  readonly fixture?: string;
  readonly report?: string;
  readonly plant?: string;
  readonly plants: boolean;
  readonly crashPoints: boolean;
  readonly pairs: boolean;
  /** Every order of the calls of two functions and a person, with at most so many changes between them. */
  readonly orders: boolean;
  readonly changes: number;
  /** And with everything that can go wrong at each await. */
  readonly faults: boolean;
  readonly untilBroken: boolean;
  readonly hash: boolean;
  /** People act, and nothing goes wrong by itself. */
  readonly calm: boolean;
}

/** A mistake of the caller's: one line, exit 2. */
export class Misuse extends Error {}

const OPTIONS = {
  seeds: { type: 'string' },
  from: { type: 'string' },
  seed: { type: 'string' },
  trace: { type: 'boolean' },
  shrink: { type: 'boolean' },
  keep: { type: 'boolean' },
  fixture: { type: 'string' },
  report: { type: 'string' },
  plant: { type: 'string' },
  plants: { type: 'boolean' },
  'crash-points': { type: 'boolean' },
  pairs: { type: 'boolean' },
  orders: { type: 'boolean' },
  changes: { type: 'string' },
  faults: { type: 'boolean' },
  'until-broken': { type: 'boolean' },
  hash: { type: 'boolean' },
  calm: { type: 'boolean' },
} as const;

type Option = keyof typeof OPTIONS;

// What else may be said with each thing there is to do; without any of them many seeds are run.
const GOES_WITH: Readonly<Record<string, readonly Option[]>> = {
  plants: ['plant', 'seeds', 'from'],
  'crash-points': ['plant', 'pairs'],
  orders: ['plant', 'changes', 'faults'],
  fixture: ['plant', 'trace', 'shrink', 'keep', 'hash'],
  seed: ['plant', 'calm', 'trace', 'shrink', 'keep', 'hash'],
};
const WITH_SEEDS: readonly Option[] = ['plant', 'seeds', 'from', 'calm', 'report', 'until-broken', 'hash'];

const MOST = 0xffff_ffff;

const whole = (name: string, text: string): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > MOST) throw new Misuse(`--${name}: not a whole number from 0 to ${MOST}`);
  return value;
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    throw new Misuse(cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : 'unreadable');
  }
};

/** Reads the command line; throws a Misuse on anything it does not know. */
export const readCommand = (args: readonly string[]): Command => {
  const given = parse(args);
  const what = Object.keys(GOES_WITH).find((name) => name in given);
  const fits = what === undefined ? WITH_SEEDS : GOES_WITH[what];
  const odd = Object.keys(given).find((name) => name !== what && !fits?.includes(name as Option));
  if (odd !== undefined) throw new Misuse(`--${odd}: not with ${what === undefined ? 'many seeds' : `--${what}`}`);
  if (given.keep === true && given.shrink !== true) throw new Misuse('--keep: only with --shrink');
  if (given.hash === true && given.report !== undefined)
    throw new Misuse('--hash: not with --report, which may begin in the middle');
  return {
    seeds: whole('seeds', given.seeds ?? '20000'),
    from: whole('from', given.from ?? '1'),
    ...(given.seed === undefined ? {} : { seed: whole('seed', given.seed) }),
    trace: given.trace ?? false,
    shrink: given.shrink ?? false,
    keep: given.keep ?? false,
    ...(given.fixture === undefined ? {} : { fixture: given.fixture }),
    ...(given.report === undefined ? {} : { report: given.report }),
    ...(given.plant === undefined ? {} : { plant: given.plant }),
    plants: given.plants ?? false,
    crashPoints: given['crash-points'] ?? false,
    pairs: given.pairs ?? false,
    orders: given.orders ?? false,
    changes: whole('changes', given.changes ?? '4'),
    faults: given.faults ?? false,
    untilBroken: given['until-broken'] ?? false,
    hash: given.hash ?? false,
    calm: given.calm ?? false,
  };
};
