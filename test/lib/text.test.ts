import { expect, test } from 'vitest';
import { fileText, oneLine } from '../../lib/text.ts';

const TEXT = 'é: 5f0c1a3e\r\n';
const swapped = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

test.each<[string, Buffer]>([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${TEXT}`)],
  ["UTF-16 as PowerShell's `>` writes it", Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
  ['UTF-16 in the other byte order', swapped(`\uFEFF${TEXT}`)],
])('the text of a file is read from %s', (_, bytes) => {
  expect(fileText(bytes)).toBe(TEXT);
});

test('a file may be empty or one byte long', () => {
  expect(fileText(Buffer.from(''))).toBe('');
  expect(fileText(Buffer.from('a'))).toBe('a');
});

test('a text of several lines becomes one line without blanks around it', () => {
  expect(oneLine(' a\r\n\tb\u2028\u202ec ')).toBe('a b c');
});

test('a text is cut at 300 characters, never inside a character', () => {
  expect(oneLine('x'.repeat(300))).toBe('x'.repeat(300));
  expect(oneLine('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`);
  expect(oneLine(`${'x'.repeat(298)}😀${'y'.repeat(9)}`)).toBe(`${'x'.repeat(298)}…`);
  expect(oneLine(`😀${'x'.repeat(400)}`)).toBe(`😀${'x'.repeat(297)}…`);
});
