/** What keeps the command from starting: one line each, all of them at once. */
export interface Problems {
  readonly kind: 'problems';
  readonly problems: readonly string[];
}

const MOST = 10;

/** As many problems as a person reads, and how many there are besides. */
export const shown = (problems: readonly string[]): readonly string[] =>
  problems.length <= MOST ? problems : [...problems.slice(0, MOST), `and ${problems.length - MOST} more`];
