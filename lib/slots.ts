/** Lets so many run at a time; the rest wait in line. */
export interface Slots {
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** That many slots. */
export const slots = (count: number): Slots => {
  let free = count;
  const line: (() => void)[] = [];
  const take = (): Promise<void> => {
    if (free === 0) return new Promise((resolve) => line.push(resolve));
    free -= 1;
    return Promise.resolve();
  };
  // A slot goes from hand to hand: nobody can slip in between.
  const giveBack = (): void => {
    const next = line.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    run: async (work) => {
      await take();
      try {
        return await work();
      } finally {
        giveBack();
      }
    },
  };
};
