import type { Answer } from '../answer.ts';
import { fieldOf, isJsonObject, parsedJson } from '../json-field.ts';
import { inPython, spoken } from './action-schema.ts';
import { novaError } from './nova-answer.ts';

/** Nova's limits: nova/objects/tag.py, nova/objects/instance.py, `[quota] metadata_items`. */
export const TAGS_MAX = 50;
export const METADATA_MAX = 128;
const TAG_LENGTH = 60;
const VALUE_LENGTH = 255;
const KEY = /^[a-zA-Z0-9-_:. ]{1,255}$/;

/** What a body says, or Nova's refusal of it. */
export type Read<T> = { readonly value: T } | { readonly refusal: Answer };

const bad = (message: string): { readonly refusal: Answer } => ({ refusal: novaError(400, message) });
const badField = (field: string | number, value: unknown, why: string): { readonly refusal: Answer } =>
  bad(`Invalid input for field/attribute ${field}. Value: ${spoken(value)}. ${inPython(value)} ${why}`);

/** Why a text is no tag, as Python's jsonschema says it; undefined when it is one. */
export const noTag = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return "is not of type 'string'";
  if (value === '') return 'is too short';
  if ([...value].length > TAG_LENGTH) return 'is too long';
  return /[,/]/.test(value) ? "does not match '^[^,/]*$'" : undefined;
};

const onlyField = (body: string, name: string): Read<unknown> => {
  const parsed = parsedJson(body);
  if (!isJsonObject(parsed)) return bad('Malformed request body');
  const value = fieldOf(parsed, name);
  if (value === undefined) return bad(`'${name}' is a required property`);
  const stranger = Object.keys(parsed).find((field) => field !== name);
  return stranger === undefined
    ? { value }
    : bad(`Additional properties are not allowed ('${stranger}' was unexpected)`);
};

/** The tags of `PUT /servers/{id}/tags`: nova/api/openstack/compute/schemas/server_tags.py. */
export const tagsIn = (body: string): Read<readonly string[]> => {
  const field = onlyField(body, 'tags');
  if ('refusal' in field) return field;
  const { value } = field;
  if (!Array.isArray(value)) return badField('tags', value, "is not of type 'array'");
  if (value.length > TAGS_MAX) return badField('tags', value, 'is too long');
  const place = value.findIndex((tag) => noTag(tag) !== undefined);
  return place < 0 ? { value: value.map(String) } : badField(place, value[place], noTag(value[place]) ?? '');
};

/** The texts under `metadata` or `meta`: nova/api/openstack/compute/schemas/server_metadata.py. */
export const metadataIn = (body: string, name: 'metadata' | 'meta'): Read<Readonly<Record<string, string>>> => {
  const field = onlyField(body, name);
  if ('refusal' in field) return field;
  const { value } = field;
  if (!isJsonObject(value)) return badField(name, value, "is not of type 'object'");
  const entries = Object.entries(value);
  const stranger = entries.find(([key]) => !KEY.test(key));
  if (stranger !== undefined) {
    const why = `${inPython(stranger[0])} does not match any of the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'`;
    return bad(`Invalid input for field/attribute ${name}. Value: ${inPython(value)}. ${why}`);
  }
  if (name === 'meta' && entries.length !== 1)
    return badField(name, value, entries.length === 0 ? 'does not have enough properties' : 'has too many properties');
  for (const [key, text] of entries) {
    if (typeof text !== 'string') return badField(key, text, "is not of type 'string'");
    if ([...text].length > VALUE_LENGTH) return badField(key, text, 'is too long');
  }
  return { value: Object.fromEntries(entries.map(([key, text]) => [key, String(text)])) };
};
