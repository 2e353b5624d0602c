/**
 * The text of a file as editors and shells write it: UTF-8 with or without a byte order mark, or UTF-16 with one, as PowerShell's `>`
 * does. The mark is not part of the text.
 */
export const fileText = (bytes: Uint8Array): string => {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
};
