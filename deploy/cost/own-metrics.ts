import {
  alertLines,
  counter,
  deadLetterCounters,
  lookAgainCounters,
  type Metric,
  refusedCalls,
  requestEnds,
  requestResults,
  timeToOff,
  WEBHOOK,
  WORKER,
  webhookConflicts,
} from '../metrics.ts';

// lib/webhook/ending.ts: the statuses of a refused call.
const REFUSALS = [400, 401, 413, 415];

/** Every metric that our code can give a value, each of which is paid for in an hour with a value. */
export const ownMetrics = (): readonly Metric[] => [
  ...(['StopRequested', 'StopAccepted', 'StopConfirmed', 'Superseded', 'LateRace'] as const).map((name) =>
    counter(name),
  ),
  counter('StopRequested', WEBHOOK),
  timeToOff(),
  ...deadLetterCounters(),
  ...lookAgainCounters(),
  ...requestEnds(),
  ...requestResults(),
  ...REFUSALS.map(refusedCalls),
  alertLines(WORKER),
  alertLines(WEBHOOK),
  webhookConflicts(),
];
