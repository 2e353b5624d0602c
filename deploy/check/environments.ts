import { chosenIn } from './chosen.ts';
import { differences, type Expected, type Finding, findingsAt } from './line.ts';
import { ofType, type Packaged, valueAt } from './packaged.ts';
import { ref } from './written.ts';

const FUNCTION = 'AWS::Lambda::Function';

// What may hold a secret's value rather than its name.
const SECRET_NAME = /PASSWORD|PASSWD|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|SECRET(?!_ID$)/i;
// Lambda Developer Guide, "Defined runtime environment variables": the reserved ones, and 4 KB for all of a function's own together.
const RESERVED =
  /^(?:_HANDLER|_X_AMZN_TRACE_ID|AWS_(?:DEFAULT_)?REGION|AWS_EXECUTION_ENV|AWS_ACCESS_KEY(?:_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AWS_LAMBDA_(?:FUNCTION_\w+|INITIALIZATION_TYPE|LOG_\w+|RUNTIME_API)|LAMBDA_(?:TASK_ROOT|RUNTIME_DIR))$/;
const ENVIRONMENT_BYTES = 4096;

/** Variables that Lambda refuses: reserved names, and more bytes than it takes. */
export const refusedVariables = (packaged: Packaged): readonly Finding[] =>
  ofType(packaged, FUNCTION).flatMap(({ id }) => {
    const variables = chosenIn(packaged).variables(id);
    const bytes = Buffer.byteLength(JSON.stringify(variables));
    return findingsAt(id, [
      ...Object.keys(variables)
        .filter((name) => RESERVED.test(name))
        .map((name) => `the variable ${name} is reserved by Lambda`),
      ...(bytes > ENVIRONMENT_BYTES ? [`${bytes} bytes of variables, and Lambda allows ${ENVIRONMENT_BYTES}`] : []),
    ]);
  });

// The variables of both functions that a parameter of serverless.yml fills.
const BOTH = {
  OS_CLOUD: 'cloud',
  STOP_WINDOW: 'stopWindow',
  STOP_WINDOW_MAX: 'stopWindowMax',
  STOP_AT_MOST_PER_REQUEST: 'stopAtMostPerRequest',
} as const;
const WORKER = {
  ...BOTH,
  CLOUDS_SECRET_ID: 'cloudsSecret',
  STOP_PATIENCE: 'stopPatience',
  STOP_QUARANTINE: 'stopQuarantine',
  LOOK_FIRST: 'lookFirst',
  LOOK_AGAIN_MIN: 'lookAgainMin',
  LOOK_AGAIN_MAX: 'lookAgainMax',
  OS_ALLOW_ADMIN: 'allowAdmin',
  SELECT_AT_MOST: 'selectAtMost',
  STOP_REQUIRES: 'stopRequires',
  NEVER_STOP: 'neverStop',
  STOP_ONLY: 'stopOnly',
  EVENT_BUS: 'eventBus',
  SUMMARY_TOPIC_ARN: 'summaryTopicArn',
  HTTPS_PROXY: 'httpsProxy',
  HTTP_PROXY: 'httpProxy',
  NO_PROXY: 'noProxy',
} as const;
const WEBHOOK = { ...BOTH, WEBHOOK_SECRET_ID: 'webhookSecret' } as const;

/** Variables with another value than parameter or queue have, variables that nobody reads, and any that may hold a secret. */
export const variableFindings = (packaged: Packaged): readonly Finding[] => {
  const { sources, resources } = packaged;
  const queue = resources.find(({ id }) => id === 'StopQueue')?.properties;
  const byParameter = (names: Readonly<Record<string, keyof NonNullable<typeof sources>['params']>>): Expected =>
    Object.fromEntries(
      Object.entries(names).map(([variable, name]) => [
        variable,
        sources === undefined ? (value: unknown) => typeof value === 'string' : sources.params[name],
      ]),
    );
  const alike = {
    QUEUE_URL: ref('StopQueue'),
    LEDGER_TABLE: ref('Ledger'),
    VISIBILITY_TIMEOUT: String(queue?.VisibilityTimeout),
  };
  const worker = {
    ...alike,
    DEAD_LETTER_QUEUE_URL: ref('DeadLetterQueue'),
    MAX_RECEIVES: String(valueAt(queue, 'RedrivePolicy', 'maxReceiveCount')),
    ...Object(byParameter(WORKER)),
  };
  const chosen = chosenIn(packaged);
  const expected = {
    QueueLambdaFunction: worker,
    WebhookLambdaFunction: { ...alike, ...Object(byParameter(WEBHOOK)) },
  };
  return [
    ...ofType(packaged, FUNCTION).flatMap(({ id }) =>
      findingsAt(
        id,
        Object.keys(chosen.variables(id))
          .filter((name) => SECRET_NAME.test(name))
          .map((name) => `the variable ${name} may hold a secret`),
      ),
    ),
    ...Object.entries(expected).flatMap(([id, variables]) =>
      findingsAt(id, differences(chosen.variables(id), variables, 'refused')),
    ),
  ];
};
