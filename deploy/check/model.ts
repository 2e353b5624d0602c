import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property, PropertyType, Resource, SpecDatabase } from '@aws-cdk/service-spec-types';
import type { Finding } from './line.ts';
import { type Packaged, type PackagedResource, valueAt } from './packaged.ts';

type Fields = Readonly<Record<string, Property>>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The name of the function that a value is, if it is one of CloudFormation's. */
const intrinsicOf = (value: unknown): string | undefined => {
  if (!isObject(value)) return undefined;
  const [key, ...others] = Object.keys(value);
  return key !== undefined && others.length === 0 && /^(?:Ref|Condition|Fn::\w+)$/.test(key) ? key : undefined;
};

const fieldsProblems = (fields: Fields, value: Readonly<Record<string, unknown>>, path: string, db: SpecDatabase) => [
  ...Object.keys(value)
    .filter((name) => fields[name] === undefined)
    .map((name) => `${path}${name}: no such property`),
  ...Object.entries(fields)
    .filter(([name, { required }]) => required === true && value[name] === undefined)
    .map(([name]) => `${path}${name}: required`),
  ...Object.entries(value).flatMap(([name, inner]): readonly string[] => {
    const field = fields[name];
    return field === undefined ? [] : typeProblems(field.type, inner, `${path}${name}`, db);
  }),
];

const wrong = (fits: boolean, path: string, what: string): readonly string[] => (fits ? [] : [`${path}: not ${what}`]);

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value));

/** What is wrong with a value for a type of the model. CloudFormation itself turns numbers and booleans into text and back. */
const typeProblems = (type: PropertyType, value: unknown, path: string, db: SpecDatabase): readonly string[] => {
  if (intrinsicOf(value) !== undefined) return [];
  switch (type.type) {
    case 'string': {
      const { allowedValues } = type;
      const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      return allowedValues === undefined
        ? wrong(plain, path, 'text')
        : wrong(plain && allowedValues.includes(String(value)), path, `one of ${allowedValues.join(', ')}`);
    }
    case 'number':
    case 'integer':
      return wrong(isNumber(value), path, 'a number');
    case 'boolean':
      return wrong(typeof value === 'boolean' || value === 'true' || value === 'false', path, 'true or false');
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((item, index) => typeProblems(type.element, item, `${path}[${index}]`, db))
        : [`${path}: not a list`];
    case 'map':
      return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) => typeProblems(type.element, item, `${path}.${key}`, db))
        : [`${path}: not an object`];
    case 'ref':
      return isObject(value)
        ? fieldsProblems(db.get('typeDefinition', type.reference.$ref).properties, value, `${path}.`, db)
        : [`${path}: not an object`];
    case 'union': {
      const each = type.types.map((one) => typeProblems(one, value, path, db));
      return each.some((problems) => problems.length === 0) ? [] : (each[0] ?? []);
    }
    case 'json':
    case 'date-time':
    case 'null':
    case 'tag':
      return [];
  }
};

const PSEUDO = /^AWS::(?:AccountId|NotificationARNs|NoValue|Partition|Region|StackId|StackName|URLSuffix)$/;

/** Every id, and id with attribute, that a value refers to. */
const references = (value: unknown): readonly (readonly [id: string, attribute?: string])[] => {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  const { Ref: ref, 'Fn::GetAtt': getAtt, 'Fn::Sub': sub } = value;
  if (typeof ref === 'string') return [[ref]];
  if (Array.isArray(getAtt)) return [[String(getAtt[0]), getAtt.slice(1).join('.')]];
  if (typeof sub === 'string') {
    return [...sub.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = '']) => {
      const [id = '', ...rest] = name.split('.');
      return rest.length === 0 ? [id] : [id, rest.join('.')];
    });
  }
  return Object.values(value).flatMap(references);
};

const modelOf = (db: SpecDatabase, type: string): Resource | undefined =>
  db.lookup('resource', 'cloudFormationType', 'equals', type)[0];

const referenceProblems = (where: unknown, { resources }: Packaged, db: SpecDatabase): readonly string[] =>
  references(where).flatMap(([id, attribute]) => {
    if (PSEUDO.test(id)) return [];
    const target = resources.find((resource) => resource.id === id);
    if (target === undefined) return [`refers to ${id}, which does not exist`];
    if (attribute === undefined) return [];
    const known = modelOf(db, target.type)?.attributes[attribute] !== undefined;
    return known ? [] : [`refers to ${id}.${attribute}, which ${target.type} does not have`];
  });

const resourceProblems = (resource: PackagedResource, packaged: Packaged, db: SpecDatabase): readonly string[] => {
  const model = modelOf(db, resource.type);
  if (model === undefined) return [`${resource.type} is not a resource type of CloudFormation`];
  const needs = [valueAt(resource.whole, 'DependsOn') ?? []].flat();
  return [
    ...fieldsProblems(model.properties, resource.properties, '', db),
    ...referenceProblems(resource.properties, packaged, db),
    ...needs
      .filter((id) => !packaged.resources.some((other) => other.id === id))
      .map((id) => `depends on ${String(id)}, which does not exist`),
  ];
};

// Unpacking it takes a third of a second: once is enough.
let unpacked: SpecDatabase | undefined;

/** The template against CloudFormation's resource model. It knows no rule between properties. */
export const modelFindings = (packaged: Packaged): readonly Finding[] => {
  unpacked ??= loadAwsServiceSpecSync();
  const db = unpacked;
  return [
    ...packaged.resources.flatMap((resource) =>
      resourceProblems(resource, packaged, db).map((what) => ({ where: resource.id, what })),
    ),
    ...referenceProblems(packaged.template.Outputs, packaged, db).map((what) => ({ where: 'Outputs', what })),
  ];
};
