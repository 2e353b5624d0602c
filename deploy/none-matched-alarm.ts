import { type Alarm, sum } from './alarm-resources.ts';
import { requestEnds } from './metrics.ts';

/** Off unless `noneMatchedAlarm` says true: for some selections, no server is an ordinary night. */
export const NONE_MATCHED: Alarm = sum(
  'NoneMatched',
  requestEnds(['none-matched']),
  1,
  5,
  'A selection matched no server, so nothing was stopped. First compare its tags and names with the servers that the cloud lists.',
);
