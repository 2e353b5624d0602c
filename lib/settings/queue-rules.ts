import { formatDurationMs as ms } from '../instant.ts';
import type { Timing } from '../power/timing.ts';
import { delayMs } from '../power/timing.ts';
import { type Clash, findClashes, type Rule } from './timing-rules.ts';

/** How long a queue holds a message, which only a stack knows. */
export interface QueueLimits {
  readonly maxReceives: number;
  readonly retentionMs: number;
}

// A Retry-After is kept also past the end of an intent (lib/power/step/settle.ts), and is cut at this (lib/openstack/http/times.ts).
const LONGEST_RETRY_AFTER_MS = 15 * 60_000;

/** Whole seconds, rounded down: a limit is never said to be more than it is. */
const atMost = (limitMs: number): string => ms(Math.floor(limitMs / 1000) * 1000);

/** How long a message is redelivered at least before SQS takes it away, in milliseconds: every draw as short as it can be. */
export const shortestRedeliveriesMs = (timing: Timing, maxReceives: number): number => {
  let sum = 0;
  for (let looks = 0; looks < maxReceives; looks += 1) sum += delayMs(looks, timing, () => 0);
  return sum;
};

// The last stop may leave at the end of the longest window, be found after its quarantine, and is followed from then on.
const lifeRules = (timing: Timing, { maxReceives, retentionMs }: QueueLimits): readonly Rule[] => {
  const followedMs = timing.windowMaxMs + timing.quarantineMs + timing.patienceMs;
  const heldMs = followedMs + timing.windowMinMs + LONGEST_RETRY_AFTER_MS;
  const redeliveredMs = shortestRedeliveriesMs(timing, maxReceives);
  // What no function ever takes comes again once a visibility timeout.
  const refusedMs = maxReceives * timing.windowMinMs;
  const long = ['windowMaxMs', 'quarantineMs', 'patienceMs'] as const;
  return [
    {
      broken: followedMs >= redeliveredMs,
      long,
      short: ['lookAgainMinMs', 'lookAgainMaxMs'],
      otherwise: 'MAX_RECEIVES',
      problem: `a stop may be followed for ${ms(followedMs)}, longer than the ${atMost(redeliveredMs)} that ${maxReceives} deliveries last at least`,
    },
    {
      broken: heldMs >= retentionMs,
      long,
      short: [],
      otherwise: 'MESSAGE_RETENTION',
      problem: `a message may be needed for ${ms(heldMs)}, longer than the ${atMost(retentionMs)} that the stop queue keeps it`,
    },
    {
      broken: refusedMs >= retentionMs,
      long: ['windowMinMs'],
      short: [],
      otherwise: 'MESSAGE_RETENTION',
      problem: `SQS gives a message up after ${maxReceives} visibility timeouts (${ms(refusedMs)}), later than the ${atMost(retentionMs)} that the stop queue keeps it: it would be dropped, and no dead letter left`,
    },
  ];
};

/** The same for the queue that carries the messages: does it keep and redeliver them long enough, and drop none? */
export const queueClashes = (timing: Timing, defaults: Timing, limits: QueueLimits): readonly Clash[] =>
  findClashes(lifeRules(timing, limits), timing, defaults);
