import type { Suppression } from './suppressions.ts';

const TRACES = 'X-Ray has no resources that a statement could name';
const NO_TRACES = 'X-Ray would be the dearest part of a stop; the parameter tracing turns it on';

/** What is accepted of a stack with a VPC or without one, with traces or without them. */
export const NETWORK_SUPPRESSIONS: readonly Suppression[] = [
  {
    line: 'function-vpc',
    where: 'QueueLambdaFunction',
    what: 'is missing',
    because: 'the clouds’ endpoints are public; for one in a private network there is the parameter vpcSubnetIds',
  },
  {
    line: 'function-vpc',
    where: 'WebhookLambdaFunction',
    what: 'is missing',
    because: 'it calls no cloud, only services of AWS, so it needs no way into a private network',
  },
  { line: 'function-traces', where: 'QueueLambdaFunction', what: 'is missing', because: NO_TRACES },
  { line: 'function-traces', where: 'WebhookLambdaFunction', what: 'is missing', because: NO_TRACES },
  { line: 'policy-resources', where: 'QueueRole', what: 'xray:', because: TRACES },
  { line: 'policy-resources', where: 'WebhookRole', what: 'xray:', because: TRACES },
  {
    line: 'policy-resources',
    where: 'QueueRole',
    what: 'ec2:CreateNetworkInterface,',
    because: 'Lambda makes the interfaces, which have no id before; the function’s own code is denied the same calls',
  },
];
