import { randomUUID } from 'node:crypto';
import type { Gate } from './gate.ts';
import type { LocalTemplate } from './local-template.ts';
import { type Queue, queueOf } from './queues.ts';
import { type Attempt, type Schedule, scheduleInput, schedulerLetter, schedulesOf } from './schedules.ts';
import type { Sqs } from './sqs.ts';
import type { Stack } from './stack.ts';

/** EventBridge Scheduler, fired by hand. */
export type Scheduler = Pick<Stack, 'schedules' | 'fireSchedule' | 'failSchedule'>;

/** The schedules of a template, which write into its queues as far as their role lets them. */
export const createScheduler = (local: LocalTemplate, queues: readonly Queue[], sqs: Sqs, gate: Gate): Scheduler => {
  const schedules = schedulesOf(local);
  const named = (name: string): Schedule => {
    const schedule = schedules.find((candidate) => candidate.name === name);
    if (schedule === undefined) throw new Error(`the template has no schedule ${name}`);
    return schedule;
  };
  // Scheduler promises at least once: the same occurrence again is another attempt, with an execution id of its own.
  const attemptOf = ({ arn: scheduleArn }: Schedule, scheduledAt: number): Attempt => ({
    ...{ scheduleArn, scheduledAt, executionId: randomUUID(), attempt: 1 },
  });
  const maySend = ({ roleId }: Schedule, { arn: resource }: Queue): boolean =>
    gate.refusalOf(roleId, { action: 'sqs:SendMessage', resource, context: {} }) === undefined;
  return {
    schedules: schedules.map(({ name }) => name),
    fireSchedule: async (name, at, times = 1) => {
      const schedule = named(name);
      const target = queueOf(queues, schedule.targetArn);
      if (!maySend(schedule, target)) return;
      for (let sent = 0; sent < times; sent += 1)
        await sqs.send(target.url, scheduleInput(schedule.input, attemptOf(schedule, at)));
    },
    failSchedule: async (name, at, keywords) => {
      const schedule = named(name);
      const { deadLettersTo, targetArn, input } = schedule;
      if (deadLettersTo === undefined) throw new Error(`schedule ${name} has no dead-letter queue`);
      const attempt = attemptOf(schedule, at);
      const said = keywords === 'left' ? input : scheduleInput(input, attempt);
      const { body, attributes } = schedulerLetter(said, queueOf(queues, targetArn).url, attempt);
      const letters = queueOf(queues, deadLettersTo);
      if (maySend(schedule, letters)) await sqs.send(letters.url, body, attributes);
    },
  };
};
