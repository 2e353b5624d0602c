import { once } from 'node:events';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import * as v from 'valibot';
import { CREDENTIALS, listeningUrl, REGION } from './place.ts';

/** What of a table's properties the emulator needs; it knows no TTL, no backups and no encryption. */
export const tableProperties = v.object({
  AttributeDefinitions: v.array(v.object({ AttributeName: v.string(), AttributeType: v.picklist(['S', 'N', 'B']) })),
  KeySchema: v.array(v.object({ AttributeName: v.string(), KeyType: v.picklist(['HASH', 'RANGE']) })),
  BillingMode: v.literal('PAY_PER_REQUEST'),
});

/** DynamoDB on this machine. */
export interface DynamoDb {
  readonly endpoint: string;
  createTable(name: string, properties: v.InferOutput<typeof tableProperties>): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an empty DynamoDB on a free port of the loopback interface. */
export const startDynamoDb = async (): Promise<DynamoDb> => {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = listeningUrl(server);
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  return {
    endpoint,
    createTable: async (name, properties) => {
      await client.send(new CreateTableCommand({ TableName: name, ...properties }));
      // The answer comes before the table is there.
      const isThere = async (): Promise<boolean> =>
        (await client.send(new DescribeTableCommand({ TableName: name }))).Table?.TableStatus === 'ACTIVE';
      while (!(await isThere()));
    },
    stop: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
      });
    },
  };
};
