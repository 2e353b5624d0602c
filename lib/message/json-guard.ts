import { quoted } from './quoted.ts';

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

// Most keys have no escapes and stand there as they are.
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
