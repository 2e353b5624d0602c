import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';

const entriesSchema = v.object({ Entries: v.optional(v.array(v.object({ Id: v.string() })), []) });

/** DynamoDB and SQS as a cold start meets them: an empty table that takes each write, a queue that takes each delay. */
export const startAws = async (): Promise<{ readonly url: string; close(): void }> => {
  const answerTo = async (operation: string, body: string): Promise<unknown> => {
    if (operation === 'Query') return { Items: [], Count: 0, ScannedCount: 0 };
    if (!operation.endsWith('Batch')) return {};
    const { Entries } = v.parse(entriesSchema, JSON.parse(body));
    return { Successful: Entries, Failed: [] };
  };
  const server = createServer(async (request, response) => {
    const operation =
      String(request.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1) ?? '';
    const out = JSON.stringify(await answerTo(operation, await text(request)));
    response.writeHead(200, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(out),
      'x-amzn-requestid': 'r',
    });
    response.end(out);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
