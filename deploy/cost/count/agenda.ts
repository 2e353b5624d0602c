import type { Instant } from '../../../lib/instant.ts';

/** Something that is due at an instant; `order` decides between two of the same instant, and no two have the same. */
export interface Due {
  readonly at: Instant;
  readonly order: number;
}

/** What is due, the soonest first. To add and to remove cost the same however long it is, but for moving what comes later. */
export interface Agenda<T extends Due> {
  first(): T | undefined;
  add(due: T): void;
  /** Takes out what was added with this instant and order; nothing where it is gone already. */
  remove(due: Due): void;
}

const isBefore = (one: Due, other: Due): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

/** An empty agenda. */
export const agenda = <T extends Due>(): Agenda<T> => {
  const inOrder: T[] = [];
  /** Where it is, or belongs. */
  const placeOf = (due: Due): number => {
    let [low, high] = [0, inOrder.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = inOrder[middle];
      if (there !== undefined && isBefore(there, due)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    first: () => inOrder[0],
    add: (due) => {
      inOrder.splice(placeOf(due), 0, due);
    },
    remove: (due) => {
      const place = placeOf(due);
      const there = inOrder[place];
      if (there?.at === due.at && there.order === due.order) inOrder.splice(place, 1);
    },
  };
};
