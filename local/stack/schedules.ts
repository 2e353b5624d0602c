import * as v from 'valibot';
import { formatInstant, type Instant } from '../../lib/instant.ts';
import type { LocalTemplate } from './local-template.ts';
import { arnIn } from './place.ts';

/** A schedule of the template. */
export interface Schedule {
  readonly name: string;
  readonly arn: string;
  readonly targetArn: string;
  /** The queue for what cannot be delivered; absent: it is lost. */
  readonly deadLettersTo?: string;
  /** The logical id of the role that Scheduler sends with. */
  readonly roleId: string;
  /** The target's input, its keywords in place. */
  readonly input: string;
}

const scheduleProperties = v.object({
  GroupName: v.optional(v.string(), 'default'),
  State: v.optional(v.literal('ENABLED', 'is switched off'), 'ENABLED'),
  Target: v.object({
    Arn: v.string(),
    RoleArn: v.string(),
    Input: v.string(),
    DeadLetterConfig: v.optional(v.object({ Arn: v.string() })),
  }),
});

/** The schedules of the template. */
export const schedulesOf = (local: LocalTemplate): readonly Schedule[] =>
  local.idsOfType('AWS::Scheduler::Schedule').map((id) => {
    const { GroupName, Target } = local.properties(id, scheduleProperties);
    const name = local.ref(id);
    const roleId = local.idOf('AWS::IAM::Role', Target.RoleArn);
    const arn = arnIn(local.place, 'scheduler', `schedule/${GroupName}/${name}`);
    const { Arn: targetArn, Input: input, DeadLetterConfig: deadLetters } = Target;
    return {
      ...{ name, arn, targetArn, roleId, input },
      ...(deadLetters === undefined ? {} : { deadLettersTo: deadLetters.Arn }),
    };
  });

/** One attempt of one occurrence of a schedule. */
export interface Attempt {
  readonly scheduleArn: string;
  readonly scheduledAt: Instant;
  readonly executionId: string;
  readonly attempt: number;
}

// EventBridge Scheduler User Guide, "Adding context attributes": the example is 2022-03-22T18:59:43Z, without milliseconds.
const scheduledTime = ({ scheduledAt }: Attempt): string => formatInstant(scheduledAt).replace(/\.\d{3}Z$/, 'Z');

/** Replaces Scheduler's keywords in a target's input, wherever they are; other text is left as it is. */
export const scheduleInput = (input: string, attempt: Attempt): string => {
  const keywords: Readonly<Record<string, string>> = {
    '<aws.scheduler.schedule-arn>': attempt.scheduleArn,
    '<aws.scheduler.scheduled-time>': scheduledTime(attempt),
    '<aws.scheduler.execution-id>': attempt.executionId,
    '<aws.scheduler.attempt-number>': String(attempt.attempt),
  };
  return input.replace(/<aws\.scheduler\.[a-z-]+>/g, (keyword) => keywords[keyword] ?? keyword);
};

/** A message with its attributes, all of them text. */
export interface AttributedMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * What Scheduler leaves of an attempt that failed for good (EventBridge Scheduler User Guide, "Configuring a schedule's dead-letter
 * queue"): the call as body, the facts as attributes. `input` is the target's, its keywords replaced or not: that is not documented.
 */
export const schedulerLetter = (input: string, queueUrl: string, attempt: Attempt): AttributedMessage => ({
  body: JSON.stringify({ MessageBody: input, QueueUrl: queueUrl }),
  attributes: {
    ERROR_CODE: 'AWS.SimpleQueueService.NonExistentQueue',
    ERROR_MESSAGE: 'The specified queue does not exist for this wsdl version.',
    EXECUTION_ID: attempt.executionId,
    EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    IS_PAYLOAD_TRUNCATED: 'false',
    RETRY_ATTEMPTS: String(attempt.attempt - 1),
    SCHEDULED_TIME: scheduledTime(attempt),
    SCHEDULE_ARN: attempt.scheduleArn,
    TARGET_ARN: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage',
  },
});
