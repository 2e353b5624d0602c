import { add, arn, drop, type Fault, type Faults, property } from './edit.ts';

const WORKER = 'QueueLambdaFunction';
const WEBHOOK = 'WebhookLambdaFunction';
const variable = (id: string, name: string, value: unknown): Fault =>
  property(id, ['Environment', 'Variables', name], value);
const OTHER_POLICY = { PolicyName: 'x', Roles: [{ Ref: 'QueueRole' }], PolicyDocument: { Statement: [] } };

export const OF_FUNCTIONS: Faults = {
  'function-explicit': {
    'the worker has Lambda’s own timeout': drop(WORKER, 'Properties', 'Timeout'),
    'the worker may take a second': property(WORKER, ['Timeout'], 1),
    'the webhook runs on an old Node.js': property(WEBHOOK, ['Runtime'], 'nodejs20.x'),
    'the worker runs the webhook’s code': property(WORKER, ['Handler'], 'dist/webhook/index.handler'),
    'the worker’s zip is the webhook’s': property(WORKER, ['Code', 'S3Key'], 'serverless/lights-out/dev/1/webhook.zip'),
    'the code comes from another bucket': property(WORKER, ['Code', 'S3Bucket'], 'somebody-s'),
    'a layer adds code': property(WORKER, ['Layers'], ['arn:aws:lambda:eu-central-1:999999999999:layer:x:1']),
    'the worker has 128 MB': property(WORKER, ['MemorySize'], 128),
    'only errors are logged': property(WORKER, ['LoggingConfig', 'ApplicationLogLevel'], 'FATAL'),
  },
  'function-environment': {
    'a variable holds a password': variable(WORKER, 'OS_PASSWORD', 'canary'),
    'a variable holds the webhook’s keys': variable(WEBHOOK, 'WEBHOOK_SECRETS', 'canary'),
    'the worker sends to the dead-letter queue': variable(WORKER, 'QUEUE_URL', { Ref: 'DeadLetterQueue' }),
    'the worker counts other receives than the queue': variable(WORKER, 'MAX_RECEIVES', '5'),
    'an admin’s token may be used': variable(WORKER, 'OS_ALLOW_ADMIN', 'true'),
    'the cap of a request is gone': variable(WORKER, 'STOP_AT_MOST_PER_REQUEST', '1000000'),
    'a guard is lost on the way': drop(WORKER, 'Properties', 'Environment', 'Variables', 'NEVER_STOP'),
    'Node.js loads something first': variable(WORKER, 'NODE_OPTIONS', '--require /tmp/x.js'),
    'certificates are not checked': variable(WORKER, 'NODE_TLS_REJECT_UNAUTHORIZED', '0'),
  },
  'function-environment-limits': {
    'a variable has a reserved name': variable(WORKER, 'AWS_REGION', 'eu-west-1'),
    'a variable has the name of Lambda’s own': variable(WORKER, 'AWS_LAMBDA_FUNCTION_NAME', 'x'),
    'the variables have more than 4 KB': variable(WORKER, 'FILLER', 'x'.repeat(4096)),
  },
  'function-concurrency': {
    'the webhook reserves what nobody gave': property(WEBHOOK, ['ReservedConcurrentExecutions'], 10),
    'the webhook never runs': property(WEBHOOK, ['ReservedConcurrentExecutions'], 0),
    'the worker is throttled': property(WORKER, ['ReservedConcurrentExecutions'], 2),
  },
  'function-failures': { 'a third function loses failed events': add('ThirdFunction', 'AWS::Lambda::Function') },
  'function-callers': {
    'any API may call the webhook': drop('WebhookPermission', 'Properties', 'SourceArn'),
    'any route may call the webhook': property('WebhookPermission', ['SourceArn'], {
      'Fn::Sub': `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${HttpApi}/*`,
    }),
    'everybody may call the webhook': property('WebhookPermission', ['Principal'], '*'),
    'the route may call the worker': property('WebhookPermission', ['FunctionName'], arn(WORKER)),
  },
  'function-role': {
    'the webhook has the worker’s role': property(WEBHOOK, ['Role'], { 'Fn::Sub': `\${QueueRole.Arn}` }),
    'the worker is an administrator': property(
      'QueueRole',
      ['ManagedPolicyArns'],
      ['arn:aws:iam::aws:policy/AdministratorAccess'],
    ),
    'a policy adds to the worker’s role': add('Extra', 'AWS::IAM::Policy', OTHER_POLICY),
    'a managed policy is attached to the worker’s role': add('Extra', 'AWS::IAM::ManagedPolicy', OTHER_POLICY),
    'an inline policy is added to the worker’s role': add('Extra', 'AWS::IAM::RolePolicy', {
      RoleName: { Ref: 'QueueRole' },
      PolicyName: 'x',
    }),
    'the reports’ policy is the webhook’s': add('ReportPolicy', 'AWS::IAM::Policy', {
      Roles: [{ Ref: 'WebhookRole' }],
    }),
    'the reports’ policy is both functions’': add('ReportPolicy', 'AWS::IAM::Policy', {
      Roles: [{ Ref: 'QueueRole' }, { Ref: 'WebhookRole' }],
    }),
    'the webhook may freeze': property('FreezePolicy', ['Roles'], [{ Ref: 'WebhookRole' }]),
    'the worker has the rights of the person on call': property('OnCallPolicy', ['Roles'], [{ Ref: 'QueueRole' }]),
    'one person may freeze whatever happens': property('FreezePolicy', ['Users'], ['somebody']),
  },
};
