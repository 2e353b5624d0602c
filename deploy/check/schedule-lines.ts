import * as v from 'valibot';
import { scheduleResources } from '../schedule-resources.ts';
import { chosenIn } from './chosen.ts';
import { checkExactly, type Expected, type Finding, type Line, readElsewhere } from './line.ts';
import { ofType, type Packaged, type PackagedResource } from './packaged.ts';
import { attribute, ref } from './written.ts';

const SCHEDULE = 'AWS::Scheduler::Schedule';

const input = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    schedule: v.object({
      arn: v.literal('<aws.scheduler.schedule-arn>'),
      scheduledTime: v.literal('<aws.scheduler.scheduled-time>'),
    }),
  }),
);

/** What every schedule has, whatever schedules.yml says of it. */
const delivery = ({ id, properties }: PackagedResource, packaged: Packaged): readonly Finding[] =>
  checkExactly(packaged, id, {
    Name: (value) => /^[a-z0-9-]{1,64}$/.test(String(value)),
    GroupName: ref('ScheduleGroup'),
    FlexibleTimeWindow: { Mode: 'OFF' },
    ScheduleExpression: (value) => /^cron\(.+\)$/.test(String(value)),
    ScheduleExpressionTimezone: (value) => typeof value === 'string' && value !== '',
    KmsKeyArn: readElsewhere,
    // Without the sources, nothing says that one may be off.
    ...(packaged.sources === undefined || properties.State === undefined ? {} : { State: readElsewhere }),
    Target: {
      Arn: attribute('StopQueue'),
      RoleArn: attribute('ScheduleRole'),
      RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 10 },
      DeadLetterConfig: { Arn: attribute('DeadLetterQueue') },
      Input: (value) => v.is(input, value),
    },
  });

export const SCHEDULE_LINES: readonly Line[] = [
  {
    id: 'schedule',
    says: 'schedules: sent straight to the queue, at the minute, in a named zone, tried for ten minutes, then dead-lettered',
    rules: ['EventBusDLQ'],
    findings: (packaged) => [
      ...ofType(packaged, SCHEDULE).flatMap((resource) => delivery(resource, packaged)),
      ...checkExactly(packaged, 'ScheduleGroup', { Name: chosenIn(packaged).name }),
    ],
  },
  {
    id: 'schedules-as-written',
    says: 'schedules: those of schedules.yml and no other, each with its state, expression, time zone and message',
    rules: [],
    findings: (packaged) => {
      if (packaged.sources === undefined) return [];
      const { ScheduleGroup: _, ...wanted } = scheduleResources(packaged.sources.schedules, '', '');
      const known = new Set(Object.keys(wanted));
      return [
        ...Object.entries(wanted).flatMap(([id, { Properties }]) => {
          const expected: Expected = { ...Object(Properties), KmsKeyArn: readElsewhere };
          return packaged.resources.some((resource) => resource.id === id)
            ? checkExactly(packaged, id, expected)
            : [{ where: id, what: 'the template has no such schedule' }];
        }),
        ...ofType(packaged, SCHEDULE)
          .filter(({ id }) => !known.has(id))
          .map(({ id }) => ({ where: id, what: 'is not in schedules.yml' })),
      ];
    },
  },
];
