import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoTable } from './dynamo-table.ts';
import type { Ledger, Receipts } from './ledger.ts';
import { tableLedger } from './table-ledger.ts';

/** The ledger in a DynamoDB table with the keys `pk` and `sk` (strings) and TTL on `expiresAt`. */
export const dynamoLedger = ({ client, table }: { client: DynamoDBClient; table: string }): Ledger & Receipts =>
  tableLedger(dynamoTable(client, table));
