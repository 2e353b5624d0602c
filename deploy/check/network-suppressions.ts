import { INTERFACE_ACTIONS } from './network-lines.ts';
import type { Suppression } from './suppressions.ts';

const TRACES = 'X-Ray has no resources that a statement could name';
const NO_TRACES = 'X-Ray would be the dearest part of a stop; the parameter tracing turns it on';
const NO_INTERFACE =
  'Lambda makes the interfaces, which have no id before; the function’s own code is denied the same calls';

const onEverything = (where: string, actions: string, because: string): Suppression => ({
  line: 'policy-resources',
  where,
  what: `${actions} on *`,
  because,
});
const untraced = (where: string): Suppression => ({
  line: 'function-traces',
  where,
  what: 'TracingConfig.Mode is missing',
  because: NO_TRACES,
});

/** What is accepted of a stack without a VPC and without traces. */
export const WITHOUT_NETWORK: readonly Suppression[] = [
  {
    line: 'function-vpc',
    where: 'QueueLambdaFunction',
    what: 'VpcConfig is missing',
    because: 'the clouds’ endpoints are public; for one in a private network there is the parameter vpcSubnetIds',
  },
  untraced('QueueLambdaFunction'),
  untraced('WebhookLambdaFunction'),
];

/** What is accepted of a stack whose worker is in a VPC and whose functions are traced. */
export const WITH_NETWORK: readonly Suppression[] = [
  onEverything('QueueRole', 'xray:PutTraceSegments, xray:PutTelemetryRecords', TRACES),
  onEverything('WebhookRole', 'xray:PutTraceSegments, xray:PutTelemetryRecords', TRACES),
  onEverything('QueueRole', INTERFACE_ACTIONS.join(', '), NO_INTERFACE),
];
