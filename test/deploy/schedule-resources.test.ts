import { expect, test } from 'vitest';
import type { Schedule } from '../../deploy/schedule.ts';
import { scheduleResources } from '../../deploy/schedule-resources.ts';
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

const inputOf = (schedule: Schedule): string => {
  const written = JSON.parse(JSON.stringify(scheduleResources([schedule], KEY)));
  return written.ScheduleweekDashnights.Properties.Target.Input;
};

test('the target of a schedule is the stop queue itself', () => {
  expect(scheduleResources([nights], KEY).ScheduleweekDashnights).toEqual({
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
  expect(scheduleResources([{ ...nights, enabled: false }], KEY)).toMatchObject({
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

test('the longest input of a schedule stays far below Scheduler’s 256 KiB', () => {
  const serverIds = Array.from({ length: 1000 }, (_, n) =>
    id(`5f0c1a3e-8d3b-4c52-9b1f-${String(n).padStart(12, '0')}`),
  );
  const largest = { ...full, serverIds, cloud: '"'.repeat(256), reason: '\u{10000}'.repeat(256) };
  expect(Buffer.byteLength(inputOf(largest))).toBeLessThan(64 * 1024);
});

test('schedules with different names have different logical ids', () => {
  const names = ['a-b', 'ab', 'a-1', 'a1', 'a--b', 'adashb'];
  const resources = scheduleResources(
    names.map((name) => ({ ...nights, name })),
    KEY,
  );
  expect(Object.keys(resources)).toHaveLength(names.length + 1);
  expect(Object.keys(resources).every((logicalId) => /^[A-Za-z0-9]+$/.test(logicalId))).toBe(true);
});

test('the schedule group, which the schedules’ role trusts, is there even without schedules', () => {
  expect(scheduleResources([], KEY)).toEqual({
    ScheduleGroup: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: { Ref: 'AWS::StackName' } } },
  });
});
