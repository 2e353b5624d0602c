/** The JSON value of a text; undefined when it is none (no JSON text means undefined). */
export const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** True for a JSON object: not null, not an array. */
export const isJsonObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The field of a JSON object; undefined when it is no object or has no such field. */
export const fieldOf = (value: unknown, name: string): unknown =>
  isJsonObject(value) ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;

/** The field as a string; undefined when it is anything else. */
export const textOf = (value: unknown, name: string): string | undefined => {
  const field = fieldOf(value, name);
  return typeof field === 'string' ? field : undefined;
};
