import { referredId, valueAt } from './packaged.ts';

/** The stack's one key, or the ARN that was handed in. */
export const isKey = (value: unknown): boolean =>
  referredId(value) === 'Key' || (typeof value === 'string' && /^arn:aws[a-z-]*:kms:/.test(value));

/** Where each type of resource names the key that encrypts it. */
export const KEY_PLACES: Readonly<Record<string, readonly string[]>> = {
  'AWS::SQS::Queue': ['KmsMasterKeyId'],
  'AWS::DynamoDB::Table': ['SSESpecification', 'KMSMasterKeyId'],
  'AWS::Lambda::Function': ['KmsKeyArn'],
  'AWS::Logs::LogGroup': ['KmsKeyId'],
  'AWS::Scheduler::Schedule': ['KmsKeyArn'],
  'AWS::SNS::Topic': ['KmsMasterKeyId'],
};

/** The value in a resource's place for its key. */
export const keyOf = (type: string, properties: unknown): unknown => valueAt(properties, ...(KEY_PLACES[type] ?? []));
