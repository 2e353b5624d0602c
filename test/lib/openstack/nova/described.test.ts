import { expect, test } from 'vitest';
import { describedOf } from '../../../../lib/openstack/nova/described.ts';
import { protectionOf } from '../../../../lib/power/guard/marks.ts';
import { NOON } from '../../../builders.ts';

test.each([true, null, 1, { by: 'me' }, ['allow']])(
  'a mark whose value is no text protects all the same: %j',
  (value) => {
    const described = describedOf({ name: 'db-1', metadata: { 'lights-out': value } });
    expect(protectionOf(described, NOON)).toBe(`marked lights-out=${JSON.stringify(value)}: protected`);
  },
);

test('a field that an answer does not show is null', () => {
  expect(describedOf({})).toEqual({ name: '', tags: null, metadata: null, flavor: null });
});
