import type { Pause } from '../../../lib/aws/send-in-batches.ts';

/** A pause that takes no time: it writes down how long it would have been. */
export const aPause = (random = 0.5): Pause & { readonly slept: readonly number[] } => {
  const slept: number[] = [];
  return {
    slept,
    random: () => random,
    sleep: async (ms) => {
      slept.push(ms);
    },
  };
};
