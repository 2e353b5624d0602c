type Path = readonly (string | number)[];
/** Breaks a template in place. */
export type Fault = (whole: object) => void;

/** The object that holds the last key of a path in a template's resources. */
const holder = (whole: object, path: Path): object =>
  path.slice(0, -1).reduce<object>((value, key) => Reflect.get(value, key), Reflect.get(whole, 'Resources'));
const set =
  (path: Path, value: unknown): Fault =>
  (whole) => {
    Reflect.set(holder(whole, path), path.at(-1) ?? '', value);
  };
const drop =
  (...path: Path): Fault =>
  (whole) => {
    Reflect.deleteProperty(holder(whole, path), path.at(-1) ?? '');
  };
const allow = (role: string, action: string, resource: unknown): Fault =>
  set([role, 'Properties', 'Policies', 0, 'PolicyDocument', 'Statement', 99], {
    Effect: 'Allow',
    Action: action,
    Resource: resource,
  });
const both =
  (...faults: readonly Fault[]): Fault =>
  (whole) => {
    for (const fault of faults) fault(whole);
  };
const BUS = 'arn:aws:events:eu-central-1:111122223333:event-bus/operations';
const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:nights';
const WORKER_VARIABLES = ['QueueLambdaFunction', 'Properties', 'Environment', 'Variables'] as const;
const letIn = (principal: object, action: string, condition: object): Fault =>
  set(['StopQueuePolicy', 'Properties', 'PolicyDocument', 'Statement', 99], {
    Effect: 'Allow',
    Principal: principal,
    Action: action,
    Resource: { 'Fn::GetAtt': ['StopQueue', 'Arn'] },
    Condition: condition,
  });
/** Resources whose every reference to the stack's key names a key of AWS instead. */
const awsKeyIn = (resources: unknown): unknown =>
  JSON.parse(JSON.stringify(resources).replaceAll('{"Fn::GetAtt":["Key","Arn"]}', '"alias/aws/sqs"'));
const FOR_TOPIC = { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:eu-central-1:111122223333:stops' } };
const LEDGER = { 'Fn::GetAtt': ['Ledger', 'Arn'] };
const SCHEDULE = 'ScheduleweekdayDashnights';

/** What would slip through without the line: every line of the checklist has to stand here. */
export const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  'resource-model': [
    drop(SCHEDULE, 'Properties', 'Target', 'RoleArn'),
    set([SCHEDULE, 'Properties', 'Targets'], {}),
    set(['StopQueue', 'Properties', 'VisibilityTimeout'], 'long'),
    set(['StopQueue', 'Type'], 'AWS::SQS::Queues'),
    set(['QueueLambdaFunction', 'Properties', 'Role'], { 'Fn::GetAtt': ['QueueRole', 'Arm'] }),
    set(['QueueLambdaFunction', 'Properties', 'Architectures'], 'arm64'),
    set(['QueueLambdaFunction', 'DependsOn'], ['Nothing']),
    set(['Dashboard', 'Properties', 'DashboardName'], { 'Fn::Sub': `\${Nothing}` }),
  ],
  'resource-types': [
    drop('WorkerAlertFilter'),
    drop('KeyAlias'),
    set(['Url'], { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE' } }),
    set(['StopQueue', 'Type'], 'AWS::SQS::QueueInlinePolicy'),
  ],
  'template-parts': [
    (whole) => Reflect.set(whole, 'Transform', 'Macro'),
    (whole) => Reflect.set(whole, 'Conditions', { Never: { 'Fn::Equals': ['a', 'b'] } }),
  ],
  'no-secret': [
    set(['QueueLambdaFunction', 'Properties', 'Description'], `whsec_${'a'.repeat(32)}`),
    set(['QueueLambdaFunction', 'Properties', 'Description'], '{{resolve:secretsmanager:clouds}}'),
    set(['QueueLambdaFunction', 'Properties', 'Tags'], { password: 'canary' }),
  ],
  'zip-files': [],
  'stop-queue': [
    set(['StopQueue', 'Properties', 'MessageRetentionPeriod'], 86_400),
    set(['StopQueue', 'Properties', 'VisibilityTimeout'], 300),
    set(['StopQueue', 'Properties', 'RedrivePolicy', 'maxReceiveCount'], 5),
    drop('StopQueue', 'Properties', 'RedrivePolicy'),
  ],
  'dead-letter-queue': [
    set(['DeadLetterQueue', 'Properties', 'MessageRetentionPeriod'], 345_600),
    drop('DeadLetterQueue', 'Properties', 'RedriveAllowPolicy'),
  ],
  'queue-tls': [
    drop('DeadLetterQueuePolicy'),
    set(['StopQueuePolicy', 'Properties', 'PolicyDocument', 'Statement', 0, 'Effect'], 'Allow'),
  ],
  'queue-senders': [
    letIn({ Service: 'sns.amazonaws.com' }, 'sqs:SendMessage', {}),
    letIn({ Service: 'sns.amazonaws.com' }, 'sqs:DeleteMessage', FOR_TOPIC),
    letIn({ AWS: 'arn:aws:iam::111122223333:root' }, 'sqs:SendMessage', FOR_TOPIC),
  ],
  'event-source': [
    drop('QueueEventSourceMappingSQSStopQueue', 'Properties', 'FunctionResponseTypes'),
    drop('QueueEventSourceMappingSQSStopQueue', 'Properties', 'ScalingConfig'),
    set(['QueueEventSourceMappingSQSStopQueue', 'Properties', 'Enabled'], false),
    set(['QueueEventSourceMappingSQSStopQueue', 'Properties', 'FilterCriteria'], { Filters: [{ Pattern: '{}' }] }),
  ],
  'function-explicit': [
    drop('QueueLambdaFunction', 'Properties', 'Timeout'),
    set(['WebhookLambdaFunction', 'Properties', 'Runtime'], 'nodejs20.x'),
    drop('WebhookLambdaFunction', 'Properties', 'TracingConfig'),
  ],
  'function-environment': [
    set(['QueueLambdaFunction', 'Properties', 'Environment', 'Variables', 'OS_PASSWORD'], 'canary'),
    set(['WebhookLambdaFunction', 'Properties', 'Environment', 'Variables', 'WEBHOOK_SECRETS'], 'canary'),
    set(['QueueLambdaFunction', 'Properties', 'Environment', 'Variables', 'AWS_REGION'], 'eu-west-1'),
    set(['QueueLambdaFunction', 'Properties', 'Environment', 'Variables', 'AWS_LAMBDA_FUNCTION_NAME'], 'x'),
    set(['QueueLambdaFunction', 'Properties', 'Environment', 'Variables', 'FILLER'], 'x'.repeat(4096)),
  ],
  'function-concurrency': [
    drop('WebhookLambdaFunction', 'Properties', 'ReservedConcurrentExecutions'),
    set(['QueueLambdaFunction', 'Properties', 'ReservedConcurrentExecutions'], 2),
  ],
  'function-failures': [set(['ThirdFunction'], { Type: 'AWS::Lambda::Function', Properties: {} })],
  'function-vpc': [set(['ThirdFunction'], { Type: 'AWS::Lambda::Function', Properties: {} })],
  'function-callers': [drop('WebhookPermission', 'Properties', 'SourceArn')],
  'function-role': [
    set(['WebhookLambdaFunction', 'Properties', 'Role'], { 'Fn::Sub': `\${QueueRole.Arn}` }),
    set(['QueueRole', 'Properties', 'ManagedPolicyArns'], ['arn:aws:iam::aws:policy/AdministratorAccess']),
    ...['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'].map((type) =>
      set(['Extra'], { Type: type, Properties: { PolicyName: 'x', PolicyDocument: { Statement: [] } } }),
    ),
    set(['ReportPolicy'], { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'WebhookRole' }] } }),
    set(['ReportPolicy'], {
      Type: 'AWS::IAM::Policy',
      Properties: { Roles: [{ Ref: 'QueueRole' }, { Ref: 'WebhookRole' }] },
    }),
    set(['FreezePolicy', 'Properties', 'Roles'], [{ Ref: 'WebhookRole' }]),
    set(['FreezePolicy', 'Properties', 'Users'], ['somebody']),
  ],
  'policy-actions': [allow('QueueRole', 'sqs:*', { 'Fn::GetAtt': ['StopQueue', 'Arn'] })],
  'policy-resources': [
    allow('QueueRole', 'sqs:SendMessage', '*'),
    allow('WebhookRole', 'dynamodb:GetItem', 'arn:aws:dynamodb:*:*:table/*'),
  ],
  'policy-everybody': [
    set(['StopQueuePolicy', 'Properties', 'PolicyDocument', 'Statement', 0, 'Effect'], 'Allow'),
    set(['StopQueuePolicy', 'Properties', 'PolicyDocument', 'Statement', 0, 'NotAction'], 'sqs:SendMessage'),
  ],
  'role-trust': [
    drop('ScheduleRole', 'Properties', 'AssumeRolePolicyDocument', 'Statement', 0, 'Condition'),
    set(['QueueRole', 'Properties', 'AssumeRolePolicyDocument', 'Statement', 0, 'Principal'], { AWS: '*' }),
  ],
  'ledger-undeletable': [
    allow('QueueRole', 'dynamodb:DeleteItem', LEDGER),
    allow('WebhookRole', 'dynamodb:BatchWriteItem', LEDGER),
    allow('WebhookRole', 'dynamodb:Scan', LEDGER),
    allow('WebhookRole', 'dynamodb:PutItem', LEDGER),
    allow('QueueRole', 'dynamodb:BatchGetItemS', LEDGER),
    drop('FreezePolicy', 'Properties', 'PolicyDocument', 'Statement', 0, 'Condition'),
    set(['FreezePolicy', 'Properties', 'PolicyDocument', 'Statement', 0, 'Condition'], {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['freeze', 'day#2026-11-23'] },
    }),
  ],
  'key-through-services': [
    allow('QueueRole', 'kms:Decrypt', { 'Fn::GetAtt': ['Key', 'Arn'] }),
    drop('FreezePolicy', 'Properties', 'PolicyDocument', 'Statement', 1, 'Condition'),
  ],
  permissions: [
    allow('WebhookRole', 'dynamodb:Query', LEDGER),
    allow('WebhookRole', 'dynamodb:BatchGetItem', LEDGER),
    // Switched off, and all the same allowed; switched on, and not allowed; another bus or topic than the one that is set.
    allow('QueueRole', 'events:PutEvents', BUS),
    allow('QueueRole', 'sns:Publish', TOPIC),
    set([...WORKER_VARIABLES, 'EVENT_BUS'], BUS),
    set([...WORKER_VARIABLES, 'SUMMARY_TOPIC_ARN'], TOPIC),
    both(set([...WORKER_VARIABLES, 'EVENT_BUS'], BUS), allow('QueueRole', 'events:PutEvents', `${BUS}-2`)),
    both(set([...WORKER_VARIABLES, 'SUMMARY_TOPIC_ARN'], TOPIC), allow('QueueRole', 'sns:Publish', `${TOPIC}-2`)),
    set(['FreezePolicy', 'Properties', 'PolicyDocument', 'Statement', 0, 'Action', 2], 'dynamodb:Query'),
    set(['FreezePolicy', 'Properties', 'PolicyDocument', 'Statement', 2, 'Resource'], {
      'Fn::Sub': 'arn:aws:cloudformation:eu-central-1:111122223333:stack/other/1',
    }),
    set(['QueueRole', 'Properties', 'Policies', 0, 'PolicyDocument', 'Statement'], []),
    ...['*', '?'.repeat(6), 'lights-out/*'].map((name) =>
      allow('WebhookRole', 'secretsmanager:GetSecretValue', {
        'Fn::Sub': `arn:aws:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:${name}`,
      }),
    ),
  ],
  table: [
    drop('Ledger', 'Properties', 'PointInTimeRecoverySpecification'),
    drop('Ledger', 'Properties', 'DeletionProtectionEnabled'),
    drop('Ledger', 'Properties', 'SSESpecification'),
    drop('Ledger', 'Properties', 'TimeToLiveSpecification'),
  ],
  retained: [drop('Ledger', 'DeletionPolicy'), drop('Key', 'UpdateReplacePolicy')],
  key: [drop('Key', 'Properties', 'EnableKeyRotation')],
  'one-key': [
    drop('StopQueue', 'Properties', 'KmsMasterKeyId'),
    drop('QueueLambdaFunction', 'Properties', 'KmsKeyArn'),
    drop('Ledger', 'Properties', 'SSESpecification', 'KMSMasterKeyId'),
    drop(SCHEDULE, 'Properties', 'KmsKeyArn'),
    drop('HttpLogGroup', 'Properties', 'KmsKeyId'),
    // One key everywhere, and not a customer's.
    (whole) => Reflect.set(whole, 'Resources', awsKeyIn(Reflect.get(whole, 'Resources'))),
    set(['AlarmTopic', 'Properties', 'KmsMasterKeyId'], 'alias/aws/sns'),
  ],
  bucket: [
    drop('ServerlessDeploymentBucket', 'Properties', 'PublicAccessBlockConfiguration'),
    drop('ServerlessDeploymentBucketPolicy'),
  ],
  'api-access-log': [
    drop('HttpStage', 'Properties', 'AccessLogSettings'),
    set(['HttpStage', 'Properties', 'AccessLogSettings', 'Format'], '$context.requestId $context.authorizer.claims'),
  ],
  'api-throttled': [
    drop('HttpStage', 'Properties', 'DefaultRouteSettings'),
    set(['HttpStage', 'Properties', 'RouteSettings'], { 'POST /stop': { ThrottlingRateLimit: 10_000 } }),
  ],
  'api-one-route': [
    set(['WebhookRoute', 'Properties', 'RouteKey'], '$default'),
    set(['HttpApi', 'Properties', 'CorsConfiguration'], { AllowOrigins: ['*'] }),
    set(['SecondRoute'], { Type: 'AWS::ApiGatewayV2::Route', Properties: { RouteKey: 'POST /stop' } }),
  ],
  'api-authorised': [set(['SecondRoute'], { Type: 'AWS::ApiGatewayV2::Route', Properties: {} })],
  'api-domain': [set(['SecondApi'], { Type: 'AWS::ApiGatewayV2::Api', Properties: {} })],
  schedule: [
    set([SCHEDULE, 'Properties', 'FlexibleTimeWindow', 'Mode'], 'FLEXIBLE'),
    drop(SCHEDULE, 'Properties', 'ScheduleExpressionTimezone'),
    drop(SCHEDULE, 'Properties', 'Target', 'RetryPolicy'),
    drop(SCHEDULE, 'Properties', 'Target', 'DeadLetterConfig'),
    set([SCHEDULE, 'Properties', 'Target', 'Input'], '{"schedule":{"arn":"<aws.scheduler.execution-id>"}}'),
  ],
  'log-groups': [
    drop('QueueLogGroup', 'Properties', 'RetentionInDays'),
    drop('WebhookLogGroup', 'Properties', 'DataProtectionPolicy'),
    drop('QueueLogGroup'),
  ],
  alarms: [
    drop('UnverifiedAlarm'),
    drop('WebhookUnsignedAlarm'),
    set(['DeadLettersAlarm', 'Properties', 'MetricName'], 'ApproximateNumberOfMessagesNotVisible'),
    set(['DeadLettersAlarm', 'Properties', 'Dimensions', 0, 'Value'], { 'Fn::GetAtt': ['StopQueue', 'QueueName'] }),
    set(['WorkerErrorsAlarm', 'Properties', 'Threshold'], 100_000),
    set(['StuckAlarm', 'Properties', 'ComparisonOperator'], 'LessThanThreshold'),
    drop('StopDeadLetteredAlarm', 'Properties', 'Metrics', 1),
  ],
  'alarm-topic': [
    set(['StuckAlarm', 'Properties', 'AlarmActions'], []),
    set(['StuckAlarm', 'Properties', 'AlarmActions'], ['arn:aws:sns:eu-central-1:111122223333:other']),
    set(['StuckAlarm', 'Properties', 'AlarmDescription'], 'stuck'),
  ],
  dashboard: [set(['Dashboard', 'Properties', 'DashboardBody'], { 'Fn::Sub': '{"widgets":[]}' })],
};
