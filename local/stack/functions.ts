import { basename, join } from 'node:path';
import * as v from 'valibot';
import type { ReadProperties } from './local-template.ts';
import { CREDENTIALS, REGION } from './place.ts';
import type { SandboxSpec } from './sandbox.ts';
import type { Environment } from './stack.ts';
import { unzip } from './zip.ts';

const text = v.union([v.string(), v.pipe(v.union([v.number(), v.boolean()]), v.transform(String))]);

const functionProperties = v.object({
  FunctionName: v.string(),
  Role: v.string(),
  Handler: v.string(),
  Runtime: v.literal('nodejs24.x', 'must be nodejs24.x, the Node.js that runs here'),
  Timeout: v.number(),
  MemorySize: v.number(),
  Code: v.object({ S3Key: v.string() }),
  Environment: v.optional(v.object({ Variables: v.record(v.string(), text) }), { Variables: {} }),
  LoggingConfig: v.optional(v.object({ LogFormat: v.optional(v.string(), 'Text') }), {}),
});

type FunctionProperties = v.InferOutput<typeof functionProperties>;

/** The name in serverless.yml: osls makes `QueueLambdaFunction` of `queue`. */
export const functionNameOf = (logicalId: string): string => {
  const name = logicalId.replace(/LambdaFunction$/, '');
  return name.charAt(0).toLowerCase() + name.slice(1);
};

// Lambda Developer Guide, "Defined runtime environment variables".
const lambdaVariables = (properties: FunctionProperties, codeFolder: string): Readonly<Record<string, string>> => ({
  _HANDLER: properties.Handler,
  AWS_EXECUTION_ENV: `AWS_Lambda_${properties.Runtime}`,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize),
  AWS_LAMBDA_FUNCTION_NAME: properties.FunctionName,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_FORMAT: properties.LoggingConfig.LogFormat ?? 'Text',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${properties.FunctionName}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  LAMBDA_TASK_ROOT: codeFolder,
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
});

/** The variables that lead an AWS client to the embedded services. */
export const awsEnvironmentOf = (endpoints: {
  readonly sqs: string;
  readonly dynamoDb: string;
  readonly reports: string;
}): Readonly<Record<string, string>> => ({
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_ENDPOINT_URL_SQS: endpoints.sqs,
  AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamoDb,
  AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.reports,
  AWS_ENDPOINT_URL_SNS: endpoints.reports,
});

const definedOnly = (environment: Environment): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** Unpacks a function of the template and works out its environment: the template's, with `overrides` over it. */
export const sandboxSpecOf = async (
  id: string,
  properties: ReadProperties,
  given: {
    readonly artifacts: string;
    /** An empty folder for its code. */
    readonly codeFolder: string;
    readonly functionArn: string;
    /** The logical id of the role of an ARN. */
    readonly roleOf: (arn: string) => string;
    readonly awsEnvironment: Readonly<Record<string, string>>;
    readonly overrides: Environment;
    readonly onLine: (line: string) => void;
    readonly onLeftBehind: (what: string) => void;
  },
): Promise<SandboxSpec> => {
  const wanted = properties(id, functionProperties);
  const { codeFolder } = given;
  // The key in the bucket ends with the name of the zip.
  await unzip(join(given.artifacts, basename(wanted.Code.S3Key)), codeFolder);
  return {
    codeFolder,
    environment: {
      ...lambdaVariables(wanted, codeFolder),
      ...given.awsEnvironment,
      // No secret: it says whose call it is (gate.ts).
      AWS_ACCESS_KEY_ID: given.roleOf(wanted.Role),
      ...definedOnly({ ...wanted.Environment.Variables, ...given.overrides }),
    },
    functionArn: given.functionArn,
    timeoutMs: wanted.Timeout * 1000,
    onLine: given.onLine,
    onLeftBehind: given.onLeftBehind,
  };
};
