import { checkEach, type Finding, type Line } from './line.ts';
import { ofType, type Packaged, referredId, valueAt } from './packaged.ts';
import { statementsOf } from './statements.ts';

/** The stack's one key, or the ARN of the key that the operator gave. */
const isKey = (value: unknown): boolean =>
  referredId(value) === 'Key' || (typeof value === 'string' && /^arn:aws[a-z-]*:kms:/.test(value));

/** Statements of roles and people that encrypt with another key than the stack's: an old key only decrypts. */
const otherKeys = (packaged: Packaged, key: string | undefined): readonly Finding[] =>
  statementsOf(packaged)
    .filter(({ type, actions }) => type.startsWith('AWS::IAM::') && /kms:(?!Decrypt")/.test(JSON.stringify(actions)))
    .flatMap(({ where, actions, resources }) =>
      resources
        .map((resource) => JSON.stringify(resource))
        .filter((resource) => resource !== key)
        .map((resource) => ({ where, what: `${actions.join(', ')} on ${resource}` })),
    );

/** Where each type of resource names the key that encrypts it. */
const KEY_PLACES: Readonly<Record<string, readonly string[]>> = {
  'AWS::SQS::Queue': ['KmsMasterKeyId'],
  'AWS::DynamoDB::Table': ['SSESpecification', 'KMSMasterKeyId'],
  'AWS::Lambda::Function': ['KmsKeyArn'],
  'AWS::Logs::LogGroup': ['KmsKeyId'],
  'AWS::Scheduler::Schedule': ['KmsKeyArn'],
  'AWS::SNS::Topic': ['KmsMasterKeyId'],
};

const RETAINED = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };

export const STORE_LINES: readonly Line[] = [
  {
    id: 'table',
    says: 'table: paid by request, encrypted with KMS, restorable to any second, entries expire, not deletable',
    rules: ['CKV_AWS_28', 'DDB3', 'W78'],
    findings: (packaged) =>
      checkEach(packaged, 'AWS::DynamoDB::Table', {
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        DeletionProtectionEnabled: true,
      }),
  },
  {
    id: 'retained',
    says: 'table and key are kept when the stack is deleted or replaces them; those of a deployment that failed are not',
    rules: [],
    findings: ({ resources }) =>
      resources
        .filter(({ type }) => type === 'AWS::DynamoDB::Table' || type === 'AWS::KMS::Key')
        .flatMap(({ id, whole }) =>
          Object.entries(RETAINED)
            .filter(([policy, value]) => whole[policy] !== value)
            .map(([policy, value]) => ({ where: id, what: `${policy} is not ${value}` })),
        ),
  },
  {
    id: 'key',
    says: 'the stack’s own key is rotated each year',
    rules: ['CKV_AWS_7', 'F19'],
    findings: (packaged) =>
      // A key that was handed in is looked after by whoever made it.
      ofType(packaged, 'AWS::KMS::Key').length === 0
        ? []
        : checkEach(packaged, 'AWS::KMS::Key', { EnableKeyRotation: true }),
  },
  {
    id: 'one-key',
    says: 'queues, table, environments, logs, schedules and topic are encrypted with the same customer key',
    rules: [
      ...['CKV_AWS_26', 'CKV_AWS_27', 'CKV_AWS_119', 'CKV_AWS_158', 'CKV_AWS_173', 'CKV_AWS_297'],
      ...['W48', 'SQS2', 'W74', 'W84'],
    ],
    findings: (packaged) => {
      const keys = packaged.resources.flatMap(({ id, type, properties }) =>
        type in KEY_PLACES ? [{ id, key: valueAt(properties, ...(KEY_PLACES[type] ?? [])) }] : [],
      );
      const first = JSON.stringify(keys[0]?.key);
      return [
        ...keys
          .filter(({ key }) => !isKey(key) || JSON.stringify(key) !== first)
          .map(({ id, key }) => ({ where: id, what: `its key is ${JSON.stringify(key ?? 'none')}` })),
        ...otherKeys(packaged, first),
      ];
    },
  },
  {
    id: 'bucket',
    says: 'deployment bucket: encrypted, nothing public, TLS only',
    rules: ['CKV_AWS_19', 'CKV_AWS_53', 'CKV_AWS_54', 'CKV_AWS_55', 'CKV_AWS_56', 'S5'],
    findings: (packaged) => [
      ...checkEach(packaged, 'AWS::S3::Bucket', {
        BucketEncryption: { ServerSideEncryptionConfiguration: (value) => Array.isArray(value) && value.length === 1 },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      }),
      ...(statementsOf(packaged).some(
        ({ type, effect, condition }) =>
          type === 'AWS::S3::BucketPolicy' &&
          effect === 'Deny' &&
          valueAt(condition, 'Bool', 'aws:SecureTransport') === false,
      )
        ? []
        : [{ where: 'ServerlessDeploymentBucketPolicy', what: 'does not refuse calls without TLS' }]),
    ],
  },
];
