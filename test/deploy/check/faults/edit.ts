type Path = readonly (string | number)[];

/** Breaks a template in place. */
export type Fault = (whole: object) => void;

/** What makes a stack worse, in words, by the line of the checklist that finds it. */
export type Faults = Readonly<Record<string, Readonly<Record<string, Fault>>>>;

/** The object that holds the last key of a path in a template's resources. */
const holder = (whole: object, path: Path): object =>
  path.slice(0, -1).reduce<object>((value, key) => Reflect.get(value, key), Reflect.get(whole, 'Resources'));

/** Sets the value at a path in the resources. */
export const set =
  (path: Path, value: unknown): Fault =>
  (whole) => {
    Reflect.set(holder(whole, path), path.at(-1) ?? '', value);
  };

/** Sets a property of a resource, or one within it. */
export const property = (id: string, path: Path, value: unknown): Fault => set([id, 'Properties', ...path], value);

/** Takes away what is at a path in the resources. */
export const drop =
  (...path: Path): Fault =>
  (whole) => {
    Reflect.deleteProperty(holder(whole, path), path.at(-1) ?? '');
  };

/** Adds a resource. */
export const add = (id: string, Type: string, Properties: object = {}): Fault => set([id], { Type, Properties });

/** Adds a statement to a role. */
export const allow = (role: string, action: string, resource: unknown, more: object = {}): Fault =>
  set([role, 'Properties', 'Policies', 0, 'PolicyDocument', 'Statement', 99], {
    Effect: 'Allow',
    Action: action,
    Resource: resource,
    ...more,
  });

/** Sets a key of every statement of a resource's policies that has these words in it; undefined takes it away. */
export const statement =
  (id: string, words: string, key: string, value: unknown): Fault =>
  (whole) => {
    const found: object[] = [];
    const visit = (part: unknown): void => {
      if (typeof part !== 'object' || part === null) return;
      if ('Effect' in part && JSON.stringify(part).includes(words)) found.push(part);
      else for (const inner of Object.values(part)) visit(inner);
    };
    visit(Reflect.get(Reflect.get(whole, 'Resources'), id));
    if (found.length === 0) throw new Error(`${id} has no statement with ${words}`);
    for (const one of found) Reflect.set(one, key, value);
  };

export const both =
  (...faults: readonly Fault[]): Fault =>
  (whole) => {
    for (const fault of faults) fault(whole);
  };

export const arn = (id: string): object => ({ 'Fn::GetAtt': [id, 'Arn'] });
