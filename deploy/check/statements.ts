import { listOf, type Packaged, type PackagedResource, referredId, valueAt } from './packaged.ts';

const TRUST = 'AssumeRolePolicyDocument';

/** A statement of any policy in the template. */
export interface Statement {
  /** The resource that holds the policy; of one that adds to a role, that role. */
  readonly where: string;
  readonly type: string;
  readonly effect: unknown;
  readonly actions: readonly unknown[];
  readonly resources: readonly unknown[];
  readonly principal: unknown;
  readonly condition: unknown;
  readonly keys: readonly string[];
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

// A policy for logs or an event bus may be text.
const parsed = (text: string): unknown => {
  if (!text.includes('"Effect"')) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // Text that only mentions it grants nothing.
    throw error;
  }
};

/** Every statement within a value, of whatever type the resource is: policies hide in many places. */
const statementsIn = (value: unknown): readonly unknown[] => {
  if (typeof value === 'string') return statementsIn(parsed(value));
  if (!isObject(value)) return [];
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if ('Effect' in value) return [value];
  return Object.entries(value).flatMap(([key, inner]) => (key === TRUST ? [] : statementsIn(inner)));
};

/** Whom a policy is about: the role that it adds to, else the resource that holds it. */
const holderOf = ({ id, type, properties }: PackagedResource): string => {
  if (type === 'AWS::IAM::RolePolicy') return referredId(properties.RoleName) ?? id;
  return (type === 'AWS::IAM::Policy' ? referredId(valueAt(properties, 'Roles', 0)) : undefined) ?? id;
};

const statementOf =
  (resource: PackagedResource) =>
  (raw: unknown): Statement => ({
    where: holderOf(resource),
    type: resource.type,
    effect: valueAt(raw, 'Effect'),
    actions: listOf(valueAt(raw, 'Action')),
    resources: listOf(valueAt(raw, 'Resource')),
    principal: valueAt(raw, 'Principal'),
    condition: valueAt(raw, 'Condition'),
    keys: isObject(raw) ? Object.keys(raw) : [],
  });

/** Every statement of every policy; trust policies are not among them. */
export const statementsOf = ({ resources }: Packaged): readonly Statement[] =>
  resources.flatMap((resource) => statementsIn(resource.properties).map(statementOf(resource)));

/** Whether a principal is everybody. */
export const isEverybody = (principal: unknown): boolean =>
  principal === '*' || listOf(valueAt(principal, 'AWS')).includes('*');
