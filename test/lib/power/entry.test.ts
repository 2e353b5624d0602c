import { expect, test } from 'vitest';
import { withoutField } from '../../../lib/power/entry.ts';
import { anEntry, NOON } from '../../builders.ts';

test('an entry loses what holds no longer, and is itself when that is not in it', () => {
  const entry = anEntry();
  expect(withoutField(entry, 'poweredAt')).toBe(entry);
  expect(withoutField({ ...entry, poweredAt: NOON, notFoundAt: NOON }, 'poweredAt')).toStrictEqual({
    ...entry,
    notFoundAt: NOON,
  });
});
