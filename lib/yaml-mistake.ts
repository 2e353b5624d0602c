import type { Document, YAMLError } from 'yaml';

/**
 * The first error or warning of the parser: in words that show no value, and in its own, which quote the
 * text.
 */
export const firstYamlMistake = (
  { errors, warnings }: Document,
  text: string,
): { readonly offset: number; readonly reason: string; readonly quoting: string } | undefined => {
  const [first] = [...errors, ...warnings].toSorted((a, b) => a.pos[0] - b.pos[0]);
  if (first === undefined) return undefined;
  return { offset: first.pos[0], reason: reasonOf(first, text), quoting: first.message };
};

const INDENT = 'inconsistent indentation, or an unclosed quote or bracket before it';
const MAPPING = 'a second ":" in one line, or a line indented too far: a value with ": " in it needs quotes';

const REASONS: Readonly<Record<Exclude<YAMLError['code'], 'DUPLICATE_KEY' | 'TAG_RESOLVE_FAILED'>, string>> = {
  ALIAS_PROPS: 'an alias (*) with a tag or an anchor',
  BAD_ALIAS: 'an alias (*) or anchor (&) that is malformed: a value that begins with one needs quotes',
  BAD_COLLECTION_TYPE: 'a list or mapping with the tag of another type',
  BAD_DIRECTIVE: 'an unknown directive (%)',
  BAD_DQ_ESCAPE: 'an unknown escape (\\) in double quotes: single quotes keep it as it is',
  BAD_INDENT: INDENT,
  BAD_PROP_ORDER: 'an anchor or a tag in the wrong place',
  BAD_SCALAR_START: 'a value that begins with a reserved character (@ ` % ,) needs quotes',
  BLOCK_AS_IMPLICIT_KEY: MAPPING,
  BLOCK_IN_FLOW: 'an indented list or mapping within brackets',
  IMPOSSIBLE: 'the text is not YAML',
  KEY_OVER_1024_CHARS: 'a key longer than 1024 characters',
  MISSING_CHAR: 'an unclosed quote or bracket, or a key without ":"',
  MULTILINE_IMPLICIT_KEY: 'a key without ":" in its own line',
  MULTIPLE_ANCHORS: 'two anchors (&) on one value',
  MULTIPLE_DOCS: 'a second document begins, but only one is read',
  MULTIPLE_TAGS: 'two tags (!) on one value',
  NON_STRING_KEY: 'a key that is not text',
  RESOURCE_EXHAUSTION: 'lists or mappings are nested too deeply',
  TAB_AS_INDENT: 'a tab as indentation: YAML requires spaces',
  UNEXPECTED_TOKEN: 'an unexpected character: a value with quotes, brackets or "- " in it needs quotes around it',
};

// A key or a tag may be a password that was typed without quotes, so only well-known ones are repeated.
const PLAIN_KEY = /^["']?([A-Za-z][A-Za-z_-]{0,39})["']?\s*:/;
const KNOWN_TAG = /^(?:!(?:vault|ENV|env|Sub|Ref|GetAtt|Join|include|secret|encrypted)|!![a-z]{1,12})(?=\s|$)/;

const reasonOf = ({ code, pos: [offset] }: YAMLError, text: string): string => {
  const rest = text.slice(offset, offset + 64);
  switch (code) {
    case 'DUPLICATE_KEY':
      return `the key ${PLAIN_KEY.exec(rest)?.[1] ?? ''} is set twice`.replace('  ', ' ');
    case 'TAG_RESOLVE_FAILED':
      return `an unknown tag (${KNOWN_TAG.exec(rest)?.[0] ?? '!'}): a value that begins with ! needs quotes`;
    default:
      return REASONS[code];
  }
};
