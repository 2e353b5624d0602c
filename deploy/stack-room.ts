import type { Schedule } from './schedule.ts';
import { scheduleResources } from './schedule-resources.ts';

/** CloudFormation takes 500 resources in a stack; those that are no schedules are some fifty. */
const SCHEDULES_MAX = 400;

// CloudFormation takes a template of 1 MB; all that is not schedules has some 80 KB.
const BYTES_MAX = 900_000;

/** Why schedules that are each good have no room in one stack together. */
export const roomProblems = (schedules: readonly Schedule[]): readonly string[] => {
  if (schedules.length > SCHEDULES_MAX) {
    return [`schedules: ${schedules.length} are more than the ${SCHEDULES_MAX} that one stack has room for`];
  }
  const bytes = Buffer.byteLength(JSON.stringify(scheduleResources(schedules, 'key')));
  if (bytes <= BYTES_MAX) return [];
  const ids = schedules.reduce((sum, { serverIds }) => sum + serverIds.length, 0);
  return [
    `schedules: ${ids} server ids in ${schedules.length} schedules are ${bytes} bytes, and one stack has room for ${BYTES_MAX}: ` +
      'each schedule carries its whole list; stop the same servers with fewer schedules, or deploy a second stage',
  ];
};
