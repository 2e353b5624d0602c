import { ofType, type Packaged, type PackagedResource } from './packaged.ts';

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
const unlike = (value: unknown, expected: Expected, path = ''): readonly string[] => {
  const told = [`${path === '' ? 'it' : path} is ${value === undefined ? 'missing' : JSON.stringify(value)}`];
  if (typeof expected === 'function') return expected(value) ? [] : told;
  if (typeof expected !== 'object') return value === expected ? [] : told;
  if (Array.isArray(expected) && (!Array.isArray(value) || value.length !== expected.length)) return told;
  return Object.entries(expected).flatMap(([key, inner]) =>
    unlike(child(value, key), inner, path === '' ? key : `${path}.${key}`),
  );
};

/** Something that is not as a line of the checklist says. */
export interface Finding {
  /** A logical id, or a file. */
  readonly where: string;
  readonly what: string;
}

/** One line of the security checklist. */
export interface Line {
  readonly id: string;
  readonly says: string;
  /** The rules of public scanners that ask for the same: Checkov, cfn-nag, cdk-nag. */
  readonly rules: readonly string[];
  findings(packaged: Packaged): readonly Finding[];
}

/** Findings of a resource for which a test does not hold. */
export const at = (where: string, whats: readonly string[]): readonly Finding[] =>
  whats.map((what) => ({ where, what }));

/** Every resource of a type has the properties that are expected of it, and there is at least one of them. */
export const eachBy = (
  packaged: Packaged,
  type: string,
  expectedOf: (resource: PackagedResource) => Expected,
): readonly Finding[] => {
  const all = ofType(packaged, type);
  if (all.length === 0) return [{ where: type, what: 'the template has none' }];
  return all.flatMap((resource) => at(resource.id, unlike(resource.properties, expectedOf(resource))));
};

/** Every resource of a type has such properties, and there is at least one of them. */
export const each = (packaged: Packaged, type: string, expected: Expected): readonly Finding[] =>
  eachBy(packaged, type, () => expected);

/** One resource, by its id, has such properties. */
export const one = (packaged: Packaged, id: string, expected: Expected): readonly Finding[] => {
  const found = packaged.resources.find((resource) => resource.id === id);
  return found === undefined
    ? [{ where: id, what: 'the template has no such resource' }]
    : at(id, unlike(found.properties, expected));
};
