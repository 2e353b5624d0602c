import { checkEach, checkEachBy, findingsAt, type Line } from './line.ts';
import { isReservation } from './network-lines.ts';
import { listOf, ofType, type PackagedResource, referredId, valueAt } from './packaged.ts';

const FUNCTION = 'AWS::Lambda::Function';
// What may hold a secret's value rather than its name.
const SECRET_NAME = /PASSWORD|PASSWD|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|SECRET(?!_ID$)/i;
// Lambda Developer Guide, "Defined runtime environment variables": the reserved ones, and 4 KB for all of a function's own together.
const RESERVED =
  /^(?:_HANDLER|_X_AMZN_TRACE_ID|AWS_(?:DEFAULT_)?REGION|AWS_EXECUTION_ENV|AWS_ACCESS_KEY(?:_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AWS_LAMBDA_(?:FUNCTION_\w+|INITIALIZATION_TYPE|LOG_\w+|RUNTIME_API)|LAMBDA_(?:TASK_ROOT|RUNTIME_DIR))$/;
const ENVIRONMENT_BYTES = 4096;

const environmentProblems = (variables: object): readonly string[] => {
  const names = Object.keys(variables);
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  return [
    ...names.filter((name) => SECRET_NAME.test(name)).map((name) => `the variable ${name} may hold a secret`),
    ...names.filter((name) => RESERVED.test(name)).map((name) => `the variable ${name} is reserved by Lambda`),
    ...(bytes > ENVIRONMENT_BYTES ? [`${bytes} bytes of variables, and Lambda allows ${ENVIRONMENT_BYTES}`] : []),
  ];
};

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
  resource.id === 'FreezePolicy' && resource.type === 'AWS::IAM::ManagedPolicy' && heldBy(resource).length === 0;

export const FUNCTION_LINES: readonly Line[] = [
  {
    id: 'function-explicit',
    says: 'functions: Node 24 on ARM, timeout and memory given, JSON logs',
    rules: ['L1', 'LambdaFunctionDefaultTimeout', 'CKV_AWS_363'],
    findings: (packaged) =>
      checkEach(packaged, FUNCTION, {
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Timeout: (value) => typeof value === 'number' && value <= 60,
        MemorySize: (value) => typeof value === 'number',
        LoggingConfig: { LogFormat: 'JSON' },
      }),
  },
  {
    id: 'function-environment',
    says: 'environments hold secrets by name only, and are within Lambda’s limits',
    rules: ['CKV_AWS_45'],
    findings: (packaged) =>
      ofType(packaged, FUNCTION).flatMap(({ id, properties }) =>
        findingsAt(id, environmentProblems(Object(valueAt(properties, 'Environment', 'Variables')))),
      ),
  },
  {
    id: 'function-concurrency',
    says: 'the webhook reserves no concurrency or at most 1,000; the worker’s is its event source’s',
    rules: ['CKV_AWS_115'],
    findings: (packaged) =>
      checkEachBy(packaged, FUNCTION, ({ id }) => ({
        ReservedConcurrentExecutions: id === 'WebhookLambdaFunction' ? isReservation : undefined,
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
    says: 'only the API’s route POST /stop may call a function',
    rules: ['CKV_AWS_364'],
    findings: (packaged) =>
      checkEach(packaged, 'AWS::Lambda::Permission', {
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
        SourceArn: (value) => JSON.stringify(value ?? null).includes('/POST/stop"'),
      }),
  },
  {
    id: 'function-role',
    says: 'each function has its own role, without managed policies; one policy adds the reports to the worker’s, and one is for people',
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
