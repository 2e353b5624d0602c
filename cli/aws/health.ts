import type { CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';
import type { LambdaClientConfig } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { awsErrorText } from '../../lib/aws/sdk.ts';
import type { Unavailable } from '../../lib/power/ports/ledger.ts';
import type { Health, QueueCounts, Ringing } from '../terminal/stack.ts';

/** What of a stack its health is asked by. */
export interface StackParts {
  readonly name: string;
  /** CloudFormation's. */
  readonly status: string;
  /** The worker's function; undefined where the stack has no such output. */
  readonly worker: string | undefined;
  /** URLs. */
  readonly stopQueue: string;
  readonly deadLetterQueue: string;
}

const unavailable = (call: string, error: unknown): Unavailable => ({
  kind: 'unavailable',
  because: `${call}: ${awsErrorText(error)}`,
});

const countsOf = async (sqs: SQSClient, queueUrl: string): Promise<QueueCounts | Unavailable> => {
  try {
    const { Attributes: counts = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return {
      kind: 'counts',
      waiting: Number(counts.ApproximateNumberOfMessages),
      inFlight: Number(counts.ApproximateNumberOfMessagesNotVisible),
    };
  } catch (error) {
    return unavailable('GetQueueAttributes', error);
  }
};

const statesOf = async (worker: string, options: LambdaClientConfig): ReturnType<Health['eventSources']> => {
  const { LambdaClient, ListEventSourceMappingsCommand } = await import('@aws-sdk/client-lambda');
  try {
    const { EventSourceMappings: mappings = [] } = await new LambdaClient(options).send(
      new ListEventSourceMappingsCommand({ FunctionName: worker }),
    );
    return { kind: 'states', states: mappings.map(({ State }) => State ?? 'unknown') };
  } catch (error) {
    return unavailable('ListEventSourceMappings', error);
  }
};

const alarmsOf = async (stack: string, options: CloudWatchClientConfig): ReturnType<Health['alarms']> => {
  const { CloudWatchClient, paginateDescribeAlarms } = await import('@aws-sdk/client-cloudwatch');
  const prefix = `${stack}-`;
  // Another stack may be called `prod-eu`: the names of our own alarms have no hyphen after the stack's.
  const isOurs = (name: string): boolean => /^[A-Za-z0-9]+$/.test(name.slice(prefix.length));
  let [count, withoutData] = [0, 0];
  const ringing: Ringing[] = [];
  try {
    const client = new CloudWatchClient(options);
    for await (const page of paginateDescribeAlarms({ client }, { AlarmNamePrefix: prefix }))
      for (const alarm of page.MetricAlarms ?? []) {
        const { AlarmName: name = '', AlarmDescription: description = '', StateValue: state } = alarm;
        if (!isOurs(name)) continue;
        count += 1;
        if (state === 'INSUFFICIENT_DATA') withoutData += 1;
        const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
        if (state === 'ALARM')
          ringing.push({ name, description, ...(since === undefined ? {} : { since: since.getTime() }) });
      }
    return { kind: 'alarms', count, withoutData, ringing };
  } catch (error) {
    return unavailable('DescribeAlarms', error);
  }
};

/** Asks Lambda, SQS and CloudWatch about a stack, each when it is wanted; only then are their clients loaded. */
export const stackHealth = (
  { name, status, worker, stopQueue, deadLetterQueue }: StackParts,
  sqs: SQSClient,
  options: LambdaClientConfig & CloudWatchClientConfig,
): Health => ({
  status,
  eventSources: async () =>
    worker === undefined
      ? { kind: 'unavailable', because: 'the stack has no output WorkerFunction' }
      : statesOf(worker, options),
  stopQueue: () => countsOf(sqs, stopQueue),
  deadLetters: () => countsOf(sqs, deadLetterQueue),
  alarms: () => alarmsOf(name, options),
});
