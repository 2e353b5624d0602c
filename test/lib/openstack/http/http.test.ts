import { expect, test } from 'vitest';
import { headerValues } from '../../../../lib/openstack/http/http.ts';

test.each<[string | string[] | undefined, readonly string[]]>([
  [undefined, []],
  ['', []],
  ['a', ['a']],
  [' a , b,, a', ['a', 'b']],
  [
    ['a, b', 'c'],
    ['a', 'b', 'c'],
  ],
  ['a,\tb', ['a', 'b']],
])('a header of %j has the values %j', (value, expected) => {
  expect(headerValues({ x: value }, 'x')).toEqual(expected);
});
