/** How a run came to its end: nothing was left, the horizon was reached, or it went on for too long. */
export type Ended = 'quiet' | 'horizon' | 'endless';

/** Virtual time: things happen at their instant, and in the order in which they were arranged when that is the same. */
export interface Timeline {
  now(): number;
  /** Arranges something for an instant; one that has passed is now. */
  at(instant: number, happen: () => void): void;
  /** The same for what settles no promise and starts no async code: nothing has to run between it and the next event. */
  quietly(instant: number, happen: () => void): void;
  /** Lets things happen, the earliest first, until nothing is left or the horizon is reached. */
  run(horizon: number): Promise<Ended>;
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly happen: () => void;
  readonly quiet: boolean;
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
    const left = heap[2 * n + 1];
    const right = heap[2 * n + 2];
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
 * Between two events that may wake a promise every job has run. Node empties the queue of promise jobs before it takes the next tick that was
 * arranged from one of them (lib/internal/process/task_queues.js, processTicksAndRejections): exact like one macrotask an event,
 * without a turn of the event loop.
 */
export const createTimeline = (startAt: number): Timeline => {
  const heap: Event[] = [];
  let now = startAt;
  let order = 0;
  const arrange = (instant: number, happen: () => void, quiet: boolean): void => {
    push(heap, { at: Math.max(instant, now), order, happen, quiet });
    order += 1;
  };
  return {
    now: () => now,
    at: (instant, happen) => arrange(instant, happen, false),
    quietly: (instant, happen) => arrange(instant, happen, true),
    run: (horizon) =>
      new Promise((resolve, reject) => {
        let events = 0;
        const settled = Promise.resolve();
        const settle = (): void => void settled.then(onTick);
        const onTick = (): void => process.nextTick(turn);
        // Undefined when promise jobs come first.
        const happenOn = (): Ended | undefined => {
          for (;;) {
            const event = pop(heap);
            events += 1;
            if (event === undefined) return 'quiet';
            if (event.at > horizon) return 'horizon';
            if (events > MOST_EVENTS) return 'endless';
            now = event.at;
            event.happen();
            if (!event.quiet) return undefined;
          }
        };
        const turn = (): void => {
          try {
            const ended = happenOn();
            if (ended === undefined) settle();
            else resolve(ended);
          } catch (cause) {
            reject(cause);
          }
        };
        settle();
      }),
  };
};
