import { expect, test } from 'vitest';
import { without } from '../../../lib/power/entry.ts';
import { anEntry, NOON } from '../../builders.ts';

test('an entry loses what holds no longer, and is itself when that is not in it', () => {
  const entry = anEntry();
  expect(without(entry, 'poweredAt')).toBe(entry);
  expect(without({ ...entry, poweredAt: NOON, notFoundAt: NOON }, 'poweredAt')).toStrictEqual({
    ...entry,
    notFoundAt: NOON,
  });
});
