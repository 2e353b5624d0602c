import type { Server } from 'node:net';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoClient } from '../../../lib/aws/dynamo-table.ts';
import { startDynamoDb } from '../../../local/stack/dynamodb.ts';

/** Where a server that was told to listen on port 0 listens. */
export const originOf = (server: Server): string => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return `http://127.0.0.1:${address.port}`;
};

/** The ledger's client for a local endpoint. */
export const localClient = (endpoint: string): DynamoDBClient =>
  dynamoClient({ endpoint, region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });

/** An embedded DynamoDB: `table` creates a table with the ledger's keys and gives its name. */
export const embeddedDynamo = async () => {
  const { endpoint, createTable, stop } = await startDynamoDb();
  const client = localClient(endpoint);
  let tables = 0;
  return {
    client,
    table: async (): Promise<string> => {
      tables += 1;
      const name = `ledger-${tables}`;
      await createTable(name, {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
      });
      return name;
    },
    close: async (): Promise<void> => {
      client.destroy();
      await stop();
    },
  };
};
