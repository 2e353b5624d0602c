import { expect, test } from 'vitest';
import { noted, save } from '../../../lib/step/save.ts';
import { anEntry, at } from '../world.ts';
import { aWorld } from './a-world.ts';

test('an entry keeps the newest twenty lines of its history', () => {
  const line = (n: number) => ({ at: at(n), decision: 'wait', because: `look ${n}` });
  const entry = anEntry({ history: Array.from({ length: 20 }, (_, n) => line(n)) });
  const { history } = noted(entry, at(20), 'wait', 'look 20');
  expect(history).toHaveLength(20);
  expect([history[0], history[19]]).toEqual([line(1), line(20)]);
});

test('a write keeps the owner, counts on, and fails once somebody else has written', async () => {
  const { ports, remember } = aWorld();
  const stored = anEntry();
  await remember(stored);
  const first = await save({ ...stored, looks: 3, owner: 'somebody' }, stored, ports);
  expect(first).toMatchObject({ written: { kind: 'written' }, entry: { owner: 'owner-1', revision: 2, looks: 3 } });
  await ports.ledger.write({ ...first.entry, owner: 'owner-2', revision: 3 }, first.entry);
  const { written } = await save({ ...first.entry, looks: 4 }, first.entry, ports);
  expect(written).toEqual({ kind: 'lost' });
});
