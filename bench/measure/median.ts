/** The cores that others may use during a run that still counts. */
export const CLEAN_CORES = 0.25;

// Below so many clean runs the median of all is the better one.
const ENOUGH = 3;

/** A run of a candidate: the round it was in, and the cores that other processes used meanwhile. */
export interface Run {
  readonly round: number;
  readonly others: number;
}

const isClean = ({ others }: Run): boolean => others < CLEAN_CORES;

/** The middle of the finite numbers; NaN if there is none. */
export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.filter(Number.isFinite).sort((a, b) => a - b);
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, one) => sum + one, 0) / middle.length;
};

/** How many runs others left alone. */
export const countClean = (runs: readonly Run[]): number => runs.filter(isClean).length;

/** The runs that others left alone, or all where these are too few. */
export const countedRuns = <R extends Run>(runs: readonly R[]): readonly R[] => {
  const clean = runs.filter(isClean);
  return clean.length >= ENOUGH ? clean : runs;
};

/** The median of one figure of the runs that count. */
export const medianOf = <R extends Run>(runs: readonly R[], figure: (run: R) => number): number =>
  median(countedRuns(runs).map(figure));

/**
 * The median of a run's figure compared with the base's of the same round, because both had the same neighbours: a ratio, or a
 * difference.
 */
export const medianAgainst = <R extends Run>(
  runs: readonly R[],
  base: readonly R[],
  compare: (run: R, base: R) => number,
): number => {
  const pairs = runs.flatMap((run) => {
    const other = base.find(({ round }) => round === run.round);
    return other === undefined ? [] : [{ round: run.round, others: Math.max(run.others, other.others), run, other }];
  });
  return median(countedRuns(pairs).map(({ run, other }) => compare(run, other)));
};
