import { add, drop, type Fault, type Faults, property, set } from './edit.ts';

const SCHEDULE = 'ScheduleweekdayDashnights';

/** As many more schedules, each with an input of so many bytes. */
const schedules =
  (count: number, bytes: number): Fault =>
  (whole) => {
    const resources = Reflect.get(whole, 'Resources');
    const one = Reflect.get(resources, SCHEDULE);
    for (let n = 0; n < count; n += 1) {
      const Properties = { ...one.Properties, Target: { ...one.Properties.Target, Input: 'x'.repeat(bytes) } };
      Reflect.set(resources, `Schedulemore${n}`, { ...one, Properties });
    }
  };

/** As many statements as make a policy too long. */
const longPolicy = (id: string, path: readonly (string | number)[]): Fault =>
  property(
    id,
    [...path, 'Statement'],
    Array.from({ length: 400 }, (_, n) => ({
      Sid: `s${n}`,
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Resource: `${n}`,
    })),
  );

const output =
  (name: string, value: unknown): Fault =>
  (whole) => {
    Reflect.set(Reflect.get(whole, 'Outputs'), name, value);
  };

export const OF_PACKAGES: Faults = {
  'resource-model': {
    'a schedule has no role': drop(SCHEDULE, 'Properties', 'Target', 'RoleArn'),
    'a schedule has a property that there is not': property(SCHEDULE, ['Targets'], {}),
    'a number is a word': property('StopQueue', ['VisibilityTimeout'], 'long'),
    'a type is misspelt': set(['StopQueue', 'Type'], 'AWS::SQS::Queues'),
    'an attribute is misspelt': property('QueueLambdaFunction', ['Role'], { 'Fn::GetAtt': ['QueueRole', 'Arm'] }),
    'a list is a word': property('QueueLambdaFunction', ['Architectures'], 'arm64'),
    'a function depends on nothing that is there': set(['QueueLambdaFunction', 'DependsOn'], ['Nothing']),
    'a name refers to nothing that is there': property('KeyAlias', ['AliasName'], { 'Fn::Sub': `\${Nothing}` }),
  },
  'resource-types': {
    'a log filter is missing': drop('WorkerAlertFilter'),
    'the key has no alias': drop('KeyAlias'),
    'a function URL lets everybody call the worker': add('Url', 'AWS::Lambda::Url', { AuthType: 'NONE' }),
    'an inline policy opens the stop queue': add('Inline', 'AWS::SQS::QueueInlinePolicy'),
    'a policy opens the event bus': add('Bus', 'AWS::Events::EventBusPolicy'),
    'a policy opens a secret': add('Secret', 'AWS::SecretsManager::ResourcePolicy'),
    'failed events go elsewhere': add('Config', 'AWS::Lambda::EventInvokeConfig'),
    'a resource has another type': set(['AlarmTopic', 'Type'], 'AWS::SNS::Subscription'),
  },
  'template-parts': {
    'a macro rewrites the template': (whole) => Reflect.set(whole, 'Transform', 'Macro'),
    'a condition may leave resources out': (whole) =>
      Reflect.set(whole, 'Conditions', { Never: { 'Fn::Equals': ['a', 'b'] } }),
  },
  outputs: {
    'the queue’s address is the dead-letter queue’s': output('StopQueueUrl', { Value: { Ref: 'DeadLetterQueue' } }),
    'an output names a secret': output('Secret', { Value: 'lights-out/dev/clouds' }),
    'the webhook’s address is missing': (whole) => Reflect.deleteProperty(Reflect.get(whole, 'Outputs'), 'WebhookUrl'),
  },
  'no-secret': {
    'a description holds a webhook key': property('QueueLambdaFunction', ['Description'], `whsec_${'a'.repeat(32)}`),
    'CloudFormation would write a secret into the stack': property(
      'QueueLambdaFunction',
      ['Description'],
      '{{resolve:secretsmanager:clouds}}',
    ),
    'a tag holds a password': property('QueueLambdaFunction', ['Tags'], { password: 'canary' }),
  },
  // Zips are not in the template: checklist.test.ts breaks them.
  'zip-files': {},
  'bundle-size': {},
  'template-size': {
    'the template has more than a megabyte': schedules(30, 60_000),
    'the stack has more than 500 resources': schedules(480, 10),
    'the stack has more than 200 outputs': (whole) =>
      Reflect.set(
        whole,
        'Outputs',
        Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`O${n}`, { Value: 'x' }])),
      ),
  },
  'policy-sizes': {
    'a role’s policies are longer than IAM takes': longPolicy('QueueRole', ['Policies', 0, 'PolicyDocument']),
    'a policy for people is longer than IAM takes': longPolicy('FreezePolicy', ['PolicyDocument']),
    'the policy of the person on call is longer than IAM takes': longPolicy('OnCallPolicy', ['PolicyDocument']),
    'a queue’s policy is longer than SQS takes': longPolicy('StopQueuePolicy', ['PolicyDocument']),
  },
  'code-size': {},
};
