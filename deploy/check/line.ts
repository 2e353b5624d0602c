import { ofType, type Packaged, type PackagedResource } from './packaged.ts';

/** What a value must be: equal, an object with these keys, a list of exactly these, or whatever a test accepts. */
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

const keysOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : [];

const shown = (value: unknown): string => (value === undefined ? 'missing' : JSON.stringify(value));

/**
 * Where a value differs from what is expected: one line for each place, with its value. `others` says whether an object may have keys
 * that are not expected.
 */
export const differences = (
  value: unknown,
  expected: Expected,
  others: 'allowed' | 'refused',
  path = '',
): readonly string[] => {
  const difference = [`${path === '' ? 'it' : path} is ${shown(value)}`];
  if (typeof expected === 'function') return expected(value) ? [] : difference;
  if (typeof expected !== 'object') return value === expected ? [] : difference;
  if (Array.isArray(expected) && (!Array.isArray(value) || value.length !== expected.length)) return difference;
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const unexpected = others === 'allowed' ? [] : keysOf(value).filter((key) => !(key in expected));
  return [
    ...Object.entries(expected).flatMap(([key, inner]) => differences(child(value, key), inner, others, at(key))),
    ...unexpected.map((key) => `${at(key)} is ${shown(child(value, key))}, and should not be there`),
  ];
};

/** Accepts any value: another line of the checklist reads it. */
export const readElsewhere = (): boolean => true;

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
  /** AWS itself refuses what breaks it, so that it fails the packaging already. */
  readonly refusedByAws?: true;
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
  return all.flatMap((resource) =>
    findingsAt(resource.id, differences(resource.properties, expectedOf(resource), 'allowed')),
  );
};

/** The findings of all resources of a type that must have these properties. */
export const checkEach = (packaged: Packaged, type: string, expected: Expected): readonly Finding[] =>
  checkEachBy(packaged, type, () => expected);

/** The findings of the resource with this id, whose properties are exactly these; none when the stack has it not, which is another line's. */
export const checkExactly = ({ resources }: Packaged, id: string, expected: Expected): readonly Finding[] =>
  resources
    .filter((resource) => resource.id === id)
    .flatMap(({ properties }) => findingsAt(id, differences(properties, expected, 'refused')));
