import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../clock.ts';
import type { Item, ItemKey, Table } from '../ledger/table.ts';
import type { Unavailable } from '../power/ports/ledger.ts';
import { awsErrorText } from './sdk.ts';

// BatchGetItem takes so many keys. It answers with 16 MB at most, and hands back the keys that are left.
const KEYS_A_CALL = 100;
// So many calls in a row that hand back every key: the table counts as down.
const IDLE_CALLS = 5;
const IDLE_MS = 100;

/** A key as DynamoDB's wire protocol writes it. */
export const rawKey = ({ pk, sk }: ItemKey): Record<string, AttributeValue> => ({ pk: { S: pk }, sk: { S: sk } });

/** What a call to the table threw. */
export const unavailable = (call: string, error: unknown): Unavailable => ({
  kind: 'unavailable',
  because: `DynamoDB ${call}: ${awsErrorText(error)}`,
});

/** Consistent reads of many keys. Keys that are handed back are asked for again after a pause (API reference, BatchGetItem). */
export const batchGet =
  (client: DynamoDBClient, table: string, pause: Pick<Clock, 'sleep' | 'random'>): Table['getMany'] =>
  async (keys) => {
    const items: Item[] = [];
    let left = keys.map(rawKey);
    let idle = 0;
    while (left.length > 0) {
      const asked = left.slice(0, KEYS_A_CALL);
      try {
        const { Responses: responses, UnprocessedKeys: unprocessed } = await client.send(
          new BatchGetItemCommand({ RequestItems: { [table]: { Keys: asked, ConsistentRead: true } } }),
        );
        items.push(...(responses?.[table] ?? []));
        const again = unprocessed?.[table]?.Keys ?? [];
        left = [...left.slice(asked.length), ...again];
        if (again.length === 0) continue;
        idle = again.length < asked.length ? 0 : idle + 1;
      } catch (error) {
        return unavailable('BatchGetItem', error);
      }
      if (idle === IDLE_CALLS) return { kind: 'unavailable', because: 'DynamoDB BatchGetItem: no key was processed' };
      await pause.sleep(Math.floor((1 + pause.random()) * IDLE_MS * 2 ** idle));
    }
    return { kind: 'items', items };
  };
