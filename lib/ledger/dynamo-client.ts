import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { AWS_ATTEMPTS, AWS_TIMEOUTS } from '../aws/aws-timeouts.ts';

/** The SDK's client for the ledger. Region, credentials and endpoint come from its own variables unless they are given. */
export const dynamoClient = (
  given: Pick<DynamoDBClientConfig, 'region' | 'credentials' | 'endpoint'> = {},
): DynamoDBClient => new DynamoDBClient({ ...given, maxAttempts: AWS_ATTEMPTS, requestHandler: AWS_TIMEOUTS });
