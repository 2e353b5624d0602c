import { alarmResources } from './alarm-resources.ts';
import { alarms } from './alarms.ts';
import { dashboardResources } from './dashboard.ts';
import { type KeyUse, keyArn, keyResources, readableKeys } from './key.ts';
import { LOG_FILTERS, logFilterResources } from './log-filters.ts';
import { type NetworkParams, networkRights } from './network.ts';
import { NONE_MATCHED } from './none-matched-alarm.ts';
import { peopleResources } from './people.ts';
import { type ReportTargets, reportResources } from './reports.ts';
import type { Resources } from './resources.ts';
import type { Schedule } from './schedule.ts';
import { scheduleResources } from './schedule-resources.ts';
import { stopQueuePolicyResources } from './stop-queue-policy.ts';
import { topicArn, topicResources } from './topic.ts';
import type { Waits } from './worker-idle.ts';

/** The resources that are made from schedules, parameters and tables; those that are written are in serverless.yml. */
export const stackResources = (
  schedules: readonly Schedule[],
  given: ReportTargets &
    NetworkParams &
    KeyUse & {
      readonly oldKmsKeyArn: string;
      readonly alarmTopicArn: string;
      readonly noneMatchedAlarm: string;
      readonly dashboard: string;
    },
  timing: Waits,
): Resources => {
  const key = keyArn(given.kmsKeyArn);
  return {
    ...keyResources(given),
    ...stopQueuePolicyResources(given.senderTopicArn),
    ...reportResources(given, key),
    ...networkRights(given),
    ...peopleResources({
      key,
      readableKeys: readableKeys(given.kmsKeyArn, given.oldKmsKeyArn),
      prefix: given.prefix,
    }),
    ...scheduleResources(schedules, key, given.prefix),
    ...logFilterResources(LOG_FILTERS),
    ...topicResources(given.alarmTopicArn, key),
    ...alarmResources(
      [...alarms(timing), ...(given.noneMatchedAlarm === 'true' ? [NONE_MATCHED] : [])],
      topicArn(given.alarmTopicArn),
    ),
    ...(given.dashboard === 'true' ? dashboardResources() : {}),
  };
};
