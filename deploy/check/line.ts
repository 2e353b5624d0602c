import { ofType, type Packaged, type PackagedResource } from './packaged.ts';
import { type Expected, unlike } from './unlike.ts';

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
