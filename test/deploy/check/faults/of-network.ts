import { INTERFACE_ACTIONS } from '../../../../deploy/check/network-lines.ts';
import { add, allow, both, type Fault, type Faults, property } from './edit.ts';

const VPC = { SubnetIds: ['subnet-0123456789abcdef0'], SecurityGroupIds: ['sg-0123456789abcdef0'] };
const inVpc = (config: object): Fault => property('QueueLambdaFunction', ['VpcConfig'], config);
const traced = (id: string, mode: string): Fault => property(id, ['TracingConfig'], { Mode: mode });
const THIRD = add('ThirdFunction', 'AWS::Lambda::Function');

/** A VPC or traces without their rights, and the rights without them. */
export const SWITCH_FAULTS: Readonly<Record<string, Fault>> = {
  'the worker is in a VPC without rights on interfaces': inVpc(VPC),
  'the worker has rights on interfaces and no VPC': both(
    ...INTERFACE_ACTIONS.map((action) => allow('QueueRole', action, '*')),
  ),
  'the webhook has a right on subnets': both(inVpc(VPC), allow('WebhookRole', 'ec2:DescribeSubnets', '*')),
  'the worker is traced without rights': traced('QueueLambdaFunction', 'Active'),
  'the webhook is traced without rights': traced('WebhookLambdaFunction', 'Active'),
  'the webhook may trace and does not': allow('WebhookRole', 'xray:PutTelemetryRecords', '*'),
};

export const OF_NETWORK: Faults = {
  'function-vpc': {
    'a third function is outside a VPC': THIRD,
    'the worker has a subnet and no security group': inVpc({ ...VPC, SecurityGroupIds: [] }),
    'the worker’s VPC has no security groups': inVpc({ SubnetIds: VPC.SubnetIds }),
  },
  'function-vpc-as-given': {
    'the worker is in a VPC that nobody gave': inVpc(VPC),
    'the webhook is in a VPC': property('WebhookLambdaFunction', ['VpcConfig'], VPC),
  },
  'function-traces': {
    'a third function is not traced': THIRD,
    'the worker only passes traces on': traced('QueueLambdaFunction', 'PassThrough'),
  },
  'function-traces-as-given': {
    'the webhook is traced although nobody asked': traced('WebhookLambdaFunction', 'Active'),
  },
  'interfaces-by-lambda': { 'the worker’s own code may use network interfaces': inVpc(VPC) },
};
