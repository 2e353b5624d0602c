import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import * as v from 'valibot';
import { type Gate, OPEN_GATE } from './gate.ts';
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

/** The refusal of a request, and the request as it was before its body was read. */
const judged = async (
  request: IncomingMessage,
  gate: Gate,
): Promise<{ readonly refused: string | undefined; readonly again: Readable }> => {
  const { headers, method, url } = request;
  const body = await buffer(request);
  const target = String(headers['x-amz-target']);
  const refused = gate.refusal(headers.authorization, { target, input: JSON.parse(body.toString() || '{}') });
  return { refused, again: Object.assign(Readable.from([body]), { headers, method, url }) };
};

/** Starts an empty DynamoDB on a free port of the loopback interface, whose callers `gate` judges. */
export const startDynamoDb = async (gate: () => Gate = () => OPEN_GATE): Promise<DynamoDb> => {
  const dynamo = dynalite({ createTableMs: 0 });
  const server = createServer((request, response) => {
    const refuse = (__type: string, Message: string): void => {
      response
        .writeHead(400, { 'content-type': 'application/x-amz-json-1.0' })
        .end(JSON.stringify({ __type: `com.amazon.coral.service#${__type}`, Message }));
    };
    judged(request, gate()).then(
      ({ refused, again }) => {
        if (refused === undefined) dynamo.emit('request', again, response);
        else refuse('AccessDeniedException', refused);
      },
      (error: unknown) => refuse('SerializationException', String(error)),
    );
  });
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
