import { expect, test } from 'vitest';
import { scheduleInput } from '../../../local/stack/schedules.ts';

const attempt = { scheduleArn: 'arn:x', scheduledAt: Date.UTC(2026, 0, 2, 20, 0, 0, 7), executionId: 'e', attempt: 1 };

test('every keyword of Scheduler in an input is replaced, wherever it is', () => {
  const input =
    '{"a":"<aws.scheduler.schedule-arn>/<aws.scheduler.scheduled-time>","b":"<aws.scheduler.attempt-number>"}';
  expect(scheduleInput(input, attempt)).toBe('{"a":"arn:x/2026-01-02T20:00:00Z","b":"1"}');
});

test('a misspelt keyword in an input is left unchanged', () => {
  expect(scheduleInput('<aws.scheduler.schedule-urn> <aws.scheduler.execution-id>', attempt)).toBe(
    '<aws.scheduler.schedule-urn> e',
  );
});
