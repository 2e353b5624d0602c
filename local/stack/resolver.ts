import { type Identity, NAMING } from './identity.ts';
import { type Place, stackId } from './place.ts';
import type { Template } from './template.ts';

/** Replaces CloudFormation's functions with local values, anywhere in a value. Throws on an unknown one. */
export type Resolver = (value: unknown) => unknown;

type Intrinsic = (argument: unknown) => unknown;

const listOf = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) throw new Error(`a list was expected, not ${JSON.stringify(value)}`);
  return value;
};

const textOf = (value: unknown): string => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`text was expected, not ${JSON.stringify(value)}`);
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A resolver for one template in one place: names, ARNs and URLs are worked out when they are asked for. */
export const createResolver = (template: Template, place: Place): Resolver => {
  const pseudo = new Map([
    ['AWS::AccountId', place.accountId],
    ['AWS::Partition', 'aws'],
    ['AWS::Region', place.region],
    ['AWS::StackId', stackId(place)],
    ['AWS::StackName', place.stackName],
  ]);

  const identityOf = (id: string): Identity => {
    const resource = template.get(id);
    const naming = resource && NAMING[resource.type];
    if (naming === undefined)
      throw new Error(`${id} (${resource?.type ?? 'no such resource'}) cannot be referred to here`);
    const given = naming.nameProperty === undefined ? undefined : resource?.properties[naming.nameProperty];
    return naming.identity(given === undefined ? `${place.stackName}-${id}` : textOf(resolve(given)), place);
  };
  const ref = (name: string): string => pseudo.get(name) ?? identityOf(name).ref;
  const attribute = (id: string, name: string): string => {
    const value = identityOf(id).attributes[name];
    if (value === undefined) throw new Error(`${id}.${name} is not known here`);
    return value;
  };
  const attributeAt = (path: string): string => {
    const [id = '', ...rest] = path.split('.');
    return attribute(id, rest.join('.'));
  };
  const substitute = (text: string, values: Readonly<Record<string, unknown>>): string =>
    text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal !== '') return `\${${name}}`;
      if (name in values) return textOf(resolve(values[name]));
      return name.includes('.') ? attributeAt(name) : ref(name);
    });

  const intrinsics: Readonly<Record<string, Intrinsic>> = {
    Ref: (name) => ref(textOf(name)),
    'Fn::GetAtt': (path) => attributeAt(Array.isArray(path) ? path.map(textOf).join('.') : textOf(path)),
    'Fn::Sub': (argument) => {
      if (!Array.isArray(argument)) return substitute(textOf(argument), {});
      const [text, values] = argument;
      return substitute(textOf(text), isObject(values) ? values : {});
    },
    'Fn::Join': (argument) => {
      const [separator, parts] = listOf(argument);
      return listOf(resolve(parts)).map(textOf).join(textOf(separator));
    },
    'Fn::Select': (argument) => {
      const [index, parts] = listOf(argument);
      return listOf(resolve(parts))[Number(textOf(index))];
    },
  };

  const resolve: Resolver = (value) => {
    if (Array.isArray(value)) return value.map(resolve);
    if (!isObject(value)) return value;
    const [first, ...others] = Object.entries(value);
    if (first !== undefined && others.length === 0 && /^(Ref|Fn::.*|Condition)$/.test(first[0])) {
      const intrinsic = intrinsics[first[0]];
      if (intrinsic === undefined) throw new Error(`${first[0]} is not supported here`);
      return intrinsic(first[1]);
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };
  return resolve;
};
