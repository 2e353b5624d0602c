import { DynamoDBClient, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { CREDENTIALS } from '../../local/stack/place.ts';
import type { Stage } from './stage.ts';
import { signatures } from './webhook-call.ts';

const ledgerItems = async ({ stack }: Stage): Promise<readonly string[]> => {
  const { AWS_ENDPOINT_URL_DYNAMODB: endpoint = '', AWS_REGION: region = '' } = stack.awsEnvironment;
  const client = new DynamoDBClient({ endpoint, region, credentials: CREDENTIALS });
  const items: string[] = [];
  let from: ScanCommandOutput['LastEvaluatedKey'];
  do {
    const page: ScanCommandOutput = await client.send(
      new ScanCommand({ TableName: stack.tableName, ExclusiveStartKey: from }),
    );
    items.push(...(page.Items ?? []).map((item) => JSON.stringify(item)));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  client.destroy();
  return items;
};

/** After everything else: whatever was secret in this run is in nothing that was written. */
export const canaryJourney = (stage: () => Stage): void => {
  test('no token, password, key, signature or receipt handle is in any log line, dead letter, message or ledger item', async () => {
    const { password, application_credential_secret: secret } = stage().cloud.entry.auth;
    const { webhookKey, wire, queue, diary } = stage();
    const canaries = {
      credentials: [password, secret].flatMap((text) => (typeof text === 'string' ? [text] : [])),
      keys: [webhookKey, webhookKey.replace('whsec_', '')],
      tokens: [...wire.secrets],
      signatures: [...signatures].map((signature) => signature.replace('v1,', '')),
      handles: [...queue.handles],
    };
    const written = {
      lines: diary.lines,
      letters: (await stage().letters()).flatMap(({ body, attributes }) => [body, JSON.stringify(attributes)]),
      messages: [...queue.bodies],
      items: await ledgerItems(stage()),
    };
    // A search for nothing, or in nothing, would prove nothing.
    for (const found of [...Object.values(canaries), ...Object.values(written)]) expect(found).not.toEqual([]);
    const text = Object.values(written).flat().join('\n');
    const told = Object.entries(canaries).flatMap(([kind, all]) =>
      all.some((one) => text.includes(one)) ? [kind] : [],
    );
    expect(told).toEqual([]);
  });
};
