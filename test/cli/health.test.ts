import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createAws } from '../../cli/aws/aws.ts';
import type { Health } from '../../cli/terminal/stack.ts';

const [stacks, lambda, sqs, watch] = [
  mockClient(CloudFormationClient),
  mockClient(LambdaClient),
  mockClient(SQSClient),
  mockClient(CloudWatchClient),
];
beforeEach(() => {
  for (const client of [stacks, lambda, sqs, watch]) client.reset();
});

const OUTPUTS = { LedgerTable: 't', StopQueueUrl: 'https://q/1/stop', DeadLetterQueueUrl: 'https://q/1/dead' };

const healthOf = async (
  outputs: Readonly<Record<string, string>> = { WorkerFunction: 'prod-queue' },
): Promise<Health> => {
  stacks.on(DescribeStacksCommand).resolves({
    Stacks: [
      {
        ...{ StackName: 'prod', CreationTime: new Date(0), StackStatus: 'UPDATE_COMPLETE' },
        Outputs: Object.entries({ ...OUTPUTS, ...outputs }).map(([OutputKey, OutputValue]) => ({
          OutputKey,
          OutputValue,
        })),
      },
    ],
  });
  const opened = await createAws({ AWS_REGION: 'eu-central-1' }).stack('prod');
  return opened.kind === 'stack' ? opened.health : expect.fail(opened.problem);
};

const refusal = (action: string) =>
  Object.assign(new Error(`User: x is not authorized to perform: ${action} on resource: *`), {
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });

test('The status of a stack is CloudFormation’s', async () => {
  expect((await healthOf()).status).toBe('UPDATE_COMPLETE');
});

test('The event sources are those of the function that the output WorkerFunction names', async () => {
  lambda
    .on(ListEventSourceMappingsCommand, { FunctionName: 'prod-queue' })
    .resolves({ EventSourceMappings: [{ State: 'Enabled' }] });
  expect(await (await healthOf()).eventSources()).toEqual({ kind: 'states', states: ['Enabled'] });
  expect(await (await healthOf({})).eventSources()).toEqual({
    kind: 'unavailable',
    because: 'the stack has no output WorkerFunction',
  });
});

test('The counts of each queue are its own, and no message is received', async () => {
  const counts = (waiting: number, inFlight: number) => ({
    Attributes: {
      ApproximateNumberOfMessages: String(waiting),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
    },
  });
  sqs.on(GetQueueAttributesCommand, { QueueUrl: OUTPUTS.StopQueueUrl }).resolves(counts(3, 4));
  sqs.on(GetQueueAttributesCommand, { QueueUrl: OUTPUTS.DeadLetterQueueUrl }).resolves(counts(1, 0));
  const health = await healthOf();
  expect(await health.stopQueue()).toEqual({ kind: 'counts', waiting: 3, inFlight: 4 });
  expect(await health.deadLetters()).toEqual({ kind: 'counts', waiting: 1, inFlight: 0 });
  expect(sqs.calls()).toHaveLength(2);
});

test('The alarms are those of all pages that are named after this stack and no other', async () => {
  const alarm = (AlarmName: string, StateValue: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA') => ({ AlarmName, StateValue });
  watch.on(DescribeAlarmsCommand, { AlarmNamePrefix: 'prod-' }).resolves({
    MetricAlarms: [alarm('prod-Alert', 'OK'), alarm('prod-eu-Alert', 'ALARM')],
    NextToken: 'more',
  });
  watch.on(DescribeAlarmsCommand, { AlarmNamePrefix: 'prod-', NextToken: 'more' }).resolves({
    MetricAlarms: [
      { ...alarm('prod-DeadLetters', 'ALARM'), AlarmDescription: 'x', StateTransitionedTimestamp: new Date(5) },
      alarm('prod-WorkerIdle', 'INSUFFICIENT_DATA'),
    ],
  });
  expect(await (await healthOf()).alarms()).toEqual({
    kind: 'alarms',
    count: 3,
    withoutData: 1,
    ringing: [{ name: 'prod-DeadLetters', description: 'x', since: 5 }],
  });
});

test('A refusal names the action, and so does each other failure its error', async () => {
  lambda.on(ListEventSourceMappingsCommand).rejects(refusal('lambda:ListEventSourceMappings'));
  watch.on(DescribeAlarmsCommand).rejects(refusal('cloudwatch:DescribeAlarms'));
  sqs.on(GetQueueAttributesCommand).rejects(Object.assign(new Error('x'), { name: 'TimeoutError' }));
  const health = await healthOf();
  const because = async (asked: Promise<{ readonly kind: string; readonly because?: string }>) => (await asked).because;
  expect(await because(health.eventSources())).toBe(
    'ListEventSourceMappings: lambda:ListEventSourceMappings is not allowed',
  );
  expect(await because(health.alarms())).toBe('DescribeAlarms: cloudwatch:DescribeAlarms is not allowed');
  expect(await because(health.stopQueue())).toBe('GetQueueAttributes: TimeoutError');
});
