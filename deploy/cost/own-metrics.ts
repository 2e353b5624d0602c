import { COUNTERS, FIXERS } from '../../lib/telemetry/powertools.ts';
import { alertLines, counter, lookAgains, type Metric, timeToOff, WEBHOOK } from '../metrics.ts';

/** Every metric that our code can give a value, each of which is paid for in an hour with a value. */
export const ownMetrics = (): readonly Metric[] => [
  ...COUNTERS.map((name) => counter(name)),
  counter('StopRequested', WEBHOOK),
  timeToOff(),
  ...FIXERS.map(lookAgains),
  alertLines(),
];
