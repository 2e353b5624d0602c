import { expect, test } from 'vitest';
import { fileText } from '../../lib/file-text.ts';

const TEXT = 'é: 5f0c1a3e\r\n';
const swapped = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

test.each<[string, Buffer]>([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${TEXT}`)],
  ["UTF-16 as PowerShell's `>` writes it", Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
  ['UTF-16, the other way round', swapped(`\uFEFF${TEXT}`)],
])('reads %s', (_, bytes) => {
  expect(fileText(bytes)).toBe(TEXT);
});

test('reads nothing, and a single byte', () => {
  expect(fileText(Buffer.from(''))).toBe('');
  expect(fileText(Buffer.from('a'))).toBe('a');
});
