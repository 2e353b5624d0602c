type Path = readonly (string | number)[];
/** Breaks a template in place. */
export type Fault = (whole: object) => void;

/** The object that holds the last key of a path in a template's resources. */
const holder = (whole: object, path: Path): object =>
  path.slice(0, -1).reduce<object>((value, key) => Reflect.get(value, key), Reflect.get(whole, 'Resources'));
/** Puts a value at a path of a template's resources. */
export const set =
  (path: Path, value: unknown): Fault =>
  (whole) => {
    Reflect.set(holder(whole, path), path.at(-1) ?? '', value);
  };
/** Takes away what is at a path of a template's resources. */
export const drop =
  (...path: Path): Fault =>
  (whole) => {
    Reflect.deleteProperty(holder(whole, path), path.at(-1) ?? '');
  };
/** Allows a role something more. */
export const allow = (role: string, action: string, resource: unknown): Fault =>
  set([role, 'Properties', 'Policies', 0, 'PolicyDocument', 'Statement', 99], {
    Effect: 'Allow',
    Action: action,
    Resource: resource,
  });
/** Several faults at once. */
export const both =
  (...faults: readonly Fault[]): Fault =>
  (whole) => {
    for (const fault of faults) fault(whole);
  };
