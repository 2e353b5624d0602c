import { type ProxyParams, proxyProblems } from './network-proxy.ts';
import { interfaceStatements, type VpcParams, vpcConfig, vpcProblems } from './network-vpc.ts';
import { reservedConcurrency, throttle, type WebhookParams, webhookProblems } from './network-webhook.ts';
import { type Resources, switchProblem, type TemplateValue } from './resources.ts';

/** The parameters of the functions' surroundings: VPC, proxies, the webhook's limits, traces. */
export interface NetworkParams extends VpcParams, ProxyParams, WebhookParams {
  /** `true` or `false`. */
  readonly tracing: string;
}

/** Their names. */
export const NETWORK_PARAMS = [
  'vpcSubnetIds',
  'vpcSecurityGroupIds',
  'httpsProxy',
  'httpProxy',
  'noProxy',
  'webhookCallsPerSecond',
  'webhookConcurrency',
  'tracing',
] as const satisfies readonly (keyof NetworkParams)[];

/** What is wrong with them, by name; no problem shows a value that may hold a secret. */
export const networkProblems = (
  given: NetworkParams,
): readonly (readonly [keyof NetworkParams, string | undefined])[] => [
  ...vpcProblems(given),
  ...proxyProblems(given),
  ...webhookProblems(given),
  ['tracing', switchProblem(given.tracing)],
];

const isTraced = ({ tracing }: NetworkParams): boolean => tracing === 'true';

/** What they add to properties of resources that are written elsewhere: the `extensions` of serverless.yml. */
export const networkExtensions = (given: NetworkParams) => {
  const traces = isTraced(given) ? { TracingConfig: { Mode: 'Active' } } : {};
  const vpc = vpcConfig(given);
  const reserved = reservedConcurrency(given);
  return {
    // The webhook makes no call to a cloud, so the worker alone needs a way into a private network.
    QueueLambdaFunction: { Properties: { ...traces, ...(vpc === undefined ? {} : { VpcConfig: vpc }) } },
    WebhookLambdaFunction: {
      Properties: { ...traces, ...(reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved }) },
    },
    HttpStage: { Properties: { DefaultRouteSettings: throttle(given) } },
  };
};

const policy = (PolicyName: string, Statement: readonly TemplateValue[]): TemplateValue => ({
  PolicyName,
  PolicyDocument: { Version: '2012-10-17', Statement },
});

// X-Ray has no resources to name.
const TRACES: TemplateValue = {
  Effect: 'Allow',
  Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  Resource: '*',
};

/**
 * The rights that Lambda asks the functions' roles for before it makes the functions: in the roles themselves, since a policy
 * beside a role may come after the function.
 */
export const networkRights = (given: NetworkParams & { readonly prefix: string }): Resources => {
  const traces = isTraced(given) ? [policy('tracing', [TRACES])] : [];
  const vpc = vpcConfig(given) === undefined ? [] : [policy('vpc', interfaceStatements(given.prefix))];
  // The framework merges lists by index: the role's own policy is the first and stays as it is written.
  const role = (added: readonly TemplateValue[]) => ({
    Type: 'AWS::IAM::Role',
    Properties: { Policies: [{}, ...added] },
  });
  return { QueueRole: role([...traces, ...vpc]), WebhookRole: role(traces) };
};
