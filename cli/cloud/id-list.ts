import { parseJson, quoted } from '../../lib/message/json.ts';
import { parseServerId, type ServerId } from '../../lib/power/server.ts';
import { isObject } from '../../lib/text.ts';
import type { Problems } from '../terminal/problems.ts';
import { type IdList, isIdLabel, type ReadList, readIdLines, unreadableList, type Word } from './id-lines.ts';

/**
 * Reads a list as people, the OpenStack clients (`-f value`, `csv`, `json`) and PowerShell write it. Several columns
 * are read only by their names: which one holds the ids is never guessed.
 */
export const readList = (list: IdList): ReadList => {
  const text = list.text.replace(/^\uFEFF/, '');
  const [, form] = OTHER_FORMS.find(([looks]) => looks.test(text)) ?? [];
  if (form !== undefined) return unreadableList(list.name, `contains ${form}`);
  return /^\s*[[{]/.test(text) ? readJson({ ...list, text }) : readIdLines({ ...list, text });
};

const OTHER_FORMS: readonly (readonly [RegExp, string])[] = [
  [/\0/, 'bytes that are not UTF-8 text (UTF-16 must begin with a byte order mark)'],
  [/^\s*(?:\+-|\|)/, 'a table'],
  [/^\s*(?:---|- )/, 'YAML'],
];

// `server list` writes a list of objects, `server show` an object; nobody but people writes a list of ids.
const readJson = ({ name, text }: IdList): ReadList => {
  const parsed = parseJson(text, Number.POSITIVE_INFINITY);
  if (parsed.kind === 'problem')
    return unreadableList(name, `looks like JSON, but cannot be parsed (${parsed.problem})`);
  const { value } = parsed;
  if (!Array.isArray(value)) {
    const id = idIn(value);
    return id === undefined
      ? unreadableList(name, 'contains JSON that is neither a list nor a server with one "ID"')
      : { kind: 'words', words: [{ text: id, where: name }] };
  }
  const words: Word[] = [];
  for (const [index, entry] of value.entries()) {
    const where = `${name}, entry ${index + 1}`;
    const id = typeof entry === 'string' ? entry : idIn(entry);
    if (id === undefined) return unreadableList(where, 'is neither an ID nor a server with one "ID"');
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
export const readServerIds = (
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
    if (id === undefined) problems.push(`${quoted(text)} is not a server ID (a UUID): ${where}`);
    else ids.add(id);
  }
  if (words.length === 0 && problems.length === 0)
    problems.push('no server IDs given: type them, or use --servers-from FILE');
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'ids', ids: [...ids] };
};
