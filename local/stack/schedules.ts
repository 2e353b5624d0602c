import * as v from 'valibot';
import type { Ground } from './ground.ts';
import { arnIn } from './place.ts';

/** A schedule of the template. */
export interface Schedule {
  readonly name: string;
  readonly arn: string;
  readonly targetArn: string;
  /** The target's input, its keywords in place. */
  readonly input: string;
}

const scheduleProperties = v.object({
  GroupName: v.optional(v.string(), 'default'),
  State: v.optional(v.literal('ENABLED', 'is switched off'), 'ENABLED'),
  Target: v.object({ Arn: v.string(), RoleArn: v.string(), Input: v.string() }),
});

/** The schedules of the template. */
export const schedulesOf = (ground: Ground): readonly Schedule[] =>
  ground.idsOfType('AWS::Scheduler::Schedule').map((id) => {
    const { GroupName, Target } = ground.properties(id, scheduleProperties);
    const name = ground.ref(id);
    const arn = arnIn(ground.place, 'scheduler', `schedule/${GroupName}/${name}`);
    return { name, arn, targetArn: Target.Arn, input: Target.Input };
  });
