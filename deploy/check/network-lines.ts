import { DENIED_ACTIONS, WORKER_ARN } from '../network-vpc.ts';
import { checkEach, type Line } from './line.ts';
import { listOf, ofType, type Packaged, type PackagedResource, valueAt } from './packaged.ts';
import { statementsOf } from './statements.ts';

const FUNCTION = 'AWS::Lambda::Function';

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

/** No reservation, or one that an account can have. */
export const isReservation = (value: unknown): boolean => value === undefined || (isWhole(value) && value <= 1000);

/** A throttle of HTTP APIs: calls a second, and twice of it at once. */
export const isThrottle = (value: unknown): boolean => {
  const rate = valueAt(value, 'ThrottlingRateLimit');
  return isWhole(rate) && rate <= 2500 && valueAt(value, 'ThrottlingBurstLimit') === 2 * rate;
};

const isPlace = (value: unknown): boolean =>
  ['SubnetIds', 'SecurityGroupIds'].every((key) => listOf(valueAt(value, key)).length > 0);

/** Whether the worker's own code is denied all that Lambda may do with network interfaces in the name of its role. */
const isDenied = (packaged: Packaged): boolean =>
  statementsOf(packaged).some(
    ({ where, effect, actions, condition }) =>
      where === 'QueueRole' &&
      effect === 'Deny' &&
      DENIED_ACTIONS.every((action) => actions.includes(action)) &&
      JSON.stringify(condition) === JSON.stringify({ ArnEquals: { 'lambda:SourceFunctionArn': WORKER_ARN } }),
  );

export const NETWORK_LINES: readonly Line[] = [
  {
    id: 'function-vpc',
    says: 'functions run in a VPC',
    rules: ['CKV_AWS_117', 'W89'],
    findings: (packaged) => checkEach(packaged, FUNCTION, { VpcConfig: isPlace }),
  },
  {
    id: 'function-traces',
    says: 'functions are traced',
    rules: ['LambdaTracing'],
    findings: (packaged) => checkEach(packaged, FUNCTION, { TracingConfig: { Mode: 'Active' } }),
  },
  {
    id: 'role-before-function',
    says: 'what Lambda asks a role for before it makes a function is in the role itself, which is made first',
    rules: [],
    findings: (packaged) =>
      statementsOf(packaged)
        .filter(
          ({ type, actions }) => type !== 'AWS::IAM::Role' && actions.some((one) => /^(?:ec2|xray):/.test(String(one))),
        )
        .map(({ where, actions }) => ({ where, what: `${actions.join(', ')} in a policy beside the role` })),
  },
  {
    id: 'interfaces-by-lambda',
    says: 'only Lambda may make and delete network interfaces, and not the worker’s own code',
    rules: [],
    findings: (packaged) => {
      const worker = ofType(packaged, FUNCTION).find(({ id }) => id === 'QueueLambdaFunction');
      return worker?.properties.VpcConfig === undefined || isDenied(packaged)
        ? []
        : [{ where: 'QueueRole', what: 'its function’s own code may use network interfaces' }];
    },
  },
];
