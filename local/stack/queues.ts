import * as v from 'valibot';
import type { LocalTemplate } from './local-template.ts';
import type { Sqs } from './sqs.ts';

/** A queue of the template, created here. */
export interface Queue {
  readonly url: string;
  readonly arn: string;
  /** The ARN of its dead-letter queue. */
  readonly deadLettersTo?: string;
}

const queueProperties = v.object({
  VisibilityTimeout: v.optional(v.number()),
  MessageRetentionPeriod: v.optional(v.number()),
  ReceiveMessageWaitTimeSeconds: v.optional(v.number()),
  DelaySeconds: v.optional(v.number()),
  RedrivePolicy: v.optional(v.object({ deadLetterTargetArn: v.string(), maxReceiveCount: v.number() })),
});

const attributesOf = ({ RedrivePolicy, ...numbers }: v.InferOutput<typeof queueProperties>) => ({
  ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)])),
  ...(RedrivePolicy === undefined ? {} : { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
});

/** Creates the template's queues. */
export const createQueues = async (local: LocalTemplate, sqs: Sqs): Promise<readonly Queue[]> => {
  const queues: Queue[] = [];
  for (const id of local.idsOfType('AWS::SQS::Queue')) {
    const properties = local.properties(id, queueProperties);
    const [url, arn] = [local.ref(id), local.arn(id)];
    await sqs.createQueue(arn.split(':').at(-1) ?? id, attributesOf(properties));
    const deadLettersTo = properties.RedrivePolicy?.deadLetterTargetArn;
    queues.push({ url, arn, ...(deadLettersTo === undefined ? {} : { deadLettersTo }) });
  }
  return queues;
};

/** The queue of that ARN. Throws when the template has none. */
export const queueOf = (queues: readonly Queue[], arn: string): Queue => {
  const queue = queues.find((candidate) => candidate.arn === arn);
  if (queue === undefined) throw new Error(`the template has no queue ${arn}`);
  return queue;
};
