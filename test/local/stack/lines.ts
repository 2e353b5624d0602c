import { setTimeout as sleep } from 'node:timers/promises';

/** A line of a function, as the object that it is. */
export type Line = Readonly<Record<string, unknown>>;

/** The lines that functions wrote, and a way to wait for one. */
export interface Lines {
  readonly all: readonly Line[];
  readonly take: (functionName: string, line: string) => void;
  /** Resolves to the first line, written already or still to come, that has all of these fields. */
  until(fields: Line): Promise<Line>;
}

const PATIENCE_MS = 15_000;

const fits = (line: Line, fields: Line): boolean =>
  Object.entries(fields).every(([name, value]) => line[name] === value);

/** Collects the lines of a stack. */
export const linesOfStack = (): Lines => {
  const all: Line[] = [];
  const waiting = new Set<{ readonly fields: Line; readonly found: (line: Line) => void }>();
  return {
    all,
    take: (functionName, text) => {
      const line: Line = { functionName, ...JSON.parse(text) };
      all.push(line);
      for (const wait of waiting) {
        if (!fits(line, wait.fields)) continue;
        waiting.delete(wait);
        wait.found(line);
      }
    },
    until: async (fields) => {
      const there = all.find((line) => fits(line, fields));
      if (there !== undefined) return there;
      const found = new Promise<Line>((resolve) => waiting.add({ fields, found: resolve }));
      const late = sleep(PATIENCE_MS, undefined, { ref: false }).then(() => {
        throw new Error(`no line with ${JSON.stringify(fields)} among ${JSON.stringify(all)}`);
      });
      return Promise.race([found, late]);
    },
  };
};
