import { beforeEach, expect, test, vi } from 'vitest';
import { encodeEntry } from '../../lib/ledger/items.ts';
import type * as runLedgers from '../../lib/ledger/run-ledger.ts';
import { fault, idOf } from './a-cloud.ts';
import { aTerminal } from './a-terminal.ts';

let stored = 0;

// The memory of a run keeps entries as they are. Here each is also written as an item, which throws when no table could hold it.
vi.mock(import('../../lib/ledger/run-ledger.ts'), async (importOriginal) => {
  const { runLedger }: typeof runLedgers = await importOriginal();
  return {
    runLedger: () => {
      const ledger = runLedger();
      return {
        ...ledger,
        write: (entry, over) => {
          encodeEntry(entry);
          stored += 1;
          return ledger.write(entry, over);
        },
      };
    },
  };
});

beforeEach(() => {
  stored = 0;
});

test('Every entry that a run writes could be stored in a table, however its servers end', async () => {
  const { run, cloud, err } = aTerminal({
    machines: {
      [idOf(2)]: { server: { vmState: 'stopped', powerState: 4 } },
      [idOf(3)]: { server: { lockedBy: 'owner' } },
      [idOf(4)]: { server: { vmState: 'paused' } },
      [idOf(5)]: { takesMs: 20_000 },
    },
  });
  let lost = false;
  cloud.instead = (verb, id) => {
    if (verb !== 'stop' || id !== idOf(6) || lost) return undefined;
    lost = true;
    return fault({ kind: 'ambiguous', trouble: 'unanswered', message: 'the answer was lost' });
  };
  const ids = [1, 2, 3, 4, 5, 6].map(idOf);
  expect(await run('stop', '--reason', 'a test', ...ids)).toBe(1);
  expect(err.filter((line) => line.includes('bug'))).toEqual([]);
  expect(stored).toBeGreaterThan(ids.length * 2);
});
