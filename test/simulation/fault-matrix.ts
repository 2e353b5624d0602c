// The catalogue's rows, by hundreds: how many each chapter has.
const CHAPTERS: readonly (readonly [number, number])[] = [
  [1, 8],
  [2, 14],
  [3, 15],
  [4, 16],
  [5, 10],
  [6, 22],
  [7, 13],
  [8, 14],
  [9, 20],
];

const ALL = CHAPTERS.flatMap(([chapter, rows]) =>
  Array.from({ length: rows }, (_, n) => `F${chapter}${String(n + 1).padStart(2, '0')}`),
);
const ROW = /^\| (F\d{3}) \| [^|]+ \| ([^|]+) \|$/;

/** What is wrong with the table of faults: a row that is missing, or one whose test is not there or did not pass. */
export const faultProblems = (
  table: string,
  passed: ReadonlyMap<string, readonly string[]>,
  counters: ReadonlySet<string>,
): readonly string[] => {
  const rows = new Map(
    table.split('\n').flatMap((line) => {
      const [, id, shown] = ROW.exec(line) ?? [];
      return id === undefined || shown === undefined ? [] : [[id, shown] as const];
    }),
  );
  const missing = ALL.filter((id) => !rows.has(id)).map((id) => `${id} has no row`);
  const unknown = [...rows.keys()].filter((id) => !ALL.includes(id)).map((id) => `${id} is no fault of the catalogue`);
  const wrong = [...rows].flatMap(([id, shown]) =>
    shown.startsWith('none: ') ? [] : shown.split('; ').flatMap((one) => problemOf(id, one, passed, counters)),
  );
  return [...missing, ...unknown, ...wrong];
};

const problemOf = (
  id: string,
  one: string,
  passed: ReadonlyMap<string, readonly string[]>,
  counters: ReadonlySet<string>,
): readonly string[] => {
  const [where, what] = one.split(' › ');
  if (where === undefined || what === undefined) return [`${id}: ${one} names no test`];
  if (where === 'simulation')
    return counters.has(what.trim()) ? [] : [`${id}: the simulation counts nothing called ${what}`];
  const names = passed.get(where);
  if (names === undefined) return [`${id}: no tests of ${where} ran`];
  return names.some((name) => name.includes(what.trim()))
    ? []
    : [`${id}: no test of ${where} that passed is called ${what}`];
};
