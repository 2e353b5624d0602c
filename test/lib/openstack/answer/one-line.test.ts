import { expect, test } from 'vitest';
import { oneLine } from '../../../../lib/openstack/answer/one-line.ts';

test('text becomes one line, without blanks around it', () => {
  expect(oneLine(' a\r\n\tb\u2028\u202ec ')).toBe('a b c');
});

test('a line ends at 300 characters, never within one', () => {
  expect(oneLine('x'.repeat(300))).toBe('x'.repeat(300));
  expect(oneLine('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`);
  expect(oneLine(`${'x'.repeat(298)}😀${'y'.repeat(9)}`)).toBe(`${'x'.repeat(298)}…`);
  expect(oneLine(`😀${'x'.repeat(400)}`)).toBe(`😀${'x'.repeat(297)}…`);
});
