import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item as DynamoDB's wire protocol writes it. */
export type Item = Readonly<Record<string, AttributeValue>>;

const toAttribute = (value: unknown): AttributeValue => {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (Number.isFinite(value)) return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  if (typeof value === 'object') return { M: toItem(value) };
  throw new TypeError(`no DynamoDB attribute holds a ${typeof value}`);
};

/** Plain data (text, finite numbers, booleans, null, lists, objects) as an item; undefined fields are left out. */
export const toItem = (fields: object): Record<string, AttributeValue> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, toAttribute(value)]),
  );

// Binary values and sets are never written here; they read as undefined, which no schema accepts.
const fromAttribute = (attribute: AttributeValue): unknown => {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.NULL !== undefined) return null;
  if (attribute.L !== undefined) return attribute.L.map(fromAttribute);
  return attribute.M === undefined ? undefined : fromItem(attribute.M);
};

/** The plain data of an item, still to be checked. */
export const fromItem = (item: Item): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).map(([name, attribute]) => [name, fromAttribute(attribute)]));
