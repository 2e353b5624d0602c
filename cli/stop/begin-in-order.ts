import type { Slots } from '../../lib/worker/slots.ts';

/** Work that was begun: its first step, for which a slot is held, and all of it. */
export interface Begun<T> {
  readonly first: Promise<unknown>;
  readonly whole: Promise<T>;
}

/**
 * Begins the work on each item, in order and so many at a time, and waits for all of it. A slot goes from first step to first step: no
 * other step comes between them, and what has not begun takes no memory.
 */
export const beginInOrder = async <Item, T>(
  items: readonly Item[],
  atATime: number,
  { run }: Slots,
  begin: (item: Item) => Begun<T>,
): Promise<readonly T[]> => {
  const wholes: Promise<T>[] = [];
  const waiting = items.entries();
  const takeFirstSteps = async (): Promise<void> => {
    for (const [at, item] of waiting) {
      const { first, whole } = begin(item);
      wholes[at] = whole;
      // A first step that fails is the whole's concern.
      await Promise.allSettled([first]);
    }
  };
  await Promise.all(Array.from({ length: atATime }, () => run(takeFirstSteps)));
  return Promise.all(wholes);
};
