import type { Timing } from '../lib/power/timing.ts';
import { type Alarm, MINUTE } from './alarm-resources.ts';
import { ofFunction, ofQueue, WORKER } from './metrics.ts';

/** What the time between two looks at a server depends on, in milliseconds. */
export type Waits = Pick<Timing, 'lookAgainMaxMs' | 'quarantineMs'>;

const PERIOD_MS = 5 * MINUTE * 1000;

// A Retry-After is cut at this (lib/openstack/http/times.ts), and so is the delay of a roll call (lib/roll/roll-call.ts).
const LONGEST_ASKED_MS = 15 * 60_000;
// SQS's longest visibility timeout (lib/aws/sqs.ts): nothing is hidden for longer.
const LONGEST_HIDDEN_MS = 12 * 60 * 60_000;

/** The periods in which a healthy worker may have had nothing to do while the queue held a message; at least one is touched more. */
const idlePeriods = ({ lookAgainMaxMs, quarantineMs }: Waits): number =>
  Math.ceil(Math.min(Math.max(lookAgainMaxMs, quarantineMs, LONGEST_ASKED_MS), LONGEST_HIDDEN_MS) / PERIOD_MS);

/**
 * Messages are there and the worker was not called once, for longer than any wait. Counts what is in the queue, not the age of its
 * oldest message: SQS leaves a message out of that age once it was received three times.
 */
export const workerIdle = (waits: Waits): Alarm => {
  const periods = idlePeriods(waits) + 1;
  return {
    id: 'WorkerIdle',
    metrics: {
      visible: { metric: ofQueue('ApproximateNumberOfMessagesVisible', 'StopQueue'), statistic: 'Maximum' },
      hidden: { metric: ofQueue('ApproximateNumberOfMessagesNotVisible', 'StopQueue'), statistic: 'Maximum' },
      calls: { metric: ofFunction('Invocations', WORKER), statistic: 'Sum' },
    },
    // One call outweighs every message. Lambda writes no 0, and a comparison takes 0 for what is missing, should FILL leave it so.
    expression: 'FILL(visible, 0) + FILL(hidden, 0) > 1000000 * FILL(calls, 0)',
    threshold: 1,
    periodSeconds: 5 * MINUTE,
    periods,
    datapoints: periods,
    description:
      'Messages wait and the worker has not run for longer than any wait is. First check that the event source is enabled, then the key and the account’s free concurrency.',
  };
};

// PutMetricAlarm: all periods of an alarm are a day at most, and this one has four.
const LONGEST_PERIOD_MS = 6 * 60 * 60_000;

/** Whole periods of five minutes, in seconds, in each of which a server that is waited for is looked at. */
export const lookPeriodSeconds = ({ lookAgainMaxMs }: Waits): number =>
  (Math.ceil(Math.min(lookAgainMaxMs, LONGEST_PERIOD_MS) / PERIOD_MS) * PERIOD_MS) / 1000;
