import { parseJson } from '../lib/message/json.ts';
import { isObject } from '../lib/openstack/error-body.ts';
import { idLines } from './id-lines.ts';
import { type IdList, isIdLabel, type ReadList, unreadable, type Word } from './id-words.ts';

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
