import { checkExactly, type Line, readElsewhere } from './line.ts';
import { ofType, type Packaged, referredId, valueAt } from './packaged.ts';
import { ref, sub } from './written.ts';

/** The stack's own key, or the ARN of the one that the operator gave. */
const isKey = ({ resources, sources }: Packaged, value: unknown): boolean => {
  if (resources.some(({ id }) => id === 'Key')) return referredId(value) === 'Key';
  const given = sources?.params.kmsKeyArn ?? value;
  return value === given && typeof value === 'string' && /^arn:aws[a-z-]*:kms:[^:]+:\d{12}:key\//.test(value);
};

/** Where each type of resource names the key that encrypts it. */
const KEY_PLACES: Readonly<Record<string, readonly string[]>> = {
  'AWS::SQS::Queue': ['KmsMasterKeyId'],
  'AWS::DynamoDB::Table': ['SSESpecification', 'KMSMasterKeyId'],
  'AWS::Lambda::Function': ['KmsKeyArn'],
  'AWS::Logs::LogGroup': ['KmsKeyId'],
  'AWS::Scheduler::Schedule': ['KmsKeyArn'],
  'AWS::SNS::Topic': ['KmsMasterKeyId'],
};

const KEPT: ReadonlySet<string> = new Set(['Ledger', 'Key']);
// All that a resource may have beside type and properties, with the value that each has for what is kept.
const attributesOf = (id: string): Readonly<Record<string, string>> =>
  KEPT.has(id) ? { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' } : {};
const PLAIN: ReadonlySet<string> = new Set(['Type', 'Properties', 'DependsOn']);

export const STORE_LINES: readonly Line[] = [
  {
    id: 'table',
    says: 'table: paid by request, encrypted with KMS, restorable to any second, entries expire, not deletable',
    rules: ['CKV_AWS_28', 'DDB3', 'W78'],
    findings: (packaged) =>
      checkExactly(packaged, 'Ledger', {
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: readElsewhere },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        DeletionProtectionEnabled: true,
      }),
  },
  {
    id: 'retained',
    says: 'table and key are kept when the stack is deleted or replaces them, unless the deployment that made them failed; no other resource has such an attribute, or a condition',
    rules: [],
    findings: ({ resources }) =>
      resources.flatMap(({ id, whole }) => {
        const wanted = attributesOf(id);
        const names = new Set([...Object.keys(whole).filter((key) => !PLAIN.has(key)), ...Object.keys(wanted)]);
        return [...names]
          .filter((name) => whole[name] !== wanted[name])
          .map((name) => ({ where: id, what: `${name} is not ${wanted[name] ?? 'absent'}` }));
      }),
  },
  {
    id: 'key',
    says: 'the stack’s own key is rotated each year, and has the stack’s name',
    rules: ['CKV_AWS_7', 'F19'],
    findings: (packaged) => [
      // A key that was handed in is looked after by whoever made it.
      ...ofType(packaged, 'AWS::KMS::Key')
        .filter(({ properties }) => properties.EnableKeyRotation !== true)
        .map(({ id }) => ({ where: id, what: 'is not rotated' })),
      ...checkExactly(packaged, 'KeyAlias', { AliasName: sub('alias/<AWS::StackName>'), TargetKeyId: ref('Key') }),
    ],
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
      return keys
        .filter(({ key }) => !isKey(packaged, key) || JSON.stringify(key) !== first)
        .map(({ id, key }) => ({ where: id, what: `its key is ${JSON.stringify(key ?? 'none')}` }));
    },
  },
  {
    id: 'bucket',
    says: 'deployment bucket: encrypted, nothing public',
    rules: ['CKV_AWS_19', 'CKV_AWS_53', 'CKV_AWS_54', 'CKV_AWS_55', 'CKV_AWS_56', 'S5'],
    // `resource-policies` has the policy, which refuses calls without TLS.
    findings: (packaged) =>
      checkExactly(packaged, 'ServerlessDeploymentBucket', {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      }),
  },
];
