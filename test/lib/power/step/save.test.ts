import { describe, expect, test } from 'vitest';
import type { Written } from '../../../../lib/power/ports/ledger.ts';
import { save, saveLast, withNote } from '../../../../lib/power/step/save.ts';
import { anEntry, at, SECOND } from '../../../builders.ts';
import { aStep } from './a-step.ts';

test('an entry keeps the newest twenty lines of its history', () => {
  const line = (n: number) => ({ at: at(n), decision: 'wait', because: `look ${n}` });
  const entry = anEntry({ history: Array.from({ length: 20 }, (_, n) => line(n)) });
  const { history } = withNote(entry, at(20), 'wait', 'look 20');
  expect(history).toHaveLength(20);
  expect([history[0], history[19]]).toEqual([line(1), line(20)]);
});

test('a write raises the revision, and fails once another function has written', async () => {
  const { ports, remember } = aStep();
  const stored = anEntry();
  await remember(stored);
  const first = await save({ ...stored, looks: 3 }, stored, ports);
  expect(first).toMatchObject({ written: { kind: 'written' }, entry: { owner: 'owner-1', revision: 2, looks: 3 } });
  await ports.ledger.write({ ...first.entry, owner: 'owner-2', revision: 3 }, first.entry);
  const { written } = await save({ ...first.entry, looks: 4 }, first.entry, ports);
  expect(written).toEqual({ kind: 'lost' });
});

describe('what ends a step', () => {
  const attempt = async (answers: readonly Written[], leftMs: number) => {
    const { ports, scene, remember } = aStep();
    const stored = anEntry();
    await remember(stored);
    let tries = 0;
    const ledger = { ...ports.ledger, write: async () => answers[tries++] ?? ({ kind: 'written' } as const) };
    const { written } = await saveLast(stored, stored, { ...ports, ledger }, { deadlineAt: scene.now + leftMs });
    return { kind: written.kind, tries };
  };
  const no = { kind: 'unavailable', because: 'throttled' } as const;

  test('the last write of a step is tried four times at most when the ledger does not answer', async () => {
    expect(await attempt([no, no, no], 60 * SECOND)).toEqual({ kind: 'written', tries: 4 });
    expect(await attempt([no, no, no, no], 60 * SECOND)).toEqual({ kind: 'unavailable', tries: 4 });
    expect(await attempt([{ kind: 'lost' }], 60 * SECOND)).toEqual({ kind: 'lost', tries: 1 });
  });

  test('the last write of a step is not tried again when the function might be killed meanwhile', async () => {
    expect(await attempt([no], 10 * SECOND)).toEqual({ kind: 'written', tries: 2 });
    expect(await attempt([no], 10 * SECOND - 1)).toEqual({ kind: 'unavailable', tries: 1 });
  });
});
