import { readFile } from 'node:fs/promises';
import * as v from 'valibot';

/** One resource of a packaged template, its properties as written. */
export interface Resource {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The resources of a packaged template by logical id. */
export type Template = ReadonlyMap<string, Resource>;

const schema = v.object({
  Resources: v.record(
    v.string(),
    v.object({ Type: v.string(), Properties: v.optional(v.record(v.string(), v.unknown()), {}) }),
  ),
});

/** Reads a packaged template. Throws when the file is none. */
export const readTemplate = async (path: string): Promise<Template> => {
  const { Resources } = v.parse(schema, JSON.parse(await readFile(path, 'utf8')));
  return new Map(
    Object.entries(Resources).map(([id, { Type, Properties }]) => [id, { type: Type, properties: Properties }]),
  );
};

/** The logical ids of one type, in the template's order. */
export const idsOfType = (template: Template, type: string): readonly string[] =>
  [...template].filter(([, resource]) => resource.type === type).map(([id]) => id);

const outputs = v.object({ Outputs: v.optional(v.record(v.string(), v.object({ Value: v.unknown() })), {}) });

/** The outputs of a packaged template by key, their values as written. Throws when the file is none. */
export const readOutputs = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
  const { Outputs } = v.parse(outputs, JSON.parse(await readFile(path, 'utf8')));
  return Object.fromEntries(Object.entries(Outputs).map(([key, { Value }]) => [key, Value]));
};
