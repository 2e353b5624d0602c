import * as v from 'valibot';
import { formatInstant, type Instant } from '../../lib/instant.ts';
import type { LocalTemplate } from './local-template.ts';
import { arnIn } from './place.ts';

/** A schedule of the template. */
export interface Schedule {
  readonly name: string;
  readonly arn: string;
  readonly targetArn: string;
  /** The logical id of the role that Scheduler sends with. */
  readonly roleId: string;
  /** The target's input, its keywords in place. */
  readonly input: string;
}

const scheduleProperties = v.object({
  GroupName: v.optional(v.string(), 'default'),
  State: v.optional(v.literal('ENABLED', 'is switched off'), 'ENABLED'),
  Target: v.object({ Arn: v.string(), RoleArn: v.string(), Input: v.string() }),
});

/** The schedules of the template. */
export const schedulesOf = (local: LocalTemplate): readonly Schedule[] =>
  local.idsOfType('AWS::Scheduler::Schedule').map((id) => {
    const { GroupName, Target } = local.properties(id, scheduleProperties);
    const name = local.ref(id);
    const roleId = local.idsOfType('AWS::IAM::Role').find((one) => local.arn(one) === Target.RoleArn) ?? '';
    const arn = arnIn(local.place, 'scheduler', `schedule/${GroupName}/${name}`);
    return { name, arn, targetArn: Target.Arn, roleId, input: Target.Input };
  });

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
