import { expect, test } from 'vitest';
import type { Schedule } from '../../deploy/schedule.ts';
import { lengthProblems, scheduleResources } from '../../deploy/schedule-resources.ts';
import { parseRequestBody } from '../../lib/message/request-body.ts';
import { parseServerId, type ServerId } from '../../lib/power/server.ts';
import { scheduleInput } from '../../local/stack/schedules.ts';

const id = (text: string): ServerId => parseServerId(text) ?? expect.fail(`${text} is no id`);

const nights: Schedule = {
  name: 'week-nights',
  cron: '0 20 ? * MON-FRI *',
  timezone: 'Europe/Berlin',
  serverIds: [id('5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01'), id('5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01')],
};
const full: Schedule = { ...nights, window: 7_200_000, type: 'HARD', cloud: 'otc', dryRun: true, reason: 'night' };

const KEY = { Ref: 'Key' };
const PREFIX = 'lights-out-prod';

const inputOf = (schedule: Schedule): string => {
  const written = JSON.parse(JSON.stringify(scheduleResources([schedule], KEY, PREFIX)));
  return written.ScheduleweekDashnights.Properties.Target.Input;
};

test('the target of a schedule is the stop queue itself', () => {
  expect(scheduleResources([nights], KEY, PREFIX).ScheduleweekDashnights).toEqual({
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: 'week-nights',
      GroupName: { Ref: 'ScheduleGroup' },
      ScheduleExpression: 'cron(0 20 ? * MON-FRI *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'OFF' },
      KmsKeyArn: KEY,
      Target: {
        Arn: { 'Fn::GetAtt': ['StopQueue', 'Arn'] },
        RoleArn: { 'Fn::GetAtt': ['ScheduleRole', 'Arn'] },
        Input: expect.any(String),
        RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 10 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] } },
      },
    },
  });
});

test('a schedule that is switched off is deployed as disabled, and its input does not mention that', () => {
  expect(scheduleResources([{ ...nights, enabled: false }], KEY, PREFIX)).toMatchObject({
    ScheduleweekDashnights: { Properties: { State: 'DISABLED' } },
  });
  expect(inputOf({ ...nights, enabled: false })).toBe(inputOf(nights));
});

test('the input of a schedule omits the fields that the schedule omits', () => {
  expect(JSON.parse(inputOf(nights))).toEqual({
    schedule: { arn: '<aws.scheduler.schedule-arn>', scheduledTime: '<aws.scheduler.scheduled-time>' },
    serverIds: ['5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01'],
  });
});

test('the input of a schedule has every field that the worker reads', () => {
  const scheduleArn = `arn:aws:scheduler:eu-central-1:123456789012:schedule/lights-out-dev/${nights.name}`;
  const at = Date.UTC(2026, 0, 2, 20);
  const sent = scheduleInput(inputOf(full), { scheduleArn, scheduledAt: at, executionId: 'x', attempt: 1 });
  expect(parseRequestBody(JSON.parse(sent))).toMatchObject({
    kind: 'parsed',
    value: {
      serverIds: ['5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01'],
      type: 'HARD',
      cloud: 'otc',
      dryRun: true,
      reason: 'night',
      schedule: { arn: scheduleArn, scheduledTime: at },
    },
  });
});

test('a schedule sends a reason with characters that SQS refuses in a form that SQS accepts', () => {
  const input = inputOf({ ...nights, reason: 'a\uFFFE\uFFFF\u0007' });
  expect(input).not.toMatch(/[\uFFFE\uFFFF]/);
  expect(JSON.parse(input).reason).toBe('a\uFFFE\uFFFF\u0007');
});

const arrives = (schedule: Schedule) => {
  const scheduleArn = `arn:aws:scheduler:eu-central-1:123456789012:schedule/lights-out-dev/${schedule.name}`;
  const attempt = { scheduleArn, scheduledAt: Date.UTC(2026, 0, 2, 20), executionId: 'x', attempt: 1 };
  return parseRequestBody(JSON.parse(scheduleInput(inputOf(schedule), attempt)));
};
const { serverIds: _, ...noServers } = nights;
const select: NonNullable<Schedule['select']> = {
  tags: ['env=dev'],
  except: { tags: ['keep'] },
  machine: 'bare-metal',
};

test('the input of a schedule that chooses has its selector and its cap, as the worker reads them, and no servers', () => {
  const choosing: Schedule = { ...noServers, select, atMost: '25%' };
  expect(JSON.parse(inputOf(choosing))).not.toHaveProperty('serverIds');
  expect(arrives(choosing)).toMatchObject({ kind: 'parsed', value: { select, atMost: '25%' } });
  expect(JSON.parse(inputOf({ ...noServers, select }))).not.toHaveProperty('atMost');
});

test('the input of a schedule with a calendar has its exceptions and its end, as the worker reads them', () => {
  const [from, to, endsAt] = [Date.UTC(2026, 11, 23, 23), Date.UTC(2026, 11, 26, 23), Date.UTC(2028, 10, 29, 23)];
  const calendar = { spans: [{ from, to, why: 'Christmas "Eve" ü' }], endsAt };
  expect(JSON.parse(inputOf({ ...nights, calendar }))).toMatchObject({
    notOn: [{ from: '2026-12-23T23:00:00Z', to: '2026-12-26T23:00:00Z', why: 'Christmas "Eve" ü' }],
    calendarEnds: '2028-11-29T23:00:00Z',
  });
  expect(arrives({ ...nights, calendar })).toMatchObject({
    kind: 'parsed',
    value: { notOn: calendar.spans, calendarEnds: endsAt },
  });
});

test('the input of a schedule whose days are all over has no exceptions', () => {
  expect(inputOf({ ...nights, calendar: { spans: [] } })).toBe(inputOf(nights));
});

const thousand = Array.from({ length: 1000 }, (_, n) => id(`5f0c1a3e-8d3b-4c52-9b1f-${String(n).padStart(12, '0')}`));
const spans = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ from: n * 86_400_000, to: (n + 1) * 86_400_000, why: 'a day off' }));

test('the longest input of a schedule without a calendar is short enough for the worker', () => {
  const largest = { ...full, serverIds: thousand, cloud: '"'.repeat(256), reason: '\u{10000}'.repeat(256) };
  expect(lengthProblems([largest])).toEqual([]);
});

test('a message of more than 64 KiB, with the longest ARN in it, is refused with the name of its schedule', () => {
  expect(lengthProblems([{ ...nights, serverIds: thousand, calendar: { spans: spans(200) } }])).toEqual([]);
  expect(
    lengthProblems([nights, { ...nights, name: 'long', serverIds: thousand, calendar: { spans: spans(400) } }]),
  ).toEqual([expect.stringMatching(/^long: notOn: its message has \d+ bytes, and 65536 can be sent: name fewer$/)]);
  const least = Array.from({ length: 1000 }, (_, count) => count).find(
    (count) => lengthProblems([{ ...nights, calendar: { spans: spans(count) } }]).length > 0,
  );
  const longest = inputOf({ ...nights, calendar: { spans: spans((least ?? 0) - 1) } });
  const scheduleArn = `arn:${'x'.repeat(216)}`;
  const sent = scheduleInput(longest, { scheduleArn, scheduledAt: 0, executionId: 'x', attempt: 1 });
  expect(Buffer.byteLength(sent)).toBeLessThanOrEqual(65_536);
});

test('schedules with different names have different logical ids', () => {
  const names = ['a-b', 'ab', 'a-1', 'a1', 'a--b', 'adashb'];
  const resources = scheduleResources(
    names.map((name) => ({ ...nights, name })),
    KEY,
    PREFIX,
  );
  expect(Object.keys(resources)).toHaveLength(names.length + 1);
  expect(Object.keys(resources).every((logicalId) => /^[A-Za-z0-9]+$/.test(logicalId))).toBe(true);
});

test('the schedule group, which the schedules’ role trusts, is there even without schedules', () => {
  expect(scheduleResources([], KEY, PREFIX)).toEqual({
    ScheduleGroup: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'lights-out-prod' } },
  });
});
