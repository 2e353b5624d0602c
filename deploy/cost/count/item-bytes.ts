import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../lib/ledger/table.ts';

// DynamoDB Developer Guide, "DynamoDB item sizes and formats": a list or a map has 3 bytes of its own, and 1 for each element.
const [NESTED, ELEMENT] = [3, 1];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

// One byte for two significant digits, one more for the number, and one for a sign.
const numberBytes = (text: string): number => {
  const digits = text.replace(/\D/g, '').replace(/^0+|0+$/g, '').length;
  return Math.ceil(digits / 2) + 1 + (text.startsWith('-') ? 1 : 0);
};

const valueBytes = (value: AttributeValue): number => {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.L !== undefined) return NESTED + sum(value.L.map((one) => valueBytes(one) + ELEMENT));
  if (value.M !== undefined) return NESTED + itemBytes(value.M) + ELEMENT * Object.keys(value.M).length;
  throw new TypeError('an attribute that the ledger never writes');
};

/** The size of an item as DynamoDB bills it, in bytes: the names and the values of its attributes. */
export const itemBytes = (item: Item): number =>
  sum(Object.entries(item).map(([name, value]) => Buffer.byteLength(name) + valueBytes(value)));
