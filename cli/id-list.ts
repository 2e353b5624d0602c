import { parseJson, quoted } from '../lib/message/json.ts';
import { parseServerId, type ServerId } from '../lib/power/server.ts';
import { isObject } from '../lib/text.ts';
import { idLines } from './id-lines.ts';
import { type IdList, isIdLabel, type ReadList, unreadable, type Word } from './id-words.ts';
import type { Problems } from './problems.ts';

/**
 * Reads a list as people, the OpenStack clients (`-f value`, `csv`, `json`) and PowerShell write it. Several columns are read only by
 * their names: which one holds the ids is never guessed.
 */
export const readList = (list: IdList): ReadList => {
  const text = list.text.replace(/^\uFEFF/, '');
  const [, form] = OTHER_FORMS.find(([looks]) => looks.test(text)) ?? [];
  if (form !== undefined) return unreadable(list.name, `holds ${form}`);
  return /^\s*[[{]/.test(text) ? fromJson({ ...list, text }) : idLines({ ...list, text });
};

const OTHER_FORMS: readonly (readonly [RegExp, string])[] = [
  [/\0/, 'bytes that are no text in UTF-8 (UTF-16 has to begin with a byte order mark)'],
  [/^\s*(?:\+-|\|)/, 'a table'],
  [/^\s*(?:---|- )/, 'YAML'],
];

// `server list` writes a list of objects, `server show` an object; nobody but people writes a list of ids.
const fromJson = ({ name, text }: IdList): ReadList => {
  const parsed = parseJson(text, Number.POSITIVE_INFINITY);
  if (parsed.kind === 'problem')
    return unreadable(name, `begins like JSON, and cannot be read as that (${parsed.problem})`);
  const { value } = parsed;
  if (!Array.isArray(value)) {
    const id = idIn(value);
    return id === undefined
      ? unreadable(name, 'holds JSON that is neither a list nor a server with one "ID"')
      : { kind: 'words', words: [{ text: id, where: name }] };
  }
  const words: Word[] = [];
  for (const [index, entry] of value.entries()) {
    const where = `${name}, entry ${index + 1}`;
    const id = typeof entry === 'string' ? entry : idIn(entry);
    if (id === undefined) return unreadable(where, 'is neither an id nor a server with one "ID"');
    words.push({ text: id, where });
  }
  return { kind: 'words', words };
};

const idIn = (value: unknown): string | undefined => {
  const [id, ...others] = Object.entries(isObject(value) ? value : {}).flatMap(([key, inner]) =>
    isIdLabel(key) ? [inner] : [],
  );
  return typeof id === 'string' && others.length === 0 ? id : undefined;
};

/**
 * The servers that the arguments and lists name, duplicates folded, in their order; or every problem with its place.
 * One invalid id spoils them all: nobody can know which server was meant.
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
