import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoLedger } from '../../../lib/aws/dynamo-table.ts';
import { toItem } from '../../../lib/ledger/table.ts';
import { keyOf } from '../../../lib/power/intent.ts';
import { anEntry, anIntent, aServerId, NOON } from '../../builders.ts';
import { freezeContract } from '../ledger/freeze-contract.ts';
import { ledgerContract } from '../ledger/ledger-contract.ts';
import { rollsContract } from '../ledger/rolls-contract.ts';
import { embeddedDynamo } from './embedded-dynamo.ts';

const embedded = async () => {
  const { client, table, close } = await embeddedDynamo();
  return { fresh: async () => dynamoLedger({ client, table: await table() }), close };
};
ledgerContract('DynamoDB', embedded);
rollsContract('DynamoDB', embedded);

freezeContract('DynamoDB', async () => {
  const { client, table, close } = await embeddedDynamo();
  return { fresh: async () => dynamoLedger({ client, table: await table() }), close };
});

describe('items in DynamoDB', () => {
  let dynamo: Awaited<ReturnType<typeof embeddedDynamo>>;
  beforeAll(async () => {
    dynamo = await embeddedDynamo();
  });
  afterAll(async () => dynamo.close());

  const fresh = async () => {
    const table = await dynamo.table();
    return { table, ledger: dynamoLedger({ client: dynamo.client, table }) };
  };

  test('a person can read why a server was stopped', async () => {
    const { table, ledger } = await fresh();
    const failure = {
      reason: 'expired',
      because: 'too late',
      attempts: 4,
      firstAttemptAt: NOON,
      failedAt: NOON + 1,
    } as const;
    await ledger.write(anEntry({ ending: { kind: 'dead-lettered', because: 'too late', failure } }), undefined);
    const { Item: item } = await dynamo.client.send(
      new GetItemCommand({
        TableName: table,
        Key: { pk: { S: 'server#otc#3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f' }, sk: { S: 'webhook#evening' } },
      }),
    );
    expect(item).toMatchObject({
      owner: { S: 'owner-1' },
      leaseUntil: { N: '1795435320000' },
      revision: { N: '1' },
      intent: { M: { requestId: { S: 'evening' }, dryRun: { BOOL: false } } },
      outcome: { S: 'dead-lettered' },
      reason: { S: 'expired' },
      expiresAt: { N: '1799323200' },
    });
  });

  test('a receipt lies in its own partition for 45 days', async () => {
    const { table, ledger } = await fresh();
    await ledger.receive({ webhookId: 'msg 1', bodySha256: 'ab', firstAt: NOON });
    const { Item: item } = await dynamo.client.send(
      new GetItemCommand({ TableName: table, Key: { pk: { S: 'webhook#msg%201' }, sk: { S: 'receipt' } } }),
    );
    expect(item).toMatchObject({ firstAt: { N: '1795435200000' }, expiresAt: { N: '1799323200' } });
  });

  test('an item of a newer schema is handed back unread, and hides the whole server', async () => {
    const { table, ledger } = await fresh();
    await ledger.write(anEntry({ intent: anIntent({ requestId: 'readable' }) }), undefined);
    const { partition, sort } = keyOf(anIntent());
    const newer = toItem({ pk: partition, sk: sort, schemaVersion: 4, owner: 'someone', revision: 7 });
    await dynamo.client.send(new PutItemCommand({ TableName: table, Item: newer }));

    expect(await ledger.read({ partition, sort })).toEqual({
      kind: 'unreadable',
      because: 'schema version 4 is newer than 3',
    });
    expect(await ledger.entriesOf('otc', aServerId())).toMatchObject({
      kind: 'unavailable',
      because: 'entry webhook#evening: schema version 4 is newer than 3',
      entries: [{ intent: { requestId: 'readable' } }],
    });
    expect(await ledger.write(anEntry(), undefined)).toEqual({ kind: 'lost' });
  });

  test('a server’s entries are found over several pages', async () => {
    const { ledger } = await fresh();
    // A page of a query ends at 1 MB; twelve entries of 100 KB need two.
    for (let i = 0; i < 12; i += 1) {
      await ledger.write(
        anEntry({ intent: anIntent({ requestId: `request-${i}` }), serverFault: 'x'.repeat(100_000) }),
        undefined,
      );
    }
    const found = await ledger.entriesOf('otc', aServerId());
    expect(found.kind === 'entries' ? found.entries.length : found).toBe(12);
  });

  test('a table that is not there is unavailable', async () => {
    const ledger = dynamoLedger({ client: dynamo.client, table: 'not-there' });
    expect(await ledger.read(keyOf(anIntent()))).toEqual({
      kind: 'unavailable',
      because: 'DynamoDB GetItem: ResourceNotFoundException (HTTP 400)',
    });
    expect(await ledger.write(anEntry(), undefined)).toMatchObject({ kind: 'unavailable' });
    expect(await ledger.entriesOf('otc', aServerId())).toMatchObject({ kind: 'unavailable' });
    expect(await ledger.receive({ webhookId: 'msg', bodySha256: 'ab', firstAt: NOON })).toMatchObject({
      kind: 'unavailable',
    });
  });
});
