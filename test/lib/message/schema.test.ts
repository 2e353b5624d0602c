import * as v from 'valibot';
import { expect, test } from 'vitest';
import { closed, parseBy } from '../../../lib/message/schema.ts';

test('reading stops at the first problem', () => {
  const seen: unknown[] = [];
  const never = v.custom<string>((value) => {
    seen.push(value);
    return false;
  }, 'no');
  expect(parseBy(closed({ ids: v.array(never) }), { ids: ['a', 'b', 'c'] })).toEqual({
    kind: 'problem',
    problem: 'ids[0]: no',
  });
  expect(seen).toEqual(['a']);
});
