// The product's packaged worker (BUNDLE) under the same bootstrap: each record becomes the intent that its split would have sent.
// An accepted stop is looked at again later, so its record comes back: that is the success here.
import { pathToFileURL } from 'node:url';

const worker = await import(pathToFileURL(process.env.BUNDLE).href);
const HOUR_MS = 3_600_000;

const intentOf = (record) => ({
  version: 1,
  source: 'queue',
  requestId: record.messageId,
  serverId: JSON.parse(record.body).serverIds[0],
  cloud: 'envvars',
  requestedAt: new Date().toISOString(),
  notAfter: new Date(Date.now() + HOUR_MS).toISOString(),
  dryRun: false,
});

export const handler = async ({ Records }, context) => {
  const intents = Records.map((record) => ({ ...record, body: JSON.stringify({ intent: intentOf(record) }) }));
  const { batchItemFailures } = await worker.handler({ Records: intents }, context);
  const accepted = batchItemFailures.length === Records.length;
  return { batchItemFailures: accepted ? [] : Records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};
