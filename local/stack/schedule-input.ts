import { formatInstant, type Instant } from '../../lib/instant.ts';

/** One attempt of one occurrence of a schedule. */
export interface Attempt {
  readonly scheduleArn: string;
  readonly scheduledAt: Instant;
  readonly executionId: string;
  readonly attempt: number;
}

/** Replaces Scheduler's keywords in a target's input, wherever they are; other text is left as it is. */
export const scheduleInput = (input: string, attempt: Attempt): string => {
  // EventBridge Scheduler User Guide, "Adding context attributes": the example is 2022-03-22T18:59:43Z, without milliseconds.
  const keywords: Readonly<Record<string, string>> = {
    '<aws.scheduler.schedule-arn>': attempt.scheduleArn,
    '<aws.scheduler.scheduled-time>': formatInstant(attempt.scheduledAt).replace(/\.\d{3}Z$/, 'Z'),
    '<aws.scheduler.execution-id>': attempt.executionId,
    '<aws.scheduler.attempt-number>': String(attempt.attempt),
  };
  return input.replace(/<aws\.scheduler\.[a-z-]+>/g, (keyword) => keywords[keyword] ?? keyword);
};
