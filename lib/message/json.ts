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

const LONGEST = 64;

/** A name of the caller's as it may appear in a problem: in quotes, printable ASCII, at most 64 characters of it. */
export const quoted = (name: string): string =>
  `"${name.slice(0, LONGEST).replace(/[^ !#-~]/g, '?')}${name.length > LONGEST ? '…' : ''}"`;

// XML's two non-characters: the only ones that JSON leaves as they are and SQS refuses (API reference, SendMessage).
const REFUSED_BY_SQS = /[\uFFFE\uFFFF]/g;

/** A value as the text of a message: JSON that SQS takes, whatever was in it. */
export const messageText = (value: object): string =>
  JSON.stringify(value).replace(REFUSED_BY_SQS, (character) => `\\u${character.charCodeAt(0).toString(16)}`);

const JSON_MAX_DEPTH = 16;

// They reach a prototype when a parsed object is copied into another; no field of ours is called so.
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** An open object with the keys it had so far; null for an open list. */
type Open = Set<string> | null;

// Where the string that begins at `start` ends: after its closing quote, or where the text does.
const endOfString = (text: string, start: number): number => {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '"') return at + 1;
    if (text[at] === '\\') at += 1;
  }
  return text.length;
};

// Most keys have no escapes and are there unchanged.
const PLAIN = /^"[^"\\]*"/;

const keyOf = (token: string): string | undefined => {
  if (PLAIN.test(token)) return token.slice(1, -1);
  try {
    return String(JSON.parse(token));
  } catch {
    return undefined; // No JSON: the parser says so.
  }
};

const keyProblem = (token: string, keys: Set<string>): string | undefined => {
  const key = keyOf(token);
  if (key === undefined) return undefined;
  if (FORBIDDEN.has(key)) return `${quoted(key)}: key not allowed`;
  if (keys.has(key)) return `${quoted(key)}: key given twice`;
  keys.add(key);
  return undefined;
};

/**
 * Looks for what a JSON parser lets pass: more than 16 levels, a key given twice (the last would win) and keys that reach a
 * prototype. Runs before the parser, without recursion and never back, so it takes no longer than the text is long; undefined when
 * there is nothing, and what is no JSON is the parser's.
 */
export const jsonProblem = (text: string): string | undefined => {
  const open: Open[] = [];
  let keyNext = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{' || character === '[') {
      if (open.length === JSON_MAX_DEPTH) return `nested deeper than ${JSON_MAX_DEPTH} levels`;
      open.push(character === '{' ? new Set() : null);
      keyNext = true;
    } else if (character === '}' || character === ']') {
      open.pop();
      keyNext = false;
    } else if (character === ',') {
      keyNext = true;
    } else if (character === '"') {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      const problem = keyNext && keys ? keyProblem(text.slice(at, end), keys) : undefined;
      if (problem !== undefined) return problem;
      keyNext = false;
      at = end - 1;
    }
  }
  return undefined;
};
