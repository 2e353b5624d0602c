/** Virtual time: things happen at their instant, and in the order in which they were arranged when that is the same. */
export interface Timeline {
  now(): number;
  /** Arranges something for an instant; one that has passed is now. */
  at(instant: number, happen: () => void): void;
  /** Lets things happen, the earliest first, until nothing is left or the horizon is reached. */
  run(horizon: number): Promise<'quiet' | 'horizon' | 'endless'>;
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly happen: () => void;
}

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** A binary heap, smallest first. */
const push = (heap: Event[], event: Event): void => {
  let n = heap.length;
  heap.push(event);
  while (n > 0) {
    const up = (n - 1) >> 1;
    const parent = heap[up];
    if (parent === undefined || isBefore(parent, event)) break;
    heap[n] = parent;
    heap[up] = event;
    n = up;
  }
};

const pop = (heap: Event[]): Event | undefined => {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let n = 0;
  heap[0] = last;
  for (;;) {
    const [left, right] = [heap[2 * n + 1], heap[2 * n + 2]];
    if (left === undefined) return first;
    const goesRight = right !== undefined && isBefore(right, left);
    const child = goesRight ? right : left;
    if (isBefore(last, child)) return first;
    const down = 2 * n + (goesRight ? 2 : 1);
    heap[n] = child;
    heap[down] = last;
    n = down;
  }
};

/** A scenario that goes on for longer than this is one that never ends. */
const MOST_EVENTS = 200_000;

/**
 * Between two events every promise job has run. Node empties the queue of promise jobs before it takes the next tick that was
 * arranged from one of them (lib/internal/process/task_queues.js, processTicksAndRejections): exact like one macrotask an event,
 * without a turn of the event loop.
 */
export const createTimeline = (startAt: number): Timeline => {
  const heap: Event[] = [];
  let now = startAt;
  let order = 0;
  return {
    now: () => now,
    at: (instant, happen) => {
      push(heap, { at: Math.max(instant, now), order, happen });
      order += 1;
    },
    run: (horizon) =>
      new Promise((resolve, reject) => {
        let events = 0;
        const settle = (): void => queueMicrotask(onTick);
        const onTick = (): void => process.nextTick(turn);
        const turn = (): void => {
          const event = pop(heap);
          events += 1;
          if (event === undefined) resolve('quiet');
          else if (event.at > horizon) resolve('horizon');
          else if (events > MOST_EVENTS) resolve('endless');
          else {
            now = event.at;
            try {
              event.happen();
              settle();
            } catch (cause) {
              reject(cause);
            }
          }
        };
        settle();
      }),
  };
};
