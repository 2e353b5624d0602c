import { chosenIn } from './chosen.ts';
import { refusedVariables, variableFindings } from './environments.ts';
import { checkEach, checkEachBy, checkExactly, type Line, readElsewhere } from './line.ts';
import { reservationOf } from './network-lines.ts';
import { listOf, ofType, type PackagedResource, referredId, valueAt } from './packaged.ts';
import { attribute, here, ref, sub } from './written.ts';

const FUNCTION = 'AWS::Lambda::Function';

const HOLDERS = ['Roles', 'Users', 'Groups'] as const;
const heldBy = ({ properties }: PackagedResource): readonly unknown[] =>
  HOLDERS.flatMap((holder) => listOf(properties[holder]));

// Its statements count among the worker's (statements.ts).
const isReports = (resource: PackagedResource): boolean =>
  resource.id === 'ReportPolicy' &&
  resource.type === 'AWS::IAM::Policy' &&
  heldBy(resource).length === 1 &&
  referredId(valueAt(resource.properties, 'Roles', 0)) === 'QueueRole';

const isForPeople = (resource: PackagedResource): boolean =>
  /^(?:Freeze|OnCall)Policy$/.test(resource.id) &&
  resource.type === 'AWS::IAM::ManagedPolicy' &&
  heldBy(resource).length === 0;

export const FUNCTION_LINES: readonly Line[] = [
  {
    id: 'function-explicit',
    says: 'functions: Node 24 on ARM, their own code, timeout and memory, JSON logs, and nothing else',
    rules: ['L1', 'LambdaFunctionDefaultTimeout', 'CKV_AWS_363'],
    findings: (packaged) =>
      [
        { id: 'QueueLambdaFunction', name: 'queue', Timeout: 60, role: 'QueueRole' },
        { id: 'WebhookLambdaFunction', name: 'webhook', Timeout: 10, role: 'WebhookRole' },
      ].flatMap(({ id, name, Timeout, role }) =>
        checkExactly(packaged, id, {
          FunctionName: `${chosenIn(packaged).name}-${name}`,
          Description: (value) => typeof value === 'string',
          Runtime: 'nodejs24.x',
          Architectures: ['arm64'],
          Handler: `dist/${name}/index.handler`,
          Code: {
            S3Bucket: ref('ServerlessDeploymentBucket'),
            S3Key: (value) => String(value).endsWith(`/${name}.zip`),
          },
          Timeout,
          MemorySize: 512,
          Role: sub(`<${role}.Arn>`),
          LoggingConfig: { LogFormat: 'JSON' },
          TracingConfig: readElsewhere,
          VpcConfig: readElsewhere,
          Environment: { Variables: readElsewhere },
          KmsKeyArn: readElsewhere,
          ReservedConcurrentExecutions: readElsewhere,
        }),
      ),
  },
  {
    id: 'function-environment',
    says: 'environments hold what the functions read, by parameter and queue, and secrets by name only',
    rules: ['CKV_AWS_45'],
    findings: variableFindings,
  },
  {
    id: 'function-environment-limits',
    says: 'environments have no reserved name and at most 4 KB',
    rules: [],
    refusedByAws: true,
    findings: refusedVariables,
  },
  {
    id: 'function-concurrency',
    says: 'the webhook reserves the concurrency of its parameter; the worker’s is its event source’s',
    rules: ['CKV_AWS_115'],
    findings: (packaged) =>
      checkEachBy(packaged, FUNCTION, ({ id }) => ({
        ReservedConcurrentExecutions: id === 'WebhookLambdaFunction' ? reservationOf(packaged) : undefined,
      })),
  },
  {
    id: 'function-failures',
    says: 'asynchronous calls have a dead-letter destination',
    rules: ['CKV_AWS_116', 'LambdaDLQ', 'LambdaAsyncFailureDestination'],
    findings: (packaged) => checkEach(packaged, FUNCTION, { DeadLetterConfig: (value) => value !== undefined }),
  },
  {
    id: 'function-callers',
    says: 'only the API’s route POST /stop may call the webhook, and nobody the worker',
    rules: ['CKV_AWS_364'],
    findings: (packaged) =>
      checkExactly(packaged, 'WebhookPermission', {
        Action: 'lambda:InvokeFunction',
        FunctionName: attribute('WebhookLambdaFunction'),
        Principal: 'apigateway.amazonaws.com',
        SourceArn: here('execute-api', '<HttpApi>/$default/POST/stop'),
      }),
  },
  {
    id: 'function-role',
    says: 'each function has its own role, without managed policies; one policy adds the reports to the worker’s, and two are for people',
    rules: ['CKV_AWS_49', 'F3', 'F4'],
    findings: (packaged) => {
      const roles = ofType(packaged, FUNCTION).map(({ id, properties }) => ({ id, role: referredId(properties.Role) }));
      const shared = roles.filter(({ role }, index) => roles.findIndex((other) => other.role === role) !== index);
      const managed = ofType(packaged, 'AWS::IAM::Role').filter(
        ({ properties }) => listOf(properties.ManagedPolicyArns).length > 0,
      );
      const beside = packaged.resources.filter(
        (resource) => /^AWS::IAM::(?!Role$)/.test(resource.type) && !isReports(resource) && !isForPeople(resource),
      );
      return [
        ...beside.map(({ id }) => ({ where: id, what: 'adds permissions to the roles' })),
        ...shared.map(({ id }) => ({ where: id, what: 'shares its role' })),
        ...managed.map(({ id }) => ({ where: id, what: 'has a managed policy' })),
      ];
    },
  },
];
