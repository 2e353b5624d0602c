import { quoted } from './quoted.ts';

const JSON_MAX_DEPTH = 16;

// They reach a prototype when a parsed object is copied into another; no field of ours is called so.
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

// One string of JSON, escapes and all, or one bracket, or a comma: all that depth and keys depend on. A string without an end
// reaches to the end of the text, so the expression never goes back: the scan stays linear whatever is sent.
const TOKEN = /"(?:[^"\\]|\\.?)*(?:"|$)|[[\]{},]/gs;

/** An open object with the keys it had so far; null for an open list. */
type Open = Set<string> | null;

const keyOf = (token: string): string | undefined => {
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
 * prototype. Runs before the parser and without recursion; undefined when there is nothing, and what is no JSON is the parser's.
 */
export const jsonProblem = (text: string): string | undefined => {
  const open: Open[] = [];
  let keyNext = false;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      if (open.length === JSON_MAX_DEPTH) return `nested deeper than ${JSON_MAX_DEPTH} levels`;
      open.push(token === '{' ? new Set() : null);
      keyNext = true;
    } else if (token === '}' || token === ']') {
      open.pop();
      keyNext = false;
    } else if (token === ',') {
      keyNext = true;
    } else if (keyNext) {
      const keys = open.at(-1);
      const problem = keys ? keyProblem(token, keys) : undefined;
      if (problem !== undefined) return problem;
      keyNext = false;
    }
  }
  return undefined;
};
