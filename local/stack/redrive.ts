import type { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { listQueues, type MoveTask, startMoveTask } from './move-task.ts';

/** What an action answers: the output of the JSON protocol, or a refusal with the name that SQS has for it. */
export type Answer =
  | { readonly kind: 'output'; readonly output: object }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** The four actions about dead letters that the embedded SQS does not know. */
export interface Redrive {
  /** Undefined: not one of the four. */
  answer(action: string, input: unknown): Promise<Answer> | undefined;
  /** Ends what is still moving. */
  stop(): Promise<void>;
}

const output = (of: object): Answer => ({ kind: 'output', output: of });
const invalid = (message: string): Answer => ({ kind: 'refused', code: 'InvalidParameterValue', message });
const missing = (message: string): Answer => ({ kind: 'refused', code: 'ResourceNotFoundException', message });

// Strict: an unsupported option is refused, not ignored.
const startInput = v.strictObject({
  SourceArn: v.string(),
  DestinationArn: v.optional(v.string()),
  MaxNumberOfMessagesPerSecond: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500))),
});
const listInput = v.strictObject({
  SourceArn: v.string(),
  MaxResults: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10)), 1),
});
const cancelInput = v.strictObject({ TaskHandle: v.string() });
const sourcesInput = v.strictObject({ QueueUrl: v.string() });

type Handler = (input: unknown) => Promise<Answer>;

const handler =
  <T>(schema: v.GenericSchema<unknown, T>, answer: (input: T) => Promise<Answer>): Handler =>
  async (input) => {
    const read = v.safeParse(schema, input);
    if (read.success) return answer(read.output);
    return invalid(read.issues.map((issue) => `${v.getDotPath(issue) ?? 'input'}: ${issue.message}`).join('; '));
  };

const nameIn = (url: string): string | undefined => url.split('/').at(-1);

/** Moves messages between the queues of `client`; tasks are remembered until it ends. */
export const createRedrive = (client: SQSClient): Redrive => {
  // The newest first.
  const tasks: MoveTask[] = [];

  const start = handler(startInput, async ({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: perSecond }) => {
    const queues = await listQueues(client);
    const source = queues.find(({ arn }) => arn === SourceArn);
    if (source === undefined) return missing(`there is no queue ${SourceArn} (SourceArn)`);
    if (!queues.some((queue) => queue.deadLettersTo === SourceArn)) {
      return invalid('Source queue must be configured as a Dead Letter Queue.');
    }
    const destination = queues.find(({ arn }) => arn === DestinationArn);
    if (destination === undefined && DestinationArn !== undefined) {
      return missing(`there is no queue ${DestinationArn} (DestinationArn)`);
    }
    if (destination === source) return invalid('source and destination are the same queue');
    if (tasks.some((task) => task.sourceArn === SourceArn && task.isRunning())) {
      return invalid('There is already a task running. Only one active task is allowed for a source queue.');
    }
    const task = startMoveTask(client, { source, destination, perSecond });
    tasks.unshift(task);
    return output({ TaskHandle: task.handle });
  });

  const list = handler(listInput, async ({ SourceArn, MaxResults }) =>
    output({
      Results: tasks
        .filter((task) => task.sourceArn === SourceArn)
        .slice(0, MaxResults)
        .map((task) => task.entry()),
    }),
  );

  const cancel = handler(cancelInput, async ({ TaskHandle }) => {
    const task = tasks.find(({ handle, isRunning }) => handle === TaskHandle && isRunning());
    if (task === undefined) return missing('there is no running task of that handle');
    return output({ ApproximateNumberOfMessagesMoved: await task.cancel() });
  });

  const sources = handler(sourcesInput, async ({ QueueUrl }) => {
    const queues = await listQueues(client);
    const queue = queues.find(({ url }) => nameIn(url) === nameIn(QueueUrl));
    if (queue === undefined) {
      return { kind: 'refused', code: 'QueueDoesNotExist', message: 'The specified queue does not exist.' };
    }
    return output({ queueUrls: queues.filter((one) => one.deadLettersTo === queue.arn).map(({ url }) => url) });
  });

  const handlers = new Map<string, Handler>([
    ['StartMessageMoveTask', start],
    ['ListMessageMoveTasks', list],
    ['CancelMessageMoveTask', cancel],
    ['ListDeadLetterSourceQueues', sources],
  ]);
  return {
    answer: (action, input) => handlers.get(action)?.(input),
    stop: async () => {
      await Promise.all(tasks.map((task) => task.cancel()));
    },
  };
};
