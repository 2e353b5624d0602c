import { formatDurationMs } from '../lib/instant.ts';
import { BODY_MAX_BYTES, messageText } from '../lib/message/json.ts';
import { calendarFields } from './calendar-spans.ts';
import type { Resources, TemplateValue } from './resources.ts';
import type { Schedule } from './schedule.ts';

// A request as docs/contract.md, "Stop request", has it. Scheduler replaces the two keywords; a third, the execution id, changes
// with each attempt and would make each attempt a request of its own.
const inputOf = (schedule: Schedule): string =>
  messageText({
    schedule: { arn: '<aws.scheduler.schedule-arn>', scheduledTime: '<aws.scheduler.scheduled-time>' },
    ...(schedule.select === undefined
      ? { serverIds: [...new Set(schedule.serverIds)] }
      : { select: schedule.select, ...(schedule.atMost === undefined ? {} : { atMost: schedule.atMost }) }),
    ...(schedule.window === undefined ? {} : { window: formatDurationMs(schedule.window) }),
    ...(schedule.type === undefined ? {} : { type: schedule.type }),
    ...(schedule.cloud === undefined ? {} : { cloud: schedule.cloud }),
    ...(schedule.dryRun === undefined ? {} : { dryRun: schedule.dryRun }),
    ...(schedule.reason === undefined ? {} : { reason: schedule.reason }),
    ...(schedule.calendar === undefined ? {} : calendarFields(schedule.calendar)),
  });

// Logical ids are letters and digits. A name has no capitals, so no two names meet in one id.
const logicalId = (name: string): string => `Schedule${name.replaceAll('-', 'Dash')}`;

const resourceOf = (schedule: Schedule, keyArn: TemplateValue) => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    Name: schedule.name,
    GroupName: { Ref: 'ScheduleGroup' },
    ScheduleExpression: `cron(${schedule.cron})`,
    ScheduleExpressionTimezone: schedule.timezone,
    FlexibleTimeWindow: { Mode: 'OFF' },
    KmsKeyArn: keyArn,
    ...(schedule.enabled === false ? { State: 'DISABLED' } : {}),
    Target: {
      Arn: { 'Fn::GetAtt': ['StopQueue', 'Arn'] },
      RoleArn: { 'Fn::GetAtt': ['ScheduleRole', 'Arn'] },
      Input: inputOf(schedule),
      RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 10 },
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] } },
    },
  },
});

/** The schedules as EventBridge Scheduler takes them, in a group of the stack's own, each writing to the stop queue itself. */
export const scheduleResources = (
  schedules: readonly Schedule[],
  keyArn: TemplateValue,
  prefix: string,
): Resources => ({
  // The role of serverless.yml trusts the group of this name.
  ScheduleGroup: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: prefix } },
  ...Object.fromEntries(schedules.map((schedule) => [logicalId(schedule.name), resourceOf(schedule, keyArn)])),
});

/** CloudFormation takes 500 resources in a stack; those that are no schedules are some fifty. */
const SCHEDULES_MAX = 400;

// CloudFormation takes a template of 1 MB; all that is not schedules has some 80 KB.
const BYTES_MAX = 900_000;

// The ARN that Scheduler puts into an input has up to 216 characters behind `arn:` (lib/message/request-body.ts), the keyword fewer.
const ARN_MAX = 220;

/** Schedules whose message the worker would refuse for its length, far below the 256 KiB that Scheduler takes: one line each. */
export const lengthProblems = (schedules: readonly Schedule[]): readonly string[] =>
  schedules.flatMap((schedule) => {
    const bytes = Buffer.byteLength(inputOf(schedule)) + ARN_MAX;
    if (bytes <= BODY_MAX_BYTES) return [];
    const { calendar, notOn = [] } = schedule;
    const files = notOn.flatMap((one) => (one.kind === 'file' ? [one.path] : []));
    const field = calendar === undefined ? 'serverIds' : ['notOn', ...files].join(': ');
    return [
      `${schedule.name}: ${field}: its message has ${bytes} bytes, and ${BODY_MAX_BYTES} can be sent: name fewer`,
    ];
  });

/** Why schedules that are each good have no room in one stack together. */
export const roomProblems = (schedules: readonly Schedule[]): readonly string[] => {
  if (schedules.length > SCHEDULES_MAX) {
    return [`schedules: ${schedules.length} are more than the ${SCHEDULES_MAX} that fit in one stack`];
  }
  const bytes = Buffer.byteLength(JSON.stringify(scheduleResources(schedules, 'key', 'prefix')));
  if (bytes <= BYTES_MAX) return [];
  const ids = schedules.reduce((sum, { serverIds = [] }) => sum + serverIds.length, 0);
  const spans = schedules.reduce((sum, { calendar }) => sum + (calendar?.spans.length ?? 0), 0);
  return [
    `schedules: ${ids} server ids and ${spans} exceptions in ${schedules.length} schedules are ${bytes} bytes, and ${BYTES_MAX} ` +
      'fit in one stack: each schedule contains its whole list and calendar; choose with select, stop the same servers with fewer ' +
      'schedules, or deploy a second stage',
  ];
};
