/** What a value is to be: itself, an object with at least these keys, a list of exactly these, or anything that a test takes. */
export type Expected =
  | string
  | number
  | boolean
  | undefined
  | readonly Expected[]
  | { readonly [key: string]: Expected }
  | ((value: unknown) => boolean);

const child = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

/** Where a value is not as expected: one line for each place, with the value that is there. */
export const unlike = (value: unknown, expected: Expected, path = ''): readonly string[] => {
  const told = [`${path === '' ? 'it' : path} is ${value === undefined ? 'missing' : JSON.stringify(value)}`];
  if (typeof expected === 'function') return expected(value) ? [] : told;
  if (typeof expected !== 'object') return value === expected ? [] : told;
  if (Array.isArray(expected) && (!Array.isArray(value) || value.length !== expected.length)) return told;
  return Object.entries(expected).flatMap(([key, inner]) =>
    unlike(child(value, key), inner, path === '' ? key : `${path}.${key}`),
  );
};
