import type { Answer } from '../answer.ts';
import { fieldOf, isJsonObject } from '../json-field.ts';
import type { Minor } from './microversion.ts';
import { novaError } from './nova-answer.ts';

/** Says what is wrong with a value; undefined when nothing is. */
type Check = (value: unknown) => string | undefined;

/** The argument of an action: its fields, in the order in which they are checked. */
interface Schema {
  readonly nullable: boolean;
  readonly fields: Readonly<Record<string, Check>>;
  readonly required?: string;
}

// The words are those of Python's jsonschema, which Nova passes on.
const ofType =
  (...types: readonly ('string' | 'integer' | 'null')[]): Check =>
  (value) => {
    const fits = types.some((type) =>
      type === 'null' ? value === null : type === 'integer' ? Number.isInteger(value) : typeof value === 'string',
    );
    return fits ? undefined : `${inPython(value)} is not of type ${types.map((type) => `'${type}'`).join(', ')}`;
  };
const anything: Check = () => undefined;
const text = ofType('string');
const filled =
  (check: Check): Check =>
  (value) =>
    check(value) ?? (value === '' ? "'' is too short" : undefined);
const uuid: Check = (value) =>
  text(value) ?? (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(value)) ? undefined : noUuid(value));
const noUuid = (value: unknown): string => `${inPython(value)} is not a 'uuid'`;
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.some((one) => one === value) ? undefined : `${inPython(value)} is not one of ${inPython(values)}`;
const diskConfig = oneOf('AUTO', 'MANUAL');

const rebuild = (minor: Minor): Schema => ({
  nullable: false,
  fields: {
    name: filled(text),
    imageRef: uuid,
    adminPass: text,
    metadata: anything,
    preserve_ephemeral: anything,
    'OS-DCF:diskConfig': diskConfig,
    accessIPv4: anything,
    accessIPv6: anything,
    ...(minor < 57 ? { personality: anything } : { user_data: anything }),
    ...(minor < 19 ? {} : { description: anything }),
    ...(minor < 54 ? {} : { key_name: anything }),
    ...(minor < 63 ? {} : { trusted_image_certificates: anything }),
    ...(minor < 90 ? {} : { hostname: anything }),
  },
  required: 'imageRef',
});

// nova/api/openstack/compute/schemas: an action that is not here takes any argument, and so do two below a microversion.
const schemaOf = (action: string, minor: Minor): Schema | undefined => {
  switch (action) {
    case 'reboot':
      return {
        nullable: false,
        fields: { type: oneOf('HARD', 'Hard', 'hard', 'SOFT', 'Soft', 'soft') },
        required: 'type',
      };
    case 'os-resetState':
      return { nullable: false, fields: { state: oneOf('active', 'error') }, required: 'state' };
    case 'lock':
      return minor < 73 ? undefined : { nullable: true, fields: { locked_reason: filled(text) } };
    case 'unshelve':
      return minor < 77
        ? undefined
        : { nullable: true, fields: { availability_zone: filled(text) }, required: 'availability_zone' };
    case 'rescue':
      return { nullable: true, fields: { adminPass: text, rescue_image_ref: uuid } };
    case 'resize':
      return {
        nullable: false,
        fields: { flavorRef: filled(ofType('string', 'integer')), 'OS-DCF:diskConfig': diskConfig },
        required: 'flavorRef',
      };
    case 'rebuild':
      return rebuild(minor);
    default:
      return undefined;
  }
};

/** Nova's refusal of an action's argument by its schema; undefined when it fits. */
export const schemaRefusal = (action: string, given: unknown, minor: Minor): Answer | undefined => {
  const schema = schemaOf(action, minor);
  if (schema === undefined || (given === null && schema.nullable)) return undefined;
  // From 2.91 on it has two forms, and the answer does not say what is wrong with which.
  if (action === 'unshelve' && minor >= 91) return fitsUnshelve(given) ? undefined : invalid(action, given, NO_FORM);
  if (!isJsonObject(given))
    return invalid(action, given, `is not of type 'object'${schema.nullable ? ", 'null'" : ''}`);
  for (const [field, check] of Object.entries(schema.fields)) {
    const value = fieldOf(given, field);
    const why = value === undefined ? undefined : check(value);
    if (why !== undefined)
      return novaError(400, `Invalid input for field/attribute ${field}. Value: ${spoken(value)}. ${why}`);
  }
  const { required } = schema;
  const whole = `Invalid input for field/attribute ${action}. Value: ${spoken(given)}.`;
  if (required !== undefined && fieldOf(given, required) === undefined) {
    return novaError(400, `${whole} '${required}' is a required property`);
  }
  const strangers = Object.keys(given).filter((field) => !(field in schema.fields));
  if (strangers.length === 0) return undefined;
  const were = strangers.length === 1 ? 'was' : 'were';
  const names = strangers.map((name) => inPython(name)).join(', ');
  return novaError(400, `${whole} Additional properties are not allowed (${names} ${were} unexpected)`);
};

const NO_FORM = 'is not valid under any of the given schemas';

const fitsUnshelve = (given: unknown): boolean =>
  isJsonObject(given) &&
  Object.entries(given).every(
    ([field, value]) =>
      (field === 'availability_zone' && (value === null || typeof value === 'string')) ||
      (field === 'host' && typeof value === 'string'),
  );

const invalid = (action: string, given: unknown, why: string): Answer =>
  novaError(400, `Invalid input for field/attribute ${action}. Value: ${spoken(given)}. ${inPython(given)} ${why}`);

/** A value as Python's str() writes it. */
export const spoken = (value: unknown): string => (typeof value === 'string' ? value : inPython(value));

/** A value as Python's repr() writes it. */
export const inPython = (value: unknown): string => {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return value.includes("'") ? `"${value}"` : `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(inPython).join(', ')}]`;
  if (!isJsonObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([name, inner]) => `${inPython(name)}: ${inPython(inner)}`)
    .join(', ')}}`;
};
