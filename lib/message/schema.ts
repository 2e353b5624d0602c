import * as v from 'valibot';
import { quoted } from './json.ts';

/** An object of exactly these fields, each required unless it is optional itself. */
export const closed = <const T extends v.ObjectEntries>(entries: T) =>
  v.pipe(
    // A list is an object too, to valibot.
    v.custom<object>((value) => typeof value === 'object' && !Array.isArray(value), 'must be an object'),
    v.strictObject(entries, (issue) => {
      if (issue.expected === 'never') return 'unknown field';
      return issue.path === undefined ? 'must be an object' : 'required';
    }),
  );

/** What a schema makes of a value, or the first problem: one line that names the field, as in `serverIds[3]: not a UUID`. */
export type Parsed<T> =
  | { readonly kind: 'parsed'; readonly value: T }
  | { readonly kind: 'problem'; readonly problem: string };

const PLAIN = /^[A-Za-z]\w{0,63}$/;

const step = (key: unknown): string => {
  if (typeof key === 'number') return `[${key}]`;
  const name = String(key);
  return `.${PLAIN.test(name) ? name : quoted(name)}`;
};

/** Reads a value by a schema; stops at the first problem, so that a long list of nonsense costs nothing. */
export const parseBy = <T>(schema: v.GenericSchema<unknown, T>, value: unknown): Parsed<T> => {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return { kind: 'parsed', value: result.output };
  const [issue] = result.issues;
  const path = (issue.path ?? []).map((item) => step(item.key)).join('');
  return { kind: 'problem', problem: path === '' ? issue.message : `${path.slice(1)}: ${issue.message}` };
};
