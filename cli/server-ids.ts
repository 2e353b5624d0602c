import { quoted } from '../lib/message/quoted.ts';
import { parseServerId, type ServerId } from '../lib/server.ts';
import { readList } from './id-list.ts';
import type { IdList, Word } from './id-words.ts';
import type { Problems } from './problems.ts';

/**
 * The servers that the arguments and lists name, duplicates folded, in their order; or every problem with where it stood. One id
 * that is none spoils them all: nobody can tell which server was meant.
 */
export const serverIds = (
  args: readonly string[],
  lists: readonly IdList[],
): { readonly kind: 'ids'; readonly ids: readonly ServerId[] } | Problems => {
  const read = lists.map(readList);
  const words: readonly Word[] = [
    ...args.map((text, index) => ({ text, where: `argument ${index + 1}` })),
    ...read.flatMap((list) => (list.kind === 'words' ? list.words : [])),
  ];
  const ids = new Set<ServerId>();
  const problems: string[] = read.flatMap((list) => (list.kind === 'problem' ? list.problem : []));
  for (const { text, where } of words) {
    const id = parseServerId(text);
    if (id === undefined) problems.push(`${quoted(text)} is not a server id (a UUID): ${where}`);
    else ids.add(id);
  }
  if (words.length === 0 && problems.length === 0)
    problems.push('no server is named: give ids, or --servers-from a file');
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'ids', ids: [...ids] };
};
