/**
 * Decodes a file as editors and shells write it: UTF-8 with or without a byte order mark, or UTF-16 with one, as
 * PowerShell's `>` writes it. The mark is not part of the text.
 */
export const fileText = (bytes: Uint8Array): string => {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
};

const LONGEST = 300;

/** One line for people: control characters, line breaks and runs of blanks become one space; cut at 300 characters. */
export const oneLine = (text: string): string => {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
};

/** Parses JSON; undefined when it is invalid. The parser's message quotes the text, so it is dropped. */
export const parseJson = (text: string): unknown => {
  // An accepted stop has no body, and an exception costs more than the rest of its answer.
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A JSON object, as opposed to a list, a text or null. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
