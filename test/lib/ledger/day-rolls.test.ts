import { expect, test } from 'vitest';
import { rollReadsIn } from '../../../lib/ledger/day-rolls.ts';
import { dayKey, pointerItem } from '../../../lib/ledger/roll-item.ts';
import { memoryTable } from '../../../lib/ledger/table-ledger.ts';
import { aRoll } from '../../builders.ts';

test('Pointers of a day that this version cannot read are counted beside those that it can', async () => {
  const table = memoryTable();
  const { key, item } = pointerItem(aRoll());
  await table.put(key, item, undefined);
  const { requestId: _, ...damaged } = item;
  await table.put({ pk: dayKey('2026-11-23'), sk: 'damaged' }, damaged, undefined);
  expect(await rollReadsIn(table).pointersOf('2026-11-23')).toEqual({
    kind: 'pointers',
    pointers: [expect.objectContaining({ requestId: 'evening' })],
    unread: 1,
  });
});
