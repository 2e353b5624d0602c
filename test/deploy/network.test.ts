import { describe, expect, test } from 'vitest';
import { type NetworkParams, networkProblems } from '../../deploy/network.ts';
import { vpcConfig } from '../../deploy/network-vpc.ts';
import { PLAIN_NETWORK } from './network-params.ts';

const SUBNET = 'subnet-0123456789abcdef0';
const GROUP = 'sg-0123456789abcdef0';
const many = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(8, '0')}`).join(',');

const problemsWith = (changes: Partial<NetworkParams>): readonly string[] =>
  networkProblems({ ...PLAIN_NETWORK, ...changes }).flatMap(([name, problem]) =>
    problem === undefined ? [] : [`${name}: ${problem}`],
  );

describe('the VPC of the worker', () => {
  test('ids may have blanks around them, and old ids of eight digits are ids', () => {
    const given = { vpcSubnetIds: ` ${SUBNET} , subnet-0a1b2c3d`, vpcSecurityGroupIds: `${GROUP} ` };
    expect(problemsWith(given)).toEqual([]);
    expect(vpcConfig(given)).toEqual({ SubnetIds: [SUBNET, 'subnet-0a1b2c3d'], SecurityGroupIds: [GROUP] });
  });

  test('without ids, or with blanks alone, the worker is in no VPC', () => {
    expect(vpcConfig({ vpcSubnetIds: '', vpcSecurityGroupIds: '' })).toBeUndefined();
    expect(problemsWith({ vpcSubnetIds: ' ', vpcSecurityGroupIds: ' ' })).toEqual([]);
    expect(vpcConfig({ vpcSubnetIds: ' ', vpcSecurityGroupIds: ' ' })).toBeUndefined();
  });

  test('sixteen subnets and five security groups are the most that Lambda takes', () => {
    const most = { vpcSubnetIds: many('subnet', 16), vpcSecurityGroupIds: many('sg', 5) };
    expect(problemsWith(most)).toEqual([]);
    expect(problemsWith({ vpcSubnetIds: many('subnet', 17), vpcSecurityGroupIds: many('sg', 6) })).toEqual([
      'vpcSubnetIds: 17 subnets, and Lambda takes at most 16',
      'vpcSecurityGroupIds: 6 security groups, and Lambda takes at most 5',
    ]);
  });

  test.each<[Partial<NetworkParams>, string]>([
    [{ vpcSubnetIds: SUBNET }, 'vpcSecurityGroupIds: missing: vpcSubnetIds needs a security group of the same VPC'],
    [{ vpcSecurityGroupIds: GROUP }, 'vpcSubnetIds: missing: vpcSecurityGroupIds needs a subnet of the same VPC'],
    [
      { vpcSubnetIds: `${SUBNET},`, vpcSecurityGroupIds: GROUP },
      'vpcSubnetIds: item 2 is not the id of a subnet, such as subnet-0123456789abcdef0',
    ],
    [
      { vpcSubnetIds: GROUP, vpcSecurityGroupIds: GROUP },
      'vpcSubnetIds: item 1 is not the id of a subnet, such as subnet-0123456789abcdef0',
    ],
    [
      { vpcSubnetIds: SUBNET, vpcSecurityGroupIds: `${GROUP} ${GROUP}` },
      'vpcSecurityGroupIds: item 1 is not the id of a security group, such as sg-0123456789abcdef0',
    ],
    [{ vpcSubnetIds: `${SUBNET}, ${SUBNET}`, vpcSecurityGroupIds: GROUP }, `vpcSubnetIds: ${SUBNET} is given twice`],
  ])('the VPC %j is refused with one line', (changes, problem) => {
    expect(problemsWith(changes)).toEqual([problem]);
  });
});

describe('the proxies of the worker', () => {
  test.each<Partial<NetworkParams>>([
    { httpsProxy: 'http://proxy.example:3128', httpProxy: 'http://10.0.0.1:3128/', noProxy: '.example,10.0.0.0/8' },
    { httpsProxy: 'proxy.example:3128' },
    { httpsProxy: 'https://proxy.example:443' },
    { httpsProxy: 'http://[fd00::1]:3128' },
  ])('the proxies %j are accepted', (changes) => {
    expect(problemsWith(changes)).toEqual([]);
  });

  test.each<[Partial<NetworkParams>, string]>([
    [
      { httpsProxy: 'socks5://proxy.example:1080' },
      'httpsProxy: names a SOCKS proxy, which is not supported: use http://host:port',
    ],
    [
      { httpProxy: 'ftp://proxy.example:21' },
      'httpProxy: has a scheme other than http and https: use http://host:port',
    ],
    [{ httpsProxy: 'http://proxy.example' }, 'httpsProxy: has no port: use http://host:port'],
    [{ httpsProxy: 'http://[fd00::1]' }, 'httpsProxy: has no port: use http://host:port'],
    [{ httpsProxy: 'http://proxy.example:99999' }, 'httpsProxy: is not the URL of a proxy: use http://host:port'],
    [{ httpsProxy: `http://\${env:PROXY}:3128` }, 'httpsProxy: must not contain "${": the framework reads a variable'],
    [
      { httpsProxy: '{{resolve:secretsmanager:proxy}}' },
      'httpsProxy: must not contain "{{": CloudFormation reads a reference there',
    ],
    [{ noProxy: 'example.com' }, 'noProxy: has no effect without httpsProxy or httpProxy'],
    [
      { httpProxy: 'http://proxy.example:3128', noProxy: `\${env:HOME}` },
      'noProxy: must not contain "${": the framework reads a variable',
    ],
  ])('the proxies %j are refused with one line', (changes, problem) => {
    expect(problemsWith(changes)).toEqual([expect.stringContaining(problem)]);
  });

  test.each([
    'http://user:canary@proxy.example:3128',
    'http://user:can/ary@proxy.example:3128',
    'user:canary@proxy.example:3128',
    'http://canary@proxy.example:3128',
    'socks5://user:canary@proxy.example:1080',
    `http://user:canary\${x}@proxy.example:3128`,
    'http://user:canary @proxy.example',
  ])('a proxy with a login is refused with one line that does not show it: %s', (httpsProxy) => {
    const told = problemsWith({ httpsProxy });
    expect(told).toEqual([expect.stringMatching(/^httpsProxy: must not hold a user or a password, /)]);
    expect(told.join()).not.toMatch(/can|ary|user:/);
  });
});

test.each<[Partial<NetworkParams>, string]>([
  [{ webhookCallsPerSecond: '' }, 'webhookCallsPerSecond: not a whole number from 1 to 2500'],
  [{ webhookCallsPerSecond: '0' }, 'webhookCallsPerSecond: not a whole number from 1 to 2500'],
  [{ webhookCallsPerSecond: '1.5' }, 'webhookCallsPerSecond: not a whole number from 1 to 2500'],
  [{ webhookCallsPerSecond: '2501' }, 'webhookCallsPerSecond: not a whole number from 1 to 2500'],
  [{ webhookConcurrency: '0' }, 'webhookConcurrency: not a whole number from 1 to 1000'],
  [{ webhookConcurrency: '1001' }, 'webhookConcurrency: not a whole number from 1 to 1000'],
  [{ webhookConcurrency: 'none' }, 'webhookConcurrency: not a whole number from 1 to 1000'],
  [{ tracing: 'yes' }, 'tracing: not one of true, false'],
  [{ tracing: '' }, 'tracing: not one of true, false'],
])('the parameters %j are refused with one line', (changes, problem) => {
  expect(problemsWith(changes)).toEqual([problem]);
});

test('the defaults of the network have no problem, and neither has every limit at its most', () => {
  expect(problemsWith({})).toEqual([]);
  expect(problemsWith({ webhookCallsPerSecond: '2500', webhookConcurrency: '1000', tracing: 'true' })).toEqual([]);
});
