import { arnHere, inSub, type Resources, type TemplateValue } from './resources.ts';

/** What the policies for people depend on: the keys, and the name that begins those of the schedules. */
export interface PeopleGiven {
  readonly key: TemplateValue;
  /** What may be decrypted with. */
  readonly readableKeys: TemplateValue;
  readonly prefix: string;
}

const allow = (Action: string | readonly string[], Resource: TemplateValue, Condition?: TemplateValue) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});

const arn = (id: string): TemplateValue => ({ 'Fn::GetAtt': [id, 'Arn'] });

const through = (...services: readonly string[]): TemplateValue => ({
  StringEquals: {
    'kms:ViaService': services.map((service) => ({ 'Fn::Sub': `${service}.${inSub('AWS::Region')}.amazonaws.com` })),
  },
});

const READ_OUTPUTS = allow('cloudformation:DescribeStacks', { Ref: 'AWS::StackId' });

// Freezes alone, since a thaw is a put too.
const freezing = ({ readableKeys }: PeopleGiven): readonly TemplateValue[] => [
  allow(['dynamodb:GetItem', 'dynamodb:PutItem'], arn('Ledger'), {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['freeze'] },
  }),
  allow('kms:Decrypt', readableKeys, through('dynamodb')),
  READ_OUTPUTS,
];

// Reads everything, takes dead letters, sends requests; writes nothing into the table.
const onCall = ({ key, readableKeys, prefix }: PeopleGiven): readonly TemplateValue[] => {
  const schedules = arnHere('scheduler', `schedule/${prefix}/*`);
  return [
    READ_OUTPUTS,
    allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'], arn('Ledger')),
    allow(
      [
        'sqs:ReceiveMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:StartMessageMoveTask',
        'sqs:ListMessageMoveTasks',
      ],
      arn('DeadLetterQueue'),
    ),
    allow(['sqs:SendMessage', 'sqs:GetQueueAttributes'], arn('StopQueue')),
    allow('kms:Decrypt', readableKeys, through('sqs', 'dynamodb')),
    allow('kms:GenerateDataKey', key, through('sqs')),
    allow('kms:Decrypt', readableKeys, { ArnLike: { 'kms:EncryptionContext:aws:scheduler:schedule:arn': schedules } }),
    allow(['logs:FilterLogEvents', 'logs:StartQuery'], arn('QueueLogGroup')),
    allow('scheduler:GetSchedule', schedules),
    // Service Authorization Reference: these know no resource that a policy could name.
    allow(
      [
        'cloudwatch:DescribeAlarms',
        'lambda:ListEventSourceMappings',
        'logs:GetQueryResults',
        'scheduler:ListSchedules',
      ],
      '*',
    ),
  ];
};

const policy = (description: string, statements: readonly TemplateValue[]) => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: {
    Description: { 'Fn::Sub': `${description} ${inSub('AWS::StackName')}` },
    PolicyDocument: { Version: '2012-10-17', Statement: statements },
  },
});

/** The policies for people, attached to nobody: who may freeze and thaw, and who is on call. Both find the rest by the stack's outputs. */
export const peopleResources = (given: PeopleGiven): Resources => ({
  FreezePolicy: policy('Freeze and thaw the stops of', freezing(given)),
  OnCallPolicy: policy('Look, ask and replay as the person on call for', onCall(given)),
});
