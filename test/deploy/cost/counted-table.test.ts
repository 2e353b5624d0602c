import { expect, test } from 'vitest';
import { countedTable } from '../../../deploy/cost/count/counted-table.ts';
import { memoryTable } from '../../../lib/ledger/table-ledger.ts';

const KEY = { pk: 'a', sk: 'b' };
const item = (bytes: number, revision = '1') => ({
  pk: { S: 'a' },
  sk: { S: 'b' },
  owner: { S: 'o' },
  revision: { N: revision },
  text: { S: 'x'.repeat(bytes) },
});

test('a write is billed by kilobytes of the larger item, and one that is refused is billed too', async () => {
  const { table, counts } = countedTable(memoryTable());
  await table.put(KEY, item(1500), undefined);
  expect(counts()).toMatchObject({ putItem: 1, writeUnits: 2 });
  await table.put(KEY, item(10, '2'), { owner: 'o', revision: 1 });
  expect(counts()).toMatchObject({ putItem: 2, writeUnits: 4 });
  expect(await table.put(KEY, item(10), undefined)).toMatchObject({ kind: 'open' });
  expect(counts()).toMatchObject({ putItem: 3, writeUnits: 5 });
});

test('a consistent read is billed by four kilobytes, and one unit when nothing is there', async () => {
  const { table, counts } = countedTable(memoryTable());
  await table.get(KEY);
  expect(counts()).toMatchObject({ getItem: 1, readUnits: 1 });
  await table.put(KEY, item(5000), undefined);
  await table.get(KEY);
  expect(counts()).toMatchObject({ getItem: 2, readUnits: 3 });
  await table.query('a');
  expect(counts()).toMatchObject({ query: 1, readUnits: 5 });
  await table.getMany([KEY, { pk: 'a', sk: 'nothing' }]);
  expect(counts()).toMatchObject({ batchGetItem: 1, readUnits: 8 });
});
