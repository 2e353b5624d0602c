import { ofType, type Packaged, type PackagedResource } from './packaged.ts';

/** What a value must be: equal, an object with at least these keys, a list of exactly these, or whatever a test accepts. */
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

/** Where a value differs from what is expected: one line for each place, with its value. */
const differences = (value: unknown, expected: Expected, path = ''): readonly string[] => {
  const difference = [`${path === '' ? 'it' : path} is ${value === undefined ? 'missing' : JSON.stringify(value)}`];
  if (typeof expected === 'function') return expected(value) ? [] : difference;
  if (typeof expected !== 'object') return value === expected ? [] : difference;
  if (Array.isArray(expected) && (!Array.isArray(value) || value.length !== expected.length)) return difference;
  return Object.entries(expected).flatMap(([key, inner]) =>
    differences(child(value, key), inner, path === '' ? key : `${path}.${key}`),
  );
};

/** Something that breaks a line of the checklist. */
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

/** The findings of one resource. */
export const findingsAt = (where: string, whats: readonly string[]): readonly Finding[] =>
  whats.map((what) => ({ where, what }));

/** The findings of all resources of a type, each with its own expectation; that there is none is a finding too. */
export const checkEachBy = (
  packaged: Packaged,
  type: string,
  expectedOf: (resource: PackagedResource) => Expected,
): readonly Finding[] => {
  const all = ofType(packaged, type);
  if (all.length === 0) return [{ where: type, what: 'the template has none' }];
  return all.flatMap((resource) => findingsAt(resource.id, differences(resource.properties, expectedOf(resource))));
};

/** The findings of all resources of a type that must have these properties. */
export const checkEach = (packaged: Packaged, type: string, expected: Expected): readonly Finding[] =>
  checkEachBy(packaged, type, () => expected);

/** The findings of the resource with this id. */
export const checkOne = (packaged: Packaged, id: string, expected: Expected): readonly Finding[] => {
  const found = packaged.resources.find((resource) => resource.id === id);
  return found === undefined
    ? [{ where: id, what: 'the template has no such resource' }]
    : findingsAt(id, differences(found.properties, expected));
};
