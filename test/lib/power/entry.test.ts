import { expect, test } from 'vitest';
import { withoutField } from '../../../lib/power/entry.ts';
import { anEntry, NOON } from '../../builders.ts';

test('an entry loses a field that no longer applies, and is the same object when it has no such field', () => {
  const entry = anEntry();
  expect(withoutField(entry, 'poweredAt')).toBe(entry);
  expect(withoutField({ ...entry, poweredAt: NOON, notFoundAt: NOON }, 'poweredAt')).toStrictEqual({
    ...entry,
    notFoundAt: NOON,
  });
});
