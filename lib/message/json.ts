import { jsonProblem } from './json-guard.ts';
import type { Parsed } from './schema.ts';

/** The longest body of a message or a webhook, in bytes of UTF-8. */
export const BODY_MAX_BYTES = 64 * 1024;

/** A text without the byte order mark that some editors put before it; RFC 8259 lets a parser pass over it. */
export const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');

/** Reads JSON that a stranger wrote: its size, depth and keys are checked before the parser sees it. */
export const parseJson = (text: string, maxBytes: number = BODY_MAX_BYTES): Parsed<unknown> => {
  if (Buffer.byteLength(text) > maxBytes) return { kind: 'problem', problem: `longer than ${maxBytes} bytes` };
  const problem = jsonProblem(text);
  if (problem !== undefined) return { kind: 'problem', problem };
  try {
    return { kind: 'parsed', value: JSON.parse(withoutMark(text)) };
  } catch {
    return { kind: 'problem', problem: 'not JSON' }; // The parser's own words would quote the body.
  }
};
