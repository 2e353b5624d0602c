import { type Document, isAlias, isCollection, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { firstYamlMistake } from './yaml-mistake.ts';

/** The first mistake of a text. */
export interface YamlMistake {
  /** `line 4, column 17`, counted from 1. */
  readonly place: string;
  /** In words that show no value. */
  readonly reason: string;
  /** The parser's own words, which quote the text: only for what holds no secrets. */
  readonly quoting: string;
}

/** The value of a text, or its first mistake. */
export type ReadYaml = { readonly value: unknown } | { readonly value?: never; readonly mistake: YamlMistake };

/** `typed` keeps every scalar but null as the typed text; `core` reads YAML 1.2's numbers and booleans. */
export type Scalars = 'typed' | 'core';

const MOST_CHARACTERS = 1_000_000;
// Aliases of aliases can mean billions of values in ten lines; hundreds of entries that share a list stay
// below this.
const MOST_VALUES = 1_000_000;
// Each is looked for among all others.
const MOST_ALIASES = 10_000;

/**
 * Reads one document of YAML; an empty text, or one with comments only, is null. Everything that PyYAML's
 * safe_load refuses is a mistake, even where the parser only warns (an unknown tag), is silent (a second
 * document) or throws (an alias without an anchor).
 */
export const readYaml = (text: string, scalars: Scalars): ReadYaml => {
  const lines = new LineCounter();
  const at = (offset: number, reason: string, quoting = reason): ReadYaml => {
    const { line, col } = lines.linePos(offset);
    return { mistake: { place: `line ${Math.max(line, 1)}, column ${Math.max(col, 1)}`, reason, quoting } };
  };
  if (text.length > MOST_CHARACTERS) return at(0, `the text is longer than ${MOST_CHARACTERS} characters`);
  const unreadable = text.search(UNREADABLE);
  if (unreadable >= 0) {
    lines.addNewLine(0);
    for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
    return at(unreadable, text[unreadable] === '\ufffd' ? 'a byte that is not UTF-8' : 'a control character');
  }
  const document = parseDocument(text, {
    ...(scalars === 'typed' ? { schema: 'failsafe', customTags: ['null'], merge: true } : { schema: 'core' }),
    // `!!binary`, `!!int` and the like stay unknown: each would need PyYAML's own reading of it.
    resolveKnownTags: false,
    // With `silent` a second document is no error.
    logLevel: 'error',
    prettyErrors: false,
    lineCounter: lines,
  });
  const mistake = firstYamlMistake(document, text);
  if (mistake !== undefined) return at(mistake.offset, mistake.reason, mistake.quoting);
  const kept = firstOfNodes(document);
  if (kept !== undefined) return at(kept.offset, kept.reason);
  // The parser's own limit of aliases refuses harmless ones: a hundred clouds that share one login.
  const value: unknown = document.toJS({ maxAliasCount: -1 });
  return isBounded(value) ? { value } : at(0, `aliases expand to more than ${MOST_VALUES} values`);
};

// PyYAML's reader.py, NON_PRINTABLE; U+FFFD is a byte that was not UTF-8. U+0085, U+2028 and U+2029 end a
// line for PyYAML, but not in YAML 1.2.
const UNREADABLE = /(?![\t\n\r])\p{Cc}|[\u2028\u2029\ufffd-\uffff]/u;

// The mistakes that the parser finds only when it makes values of the text, or never.
const firstOfNodes = (document: Document): { readonly offset: number; readonly reason: string } | undefined => {
  const anchored = new Map<string, unknown>();
  let aliases = 0;
  let mistake: { readonly offset: number; readonly reason: string } | undefined;
  const found = (offset: number | undefined, reason: string): symbol => {
    mistake = { offset: offset ?? 0, reason };
    return visit.BREAK;
  };
  const isMergeable = (value: unknown): boolean => {
    const meant = isAlias(value) ? anchored.get(value.source) : value;
    return meant === undefined || isMap(meant) || (isSeq(meant) && meant.items.every(isMergeable));
  };
  visit(document, {
    Alias(_, { source, range }) {
      aliases += 1;
      if (aliases > MOST_ALIASES) return found(range?.[0], `more than ${MOST_ALIASES} aliases`);
      return anchored.has(source)
        ? undefined
        : found(range?.[0], 'an alias (*) without an anchor: a value that begins with * needs quotes');
    },
    Value(_, node) {
      if (node.anchor === undefined) return undefined;
      anchored.set(node.anchor, node);
      return isScalar(node) && node.value === null
        ? found(node.range?.[0], 'an anchor (&) without a value: a value that begins with & needs quotes')
        : undefined;
    },
    Pair(_, { key, value }) {
      if (isCollection(key) || isAlias(key)) return found(key.range?.[0], 'a key that is not plain text');
      return isScalar(key) && isMerge(key.value) && !isMergeable(value)
        ? found(key.range?.[0], 'a merge key (<<) of something that is not a mapping')
        : undefined;
    },
  });
  return mistake;
};

// A plain `<<` where merge keys are read: the parser has a symbol for it.
const isMerge = (key: unknown): boolean => typeof key === 'symbol' && key.description === '<<';

// Every alias counts as written out, so that a walk through the value ends; a value that contains itself has
// no end.
const isBounded = (value: unknown): boolean => {
  const open: unknown[] = [value];
  for (let count = 0; open.length > 0; count += 1) {
    if (count > MOST_VALUES) return false;
    const one = open.pop();
    if (typeof one === 'object' && one !== null) for (const inner of Object.values(one)) open.push(inner);
  }
  return true;
};
