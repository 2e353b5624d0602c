import { chosenIn } from './chosen.ts';
import { checkEach, checkEachBy, type Expected, type Line } from './line.ts';
import { ofType, type Packaged, type PackagedResource, valueAt } from './packaged.ts';
import { type Statement, statementsOf } from './statements.ts';
import { canonical, here, type Written } from './written.ts';

const FUNCTION = 'AWS::Lambda::Function';
const WORKER = 'QueueLambdaFunction';
const WEBHOOK = 'WebhookLambdaFunction';

/** What Lambda does on `*` in the name of a role whose function is traced, or is in a VPC, and never else. */
export const TRACED = '* with tracing';
export const IN_VPC = '* with vpcSubnetIds';
const SWITCHES: Readonly<Record<string, (properties: PackagedResource['properties']) => boolean>> = {
  [TRACED]: ({ TracingConfig }) => valueAt(TracingConfig, 'Mode') === 'Active',
  [IN_VPC]: ({ VpcConfig }) => VpcConfig !== undefined,
};

/** The resource of a call; undefined when the role's function does not have the property that leads to the call. */
export const switchedOn = ({ resources }: Packaged, role: string, on: string): string | undefined => {
  const isOn = SWITCHES[on];
  if (isOn === undefined) return on;
  const itsFunction = resources.find(({ id }) => id === role.replace(/Role$/, 'LambdaFunction'));
  return itsFunction !== undefined && isOn(itsFunction.properties) ? '*' : undefined;
};

const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value > 0;

/** The concurrency that the parameter reserves for the webhook; without the sources, none or one that an account can have. */
export const reservationOf = ({ sources }: Packaged): Expected => {
  if (sources === undefined) return (value) => value === undefined || (isWhole(value) && value <= 1000);
  const { webhookConcurrency } = sources.params;
  return webhookConcurrency === '' ? undefined : Number(webhookConcurrency);
};

/** The throttle that the parameter sets: calls a second, and twice of it at once. */
export const throttleOf = ({ sources }: Packaged): Expected => {
  if (sources !== undefined) {
    const rate = Number(sources.params.webhookCallsPerSecond);
    return { ThrottlingRateLimit: rate, ThrottlingBurstLimit: 2 * rate };
  }
  return (value) => {
    const rate = valueAt(value, 'ThrottlingRateLimit');
    return isWhole(rate) && rate <= 2500 && valueAt(value, 'ThrottlingBurstLimit') === 2 * rate;
  };
};

const idsOf = (text: string): readonly string[] => text.split(',').map((id) => id.trim());
const isList = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

/** Where the worker is: in the subnets and groups of the parameters. */
const placeOf = ({ sources }: Packaged): Expected =>
  sources === undefined || sources.params.vpcSubnetIds === ''
    ? { SubnetIds: isList, SecurityGroupIds: isList }
    : {
        SubnetIds: idsOf(sources.params.vpcSubnetIds),
        SecurityGroupIds: idsOf(sources.params.vpcSecurityGroupIds),
      };

/** What Lambda does with network interfaces in the name of a role (Lambda Developer Guide, "Required IAM permissions"). */
export const INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** Whether a statement denies the worker's own code all that Lambda may do with network interfaces, and nothing else. */
export const isInterfaceDenial = (
  packaged: Packaged,
  { where, effect, actions, resources, condition }: Statement,
): boolean => {
  const own: Written = {
    ArnEquals: { 'lambda:SourceFunctionArn': here('lambda', `function:${chosenIn(packaged).name}-queue`) },
  };
  return (
    where === 'QueueRole' &&
    effect === 'Deny' &&
    canonical(actions) === canonical([...INTERFACE_ACTIONS, 'ec2:DetachNetworkInterface']) &&
    canonical(resources) === canonical(['*']) &&
    canonical(condition) === canonical(own)
  );
};

export const NETWORK_LINES: readonly Line[] = [
  {
    id: 'function-vpc',
    says: 'functions run in a VPC',
    rules: ['CKV_AWS_117', 'W89'],
    findings: (packaged) =>
      checkEachBy(packaged, FUNCTION, ({ id, properties }) => ({
        VpcConfig:
          id === WORKER && properties.VpcConfig !== undefined ? placeOf(packaged) : (value) => value !== undefined,
      })),
  },
  {
    id: 'function-vpc-as-given',
    says: 'the worker is in a VPC exactly when vpcSubnetIds is given, and the webhook in none',
    rules: [],
    findings: (packaged) => {
      const given = packaged.sources?.params.vpcSubnetIds;
      return ofType(packaged, FUNCTION)
        .filter(({ id, properties }) => {
          const isIn = properties.VpcConfig !== undefined;
          return id === WEBHOOK ? isIn : id === WORKER && given !== undefined && isIn !== (given !== '');
        })
        .map(({ id }) => ({ where: id, what: 'is not where vpcSubnetIds puts it' }));
    },
  },
  {
    id: 'function-traces',
    says: 'functions are traced',
    rules: ['LambdaTracing'],
    findings: (packaged) => checkEach(packaged, FUNCTION, { TracingConfig: { Mode: 'Active' } }),
  },
  {
    id: 'function-traces-as-given',
    says: 'functions are traced exactly when tracing is true',
    rules: [],
    findings: (packaged) => {
      const given = packaged.sources?.params.tracing;
      return ofType(packaged, FUNCTION)
        .filter(
          ({ properties }) => given !== undefined && (properties.TracingConfig !== undefined) !== (given === 'true'),
        )
        .map(({ id }) => ({ where: id, what: 'is not traced as tracing says' }));
    },
  },
  {
    id: 'interfaces-by-lambda',
    says: 'only Lambda may make and delete network interfaces, and not the worker’s own code',
    rules: [],
    findings: (packaged) => {
      const worker = ofType(packaged, FUNCTION).find(({ id }) => id === WORKER);
      const denied = statementsOf(packaged).some((statement) => isInterfaceDenial(packaged, statement));
      return worker?.properties.VpcConfig === undefined || denied
        ? []
        : [{ where: 'QueueRole', what: 'its function’s own code may use network interfaces' }];
    },
  },
];
