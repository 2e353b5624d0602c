import { quoted } from '../lib/message/quoted.ts';
import { parseServerId, type ServerId } from '../lib/server.ts';
import type { Problems } from './problems.ts';

/** A list of ids as it was read: its name as problems call it, and its text. */
export interface IdList {
  readonly name: string;
  readonly text: string;
}

interface Word {
  readonly text: string;
  readonly where: string;
}

const BYTE_ORDER_MARK = /^\uFEFF/;

// Forms that other tools print, each of which would be a problem a line.
const OTHER_FORMS: readonly (readonly [RegExp, string])[] = [
  [/\0/, 'bytes that are no text in UTF-8 (UTF-16 has to begin with a byte order mark)'],
  [/^\s*[[{]/, 'JSON'],
  [/^\s*\+-/, 'a table'],
];

const formProblem = ({ name, text }: IdList): readonly string[] => {
  const [, form] = OTHER_FORMS.find(([looks]) => looks.test(text.replace(BYTE_ORDER_MARK, ''))) ?? [];
  return form === undefined ? [] : [`${name} holds ${form}; wanted is one id a line (openstack … -f value -c ID)`];
};

// One id a line, perhaps in quotes as CSV has them; what follows a `#` is a comment.
const wordsOf = ({ name, text }: IdList): readonly Word[] =>
  text
    .replace(BYTE_ORDER_MARK, '')
    .split(/\r\n?|\n/)
    .map((line, index) => ({
      text: line
        .replace(/#.*/, '')
        .trim()
        .replace(/^"(.*)"$/, '$1'),
      where: `${name}, line ${index + 1}`,
    }))
    .filter((word) => word.text !== '');

/**
 * The servers that the arguments and lists name, duplicates folded, in their order; or every problem with where it stood. One id
 * that is none spoils them all: nobody can tell which server was meant.
 */
export const serverIds = (
  args: readonly string[],
  lists: readonly IdList[],
): { readonly kind: 'ids'; readonly ids: readonly ServerId[] } | Problems => {
  const words: readonly Word[] = [
    ...args.map((text, index) => ({ text, where: `argument ${index + 1}` })),
    ...lists.filter((list) => formProblem(list).length === 0).flatMap(wordsOf),
  ];
  const ids = new Set<ServerId>();
  const problems: string[] = lists.flatMap(formProblem);
  for (const { text, where } of words) {
    const id = parseServerId(text);
    if (id === undefined) problems.push(`${quoted(text)} is not a server id (a UUID): ${where}`);
    else ids.add(id);
  }
  if (words.length === 0 && problems.length === 0)
    problems.push('no server is named: give ids, or --servers-from a file');
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'ids', ids: [...ids] };
};
