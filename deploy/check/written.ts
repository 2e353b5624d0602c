/** A value as a template has it: CloudFormation's functions included. */
export type Written = string | number | boolean | readonly Written[] | { readonly [key: string]: Written };

/** `Ref` of a resource or pseudo parameter. */
export const ref = (id: string): Written => ({ Ref: id });

/** `Fn::GetAtt`: the ARN, unless another attribute is named. */
export const attribute = (id: string, name = 'Arn'): Written => ({ 'Fn::GetAtt': [id, name] });

/** `Fn::Sub`, with `<AWS::Region>` for what is written with a dollar sign and braces in the template. */
export const sub = (text: string): Written => ({ 'Fn::Sub': text.replace(/<([\w:.]+)>/g, (_, name) => `\${${name}}`) });

/** An ARN of the stack's account and region. */
export const here = (service: string, rest: string): Written =>
  sub(`arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${rest}`);

/** The text of a value that means the same to IAM: one or a list of one, lists and keys in any order. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) {
    const items = value.map(canonical).toSorted();
    return items.length === 1 ? items.join() : `[${items.join()}]`;
  }
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  const [entry] = Object.entries(value);
  // The order of a function's arguments is part of their meaning.
  if (entry?.[0].startsWith('Fn::') === true) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`);
  return `{${fields.toSorted().join()}}`;
};
