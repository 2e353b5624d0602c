// In place of Lambda's runtime: imports a bundle, hands it one record, and then, warm, a second one.
import { pathToFileURL } from 'node:url';

// The runtime takes these two itself, before any handler, and by `require` (aws-lambda-nodejs-runtime-interface-client,
// src/client/rapid-client.ts): an import would read all exports of node:http, and with them load undici.
process.getBuiltinModule('node:http');
process.getBuiltinModule('node:net');

const { handler } = await import(pathToFileURL(process.argv[2]).href);

const event = (server) => ({
  Records: [
    {
      messageId: `m-${server}`,
      receiptHandle: 'r',
      body: JSON.stringify({ serverIds: [`00000000-0000-4000-8000-${String(server).padStart(12, '0')}`] }),
      attributes: { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1' },
      messageAttributes: {},
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-central-1:111122223333:stop',
      awsRegion: 'eu-central-1',
    },
  ],
});
const context = {
  functionName: 'stop',
  functionVersion: '1',
  memoryLimitInMB: '512',
  awsRequestId: 'r-1',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:stop',
  getRemainingTimeInMillis: () => 60_000,
};

const first = await handler(event(0), context);
const { user, system } = process.cpuUsage();
if (first.batchItemFailures.length > 0) throw new Error(`the first record failed: ${JSON.stringify(first)}`);
const warmAt = performance.now();
await handler(event(1), context);
const warmMs = performance.now() - warmAt;
process.stdout.write(`\n@@${JSON.stringify({ cpuMs: (user + system) / 1000, warmMs })}\n`);
process.exit(0);
