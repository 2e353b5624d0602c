import { INTERFACE_ACTIONS } from '../../../deploy/network-vpc.ts';
import { allow, both, type Fault, set } from './fault.ts';

const VPC = { SubnetIds: ['subnet-0123456789abcdef0'], SecurityGroupIds: ['sg-0123456789abcdef0'] };
const inVpc = (config: object): Fault => set(['QueueLambdaFunction', 'Properties', 'VpcConfig'], config);
const traced = (id: string, mode: string): Fault => set([id, 'Properties', 'TracingConfig'], { Mode: mode });
const THIRD = set(['ThirdFunction'], { Type: 'AWS::Lambda::Function', Properties: {} });
const beside = (action: string): Fault =>
  set(['ReportPolicy'], {
    Type: 'AWS::IAM::Policy',
    Properties: {
      Roles: [{ Ref: 'QueueRole' }],
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: [action], Resource: '*' }] },
    },
  });

/** Breaks the lines about VPC and traces. */
export const NETWORK_FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  'function-vpc': [THIRD, inVpc({ ...VPC, SecurityGroupIds: [] }), inVpc({ SubnetIds: VPC.SubnetIds })],
  'function-traces': [THIRD, traced('QueueLambdaFunction', 'PassThrough')],
  'role-before-function': [beside('ec2:CreateNetworkInterface'), beside('xray:PutTraceSegments')],
  'interfaces-by-lambda': [inVpc(VPC)],
};

/** A VPC or traces without their rights, and the rights without them. */
export const SWITCH_FAULTS: readonly Fault[] = [
  inVpc(VPC),
  both(...INTERFACE_ACTIONS.map((action) => allow('QueueRole', action, '*'))),
  both(inVpc(VPC), allow('WebhookRole', 'ec2:DescribeSubnets', '*')),
  traced('QueueLambdaFunction', 'Active'),
  traced('WebhookLambdaFunction', 'Active'),
  both(traced('WebhookLambdaFunction', 'Active'), allow('QueueRole', 'xray:PutTraceSegments', '*')),
  allow('WebhookRole', 'xray:PutTelemetryRecords', '*'),
];
