import * as v from 'valibot';
import type { AwsCall } from './aws-call.ts';

const oneOrMany = v.pipe(
  v.union([v.string(), v.boolean(), v.array(v.union([v.string(), v.boolean()]))]),
  v.transform((value) => [value].flat().map(String)),
);

/** A policy document, resolved. What is not known here is refused, not ignored. */
export const policyDocument = v.object({
  Statement: v.array(
    v.strictObject({
      Sid: v.optional(v.string()),
      Effect: v.picklist(['Allow', 'Deny']),
      Action: oneOrMany,
      Resource: oneOrMany,
      Condition: v.optional(v.record(v.string(), v.record(v.string(), oneOrMany)), {}),
    }),
  ),
});
type Statement = v.InferOutput<typeof policyDocument>['Statement'][number];

/** Whether a text fits a pattern of IAM: `*` is any text, `?` one character. */
const fits = (pattern: string, value: string, flags = ''): boolean => {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, flags).test(value);
};

const equals = (pattern: string, value: string): boolean => pattern === value;
const COMPARISONS: Readonly<Record<string, (pattern: string, value: string) => boolean>> = {
  StringEquals: equals,
  ArnEquals: fits,
  StringLike: fits,
  ArnLike: fits,
  Bool: equals,
};

/** IAM User Guide, "Condition operators": a set operator for all is true of a key that is not there, any other operator is not. */
const holds = (operator: string, wanted: readonly string[], values: readonly string[] | undefined): boolean => {
  const [set, name = set] = operator.includes(':') ? operator.split(':') : [undefined, operator];
  const compare = COMPARISONS[name ?? ''];
  if (compare === undefined) throw new Error(`the condition ${operator} is not known here`);
  const isWanted = (value: string): boolean => wanted.some((pattern) => compare(pattern, value));
  return set === 'ForAllValues' ? (values ?? []).every(isWanted) : (values ?? []).some(isWanted);
};

const applies = ({ Action, Resource, Condition }: Statement, { action, resource, context }: AwsCall): boolean =>
  Action.some((pattern) => fits(pattern, action, 'i')) &&
  Resource.some((pattern) => fits(pattern, resource)) &&
  Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, wanted, context[key])),
  );

/** Whether statements allow a call: one has to, and none may refuse it. */
export const allows = (statements: readonly Statement[], call: AwsCall): boolean => {
  const about = statements.filter((statement) => applies(statement, call));
  return about.length > 0 && about.every(({ Effect }) => Effect === 'Allow');
};
