import { WITH_NETWORK, WITHOUT_NETWORK } from './network-suppressions.ts';
import { LOGS, USE } from './resource-policies.ts';

/** A finding that is accepted, and why. */
export interface Suppression {
  readonly line: string;
  /** The logical id. */
  readonly where: string;
  /** The whole text of the finding: another one of the same line is not accepted. */
  readonly what: string;
  readonly because: string;
}

const SYNCHRONOUS = 'nothing calls it asynchronously: its event source and its route both wait for the answer';
const KEY_POLICY = 'in a key’s own policy * is that key';
const SUFFIX = 'Secrets Manager puts a hyphen and six characters after the name; hand in the ARN to have no wildcard';

const secretName = (where: string, variable: string): Suppression => ({
  line: 'policy-resources',
  where,
  what: `secretsmanager:GetSecretValue on ${variable}`,
  because: SUFFIX,
});
// Service Authorization Reference: none of these calls knows a resource that a policy could name.
const WITHOUT_RESOURCE =
  'cloudwatch:DescribeAlarms, lambda:ListEventSourceMappings, logs:GetQueryResults, scheduler:ListSchedules on *';
const forOnCall = (what: string, because: string): Suppression => ({
  line: 'policy-resources',
  where: 'OnCallPolicy',
  what,
  because,
});
const keyStatement = (actions: readonly string[]): Suppression => ({
  line: 'policy-resources',
  where: 'Key',
  what: `${actions.join(', ')} on *`,
  because: KEY_POLICY,
});

export const SUPPRESSIONS: readonly Suppression[] = [
  ...WITHOUT_NETWORK,
  ...WITH_NETWORK,
  {
    line: 'function-vpc',
    where: 'WebhookLambdaFunction',
    what: 'VpcConfig is missing',
    because: 'it calls no cloud, only services of AWS, so it needs no way into a private network',
  },
  ...['QueueLambdaFunction', 'WebhookLambdaFunction'].flatMap((where) => [
    { line: 'function-failures', where, what: 'DeadLetterConfig is missing', because: SYNCHRONOUS },
  ]),
  {
    line: 'policy-actions',
    where: 'Key',
    what: 'action "kms:*"',
    because:
      'a key whose account may not administer it can never be changed again, and no role’s own policy would count',
  },
  keyStatement(['kms:*']),
  keyStatement(LOGS),
  keyStatement(USE),
  secretName('QueueRole', 'CLOUDS_SECRET_ID'),
  secretName('WebhookRole', 'WEBHOOK_SECRET_ID'),
  forOnCall(WITHOUT_RESOURCE, 'these calls look at names and states, and know no resource'),
  forOnCall('scheduler:GetSchedule on Schedules', 'it is every schedule of the stack’s own group, also those to come'),
  {
    line: 'api-authorised',
    where: 'WebhookRoute',
    what: 'AuthorizationType is "NONE"',
    because: 'the signature over the raw body is the authorisation, and the function checks it before anything else',
  },
  {
    line: 'api-domain',
    where: 'HttpApi',
    what: 'DisableExecuteApiEndpoint is missing',
    because: 'a domain and its certificate are the deployer’s; docs/operations.md shows how to put one in front',
  },
];
