import type { StackParams } from './stack-params.ts';

/** The variables that name a region, of AWS's own tools. */
export type RegionVariables = Readonly<Record<string, string | undefined>>;

const DEFAULT = 'eu-central-1';

/** The region of the stack: `--region`, else AWS_REGION, else AWS_DEFAULT_REGION, else Frankfurt. An empty text names none. */
export const regionOf = (option: string | undefined, variables: RegionVariables): string =>
  [option, variables.AWS_REGION, variables.AWS_DEFAULT_REGION].find((text) => text !== undefined && text !== '') ??
  DEFAULT;

// Partitions whose endpoints end otherwise than in amazonaws.com (botocore, "partitions.json"), and China, where SQS has no move task.
const OTHER_PARTITION = /^(?:cn-|us-iso|eu-iso|eusc-)/;
// `us-gov-` is a partition of its own, with the same endpoints.
const REGION = /^[a-z]{2}(?:-gov)?-[a-z]+-\d{1,2}$/;

const nameProblem = (region: string): string | undefined => {
  if (OTHER_PARTITION.test(region))
    return `${region} is not in the partition aws: the policies name AWS's services under amazonaws.com, and a replay needs SQS's move task`;
  return REGION.test(region) ? undefined : `"${region}" is not a region of AWS, such as ${DEFAULT}`;
};

// A topic that sends into the queue is not among them: Amazon SNS delivers to a queue of another region.
const BOUND: readonly (readonly [param: keyof StackParams, because: string])[] = [
  // AWS KMS Developer Guide, "AWS KMS concepts": a key never leaves the region in which it was made.
  ['kmsKeyArn', 'a key works in its own region alone'],
  ['oldKmsKeyArn', 'a key works in its own region alone'],
  // AWS Secrets Manager User Guide, "Replicate secrets across Regions": each replica has an ARN of its own region.
  ['cloudsSecret', 'a function asks Secrets Manager of its own region: replicate the secret'],
  ['webhookSecret', 'a function asks Secrets Manager of its own region: replicate the secret'],
  // PutMetricAlarm: "Invalid region … specified".
  ['alarmTopicArn', 'an alarm notifies a topic of its own region alone'],
  // Amazon SNS API Reference, "Publish".
  ['summaryTopicArn', 'Amazon SNS publishes to topics of the same region alone'],
  // Amazon EventBridge User Guide, "Sending and receiving events between AWS Regions".
  ['eventBus', 'only a rule of EventBridge sends to a bus of another region'],
];

const regionIn = (nameOrArn: string): string | undefined =>
  nameOrArn.startsWith('arn:') ? nameOrArn.split(':')[3] : undefined;

/** Why the stack cannot be in a region, with these parameters: one line each, naming both regions. */
export const regionProblems = (region: string, params: StackParams): readonly string[] => {
  const problem = nameProblem(region);
  if (problem !== undefined) return [`region: ${problem}`];
  return BOUND.flatMap(([param, because]) => {
    const other = regionIn(params[param]);
    return other === undefined || other === region
      ? []
      : [`${param}: is in ${other}, and the stack in ${region}: ${because}`];
  });
};
