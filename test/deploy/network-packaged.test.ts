import { beforeAll, expect, test } from 'vitest';
import { CHECKLIST, check } from '../../deploy/check/checklist.ts';
import { WITH_NETWORK } from '../../deploy/check/network-suppressions.ts';
import { type Packaged, packagedFrom } from '../../deploy/check/packaged.ts';
import { statementsOf } from '../../deploy/check/statements.ts';
import { drop, type Fault, set } from './check/faults/edit.ts';
import { packagedWith } from './packaged-with.ts';

let packaged: Packaged;
beforeAll(async () => {
  packaged = await packagedWith({
    vpcSubnetIds: 'subnet-0123456789abcdef0, subnet-0123456789abcdef1',
    vpcSecurityGroupIds: 'sg-0123456789abcdef0',
    httpsProxy: 'http://proxy.example:3128',
    httpProxy: 'http://proxy.example:3128',
    noProxy: '.internal.example,10.0.0.0/8',
    webhookCallsPerSecond: '200',
    webhookConcurrency: '20',
    tracing: 'true',
  });
}, 60_000);

const propertiesOf = (id: string) => packaged.resources.find((resource) => resource.id === id)?.properties;
const findingsOf = (id: string, of: Packaged) =>
  CHECKLIST.filter((line) => line.id === id).flatMap((line) => check(line, of).findings);
const withFault = (fault: Fault): Packaged => {
  const whole: object = JSON.parse(packaged.text);
  fault(whole);
  return packagedFrom(JSON.stringify(whole), packaged.zips, packaged.sources);
};

test('with VPC, proxies, traces and a reservation the packaged service passes the whole checklist', () => {
  for (const line of CHECKLIST) expect(check(line, packaged).findings, line.id).toEqual([]);
});

test('the worker alone is in the VPC and has the proxies, and both functions are traced', () => {
  expect(propertiesOf('QueueLambdaFunction')).toMatchObject({
    VpcConfig: {
      SubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      SecurityGroupIds: ['sg-0123456789abcdef0'],
    },
    TracingConfig: { Mode: 'Active' },
    Environment: {
      Variables: {
        HTTPS_PROXY: 'http://proxy.example:3128',
        HTTP_PROXY: 'http://proxy.example:3128',
        NO_PROXY: '.internal.example,10.0.0.0/8',
      },
    },
  });
  const webhook = propertiesOf('WebhookLambdaFunction');
  expect(webhook).toMatchObject({ TracingConfig: { Mode: 'Active' }, ReservedConcurrentExecutions: 20 });
  expect(webhook).not.toHaveProperty('VpcConfig');
  expect(JSON.stringify(webhook)).not.toContain('PROXY');
});

test('the throttle is the parameter, and twice of it at once', () => {
  expect(propertiesOf('HttpStage')).toMatchObject({
    DefaultRouteSettings: { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 },
  });
});

// Lambda asks the role when it makes the function: "does not have permissions to call CreateNetworkInterface on EC2".
test('the rights on network interfaces are in the role that the worker refers to, so that they are there before it', () => {
  const ofInterfaces = statementsOf(packaged).filter(({ actions }) => actions.some((one) => /^ec2:/.test(String(one))));
  expect(ofInterfaces).toMatchObject([
    { where: 'QueueRole', type: 'AWS::IAM::Role', effect: 'Allow' },
    { where: 'QueueRole', type: 'AWS::IAM::Role', effect: 'Deny' },
  ]);
  expect(propertiesOf('QueueLambdaFunction')).toMatchObject({ Role: { 'Fn::Sub': `\${QueueRole.Arn}` } });
});

test('the suppressions of a VPC and of traces are needed and say why', () => {
  const accepted = CHECKLIST.flatMap((line) =>
    check(line, packaged).accepted.map(({ finding }) => `${line.id} ${finding.where}: ${finding.what}`),
  );
  for (const { line, where, what, because } of WITH_NETWORK) {
    expect(accepted).toContain(`${line} ${where}: ${what}`);
    expect(because.length).toBeGreaterThan(20);
  }
});

const VPC_POLICY = ['QueueRole', 'Properties', 'Policies', 2, 'PolicyDocument', 'Statement'] as const;

test.each<[string, string, Fault]>([
  ['rights on interfaces and no VPC', 'permissions', drop('QueueLambdaFunction', 'Properties', 'VpcConfig')],
  ['a VPC and no rights on interfaces', 'permissions', drop(...VPC_POLICY, 0)],
  ['rights to trace and no traces', 'permissions', drop('WebhookLambdaFunction', 'Properties', 'TracingConfig')],
  ['one function alone that is traced', 'permissions', drop('QueueLambdaFunction', 'Properties', 'TracingConfig')],
  ['rights on interfaces for the worker’s own code', 'interfaces-by-lambda', drop(...VPC_POLICY, 1)],
  [
    'rights on interfaces that another function’s code is denied',
    'interfaces-by-lambda',
    set([...VPC_POLICY, 1, 'Condition'], { ArnEquals: { 'lambda:SourceFunctionArn': 'other' } }),
  ],
  [
    'one right on interfaces for the worker’s own code',
    'interfaces-by-lambda',
    set([...VPC_POLICY, 1, 'Action'], ['ec2:CreateNetworkInterface']),
  ],
  [
    'a worker in another subnet',
    'function-vpc',
    set(['QueueLambdaFunction', 'Properties', 'VpcConfig', 'SubnetIds'], ['subnet-0123456789abcdef9']),
  ],
  [
    'a worker in another security group',
    'function-vpc',
    set(['QueueLambdaFunction', 'Properties', 'VpcConfig', 'SecurityGroupIds'], []),
  ],
])('the checklist finds %s', (_, id, fault) => {
  expect(findingsOf(id, withFault(fault))).not.toEqual([]);
});
