/** Lets so many run at a time; the rest wait in line. */
export interface Slots {
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** That many slots. */
export const slots = (count: number): Slots => {
  let free = count;
  const line: (() => void)[] = [];
  // A slot goes from hand to hand: nobody can slip in between.
  const giveBack = (): void => {
    const next = line.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    run: async (work) => {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => line.push(resolve));
      try {
        return await work();
      } finally {
        giveBack();
      }
    },
  };
};
