import { expect, test } from 'vitest';
import { scheduleInput } from '../../../local/stack/schedules.ts';

const attempt = { scheduleArn: 'arn:x', scheduledAt: Date.UTC(2026, 0, 2, 20, 0, 0, 7), executionId: 'e', attempt: 1 };

test('replaces every keyword that Scheduler knows, wherever it stands', () => {
  const input =
    '{"a":"<aws.scheduler.schedule-arn>/<aws.scheduler.scheduled-time>","b":"<aws.scheduler.attempt-number>"}';
  expect(scheduleInput(input, attempt)).toBe('{"a":"arn:x/2026-01-02T20:00:00Z","b":"1"}');
});

test('leaves what is misspelt as it is', () => {
  expect(scheduleInput('<aws.scheduler.schedule-urn> <aws.scheduler.execution-id>', attempt)).toBe(
    '<aws.scheduler.schedule-urn> e',
  );
});
