import { type Alarm, event } from './alarm-resources.ts';
import { counter } from './metrics.ts';

/** Off unless `noneMatchedAlarm` says true: for some selections, no server is an ordinary night. */
export const NONE_MATCHED: Alarm = event(
  'NoneMatched',
  counter('NoneMatched'),
  { threshold: 1, minutes: 5 },
  'A selection matched no server, so nothing was stopped. First compare its tags and names with the servers that the cloud lists.',
);
