import { arnHere, type TemplateValue } from './resources.ts';

/** The worker's place in a VPC: ids, separated by commas; both empty: in none. */
export interface VpcParams {
  readonly vpcSubnetIds: string;
  readonly vpcSecurityGroupIds: string;
}

const idsOf = (text: string): readonly string[] => (text.trim() === '' ? [] : text.split(',').map((id) => id.trim()));

// Lambda API reference, "VpcConfig": at most 16 subnets and 5 security groups. EC2's ids end in 8 or 17 hexadecimal digits.
const SUBNETS = { prefix: 'subnet', most: 16, what: 'a subnet', many: 'subnets' } as const;
const GROUPS = { prefix: 'sg', most: 5, what: 'a security group', many: 'security groups' } as const;

const idsProblem = (
  ids: readonly string[],
  { prefix, most, what, many }: typeof SUBNETS | typeof GROUPS,
): string | undefined => {
  const form = new RegExp(`^${prefix}-(?:[0-9a-f]{8}|[0-9a-f]{17})$`);
  const wrong = ids.findIndex((id) => !form.test(id));
  if (wrong >= 0) return `item ${wrong + 1} is not the id of ${what}, such as ${prefix}-0123456789abcdef0`;
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `${twice} is given twice`;
  return ids.length > most ? `${ids.length} ${many}, and Lambda takes at most ${most}` : undefined;
};

/** What is wrong with the VPC's parameters, by name: one without the other, malformed ids, doubles, too many. */
export const vpcProblems = (given: VpcParams): readonly (readonly [keyof VpcParams, string | undefined])[] => {
  const [subnets, groups] = [idsOf(given.vpcSubnetIds), idsOf(given.vpcSecurityGroupIds)];
  if (subnets.length > 0 && groups.length === 0)
    return [['vpcSecurityGroupIds', 'missing: vpcSubnetIds needs a security group of the same VPC']];
  if (groups.length > 0 && subnets.length === 0)
    return [['vpcSubnetIds', 'missing: vpcSecurityGroupIds needs a subnet of the same VPC']];
  return [
    ['vpcSubnetIds', idsProblem(subnets, SUBNETS)],
    ['vpcSecurityGroupIds', idsProblem(groups, GROUPS)],
  ];
};

/** `VpcConfig` of a function, of parameters without a problem; undefined: in no VPC. */
export const vpcConfig = ({ vpcSubnetIds, vpcSecurityGroupIds }: VpcParams): TemplateValue | undefined =>
  idsOf(vpcSubnetIds).length === 0
    ? undefined
    : { SubnetIds: idsOf(vpcSubnetIds), SecurityGroupIds: idsOf(vpcSecurityGroupIds) };

/**
 * What Lambda does with network interfaces in the name of a function's role (Lambda Developer Guide, "Giving Lambda functions access
 * to resources in an Amazon VPC", required permissions).
 */
const INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
] as const;

/** What a function's own code is denied, as the same page advises. */
const DENIED_ACTIONS = [...INTERFACE_ACTIONS, 'ec2:DetachNetworkInterface'] as const;

/** Lambda may make and delete the worker's network interfaces; the worker's own code may not. `prefix` begins the worker's name. */
export const interfaceStatements = (prefix: string): readonly TemplateValue[] => [
  // The page asks for all resources: an interface has no id before it is made, and EC2 describes all or none.
  { Effect: 'Allow', Action: INTERFACE_ACTIONS, Resource: '*' },
  // The condition's key is there only when the function's own code makes the call. By name: the role is made before the worker.
  {
    Effect: 'Deny',
    Action: DENIED_ACTIONS,
    Resource: '*',
    Condition: { ArnEquals: { 'lambda:SourceFunctionArn': arnHere('lambda', `function:${prefix}-queue`) } },
  },
];
