import { formatDurationMs } from '../instant.ts';
import { POST_TIMEOUT_MS } from '../power/sends.ts';
import type { Timing } from '../power/timing.ts';

/** Settings that do not fit together: the ones that were set so, and one line without any other's name. */
export interface Clash {
  readonly names: readonly string[];
  readonly problem: string;
}

/** One rule: whether it is broken, and which settings may be why. */
export interface Rule {
  readonly broken: boolean;
  /**
   * Which of them may be too long, and which too short: the one that is past its default in that direction has to be
   * fixed.
   */
  readonly long: readonly (keyof Timing)[];
  readonly short: readonly (keyof Timing)[];
  /** Whose it is when all of them are as they are by default. */
  readonly otherwise?: string;
  readonly problem: string;
}

const VARIABLES: Readonly<Record<keyof Timing, string>> = {
  windowMs: 'STOP_WINDOW',
  windowMaxMs: 'STOP_WINDOW_MAX',
  windowMinMs: 'VISIBILITY_TIMEOUT',
  patienceMs: 'STOP_PATIENCE',
  quarantineMs: 'STOP_QUARANTINE',
  lookFirstMs: 'LOOK_FIRST',
  lookAgainMinMs: 'LOOK_AGAIN_MIN',
  lookAgainMaxMs: 'LOOK_AGAIN_MAX',
};

// A default window leaves room for a lost delivery, a crashed one and a good one.
const DELIVERIES_A_WINDOW = 3;
// The first wait is drawn from one to two times LOOK_AGAIN_MIN (lib/power/timing.ts).
const FIRST_WAIT = 2;

const ms = formatDurationMs;

// What each rule protects is the table of docs/operations.md. A value that is NaN, because it was wrong or not given, breaks none.
const rulesOf = ({
  windowMs = Number.NaN,
  windowMaxMs = Number.NaN,
  windowMinMs = Number.NaN,
  patienceMs = Number.NaN,
  quarantineMs = Number.NaN,
  lookAgainMinMs = Number.NaN,
  lookAgainMaxMs = Number.NaN,
}: Partial<Timing>): readonly Rule[] => {
  const plain = `the window of a request that names none (${ms(windowMs)})`;
  const least = `the shortest wait between two looks (${ms(lookAgainMinMs)})`;
  return [
    {
      broken: windowMs < DELIVERIES_A_WINDOW * windowMinMs,
      long: ['windowMinMs'],
      short: ['windowMs'],
      problem: `${plain} is shorter than three deliveries may take (${ms(DELIVERIES_A_WINDOW * windowMinMs)})`,
    },
    {
      broken: windowMs > windowMaxMs,
      long: ['windowMs'],
      short: ['windowMaxMs'],
      problem: `${plain} is longer than the longest window (${ms(windowMaxMs)})`,
    },
    {
      broken: quarantineMs <= POST_TIMEOUT_MS,
      long: [],
      short: ['quarantineMs'],
      problem: `not longer than the ${ms(POST_TIMEOUT_MS)} that a stop may take`,
    },
    {
      broken: quarantineMs + POST_TIMEOUT_MS >= windowMs,
      long: ['quarantineMs'],
      short: ['windowMs'],
      problem: `the quarantine of a lost answer (${ms(quarantineMs)}) leaves no time for another stop in ${plain}`,
    },
    {
      broken: lookAgainMinMs > lookAgainMaxMs,
      long: ['lookAgainMinMs'],
      short: ['lookAgainMaxMs'],
      problem: `${least} is longer than the longest (${ms(lookAgainMaxMs)})`,
    },
    {
      broken: FIRST_WAIT * lookAgainMinMs + POST_TIMEOUT_MS >= windowMs,
      long: ['lookAgainMinMs'],
      short: ['windowMs'],
      problem: `${least} leaves no second look at a busy server in ${plain}`,
    },
    {
      broken: FIRST_WAIT * lookAgainMinMs > patienceMs,
      long: ['lookAgainMinMs'],
      short: ['patienceMs'],
      problem: `${least} leaves no look at an accepted stop before its end (${ms(patienceMs)})`,
    },
  ];
};

/** The rules that are broken, each put down to the settings that were moved away from their defaults. */
export const findClashes = (rules: readonly Rule[], timing: Partial<Timing>, defaults: Timing): readonly Clash[] => {
  const by = (field: keyof Timing): number => (timing[field] ?? Number.NaN) - defaults[field];
  return rules
    .filter(({ broken }) => broken)
    .map(({ long, short, otherwise, problem }) => {
      const moved = [...long.filter((field) => by(field) > 0), ...short.filter((field) => by(field) < 0)];
      const names = moved.map((field) => VARIABLES[field]);
      return { names: names.length > 0 || otherwise === undefined ? names : [otherwise], problem };
    });
};

/** Every combination that makes a promise impossible, wherever it is set: in the stack, the functions or for the command. */
export const clashes = (timing: Partial<Timing>, defaults: Timing): readonly Clash[] =>
  findClashes(rulesOf(timing), timing, defaults);
