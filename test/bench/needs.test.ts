import { expect, test } from 'vitest';
import { present, program } from '../../bench/peers/needs.ts';

test('a peer that is not installed is left out with a line that names the package', () => {
  const node = { name: 'node', needs: [program('node')] };
  const other = { name: 'other', needs: [program('node'), program('no-such-program', 'no-such-package')] };
  expect(present([node, other])).toEqual({
    here: [node],
    leftOut: ['Left out: other: no-such-program is missing (Debian: no-such-package).'],
  });
});
