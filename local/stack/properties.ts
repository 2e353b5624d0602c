import * as v from 'valibot';
import type { Resolver } from './resolver.ts';
import type { Template } from './template.ts';

/** Reads a resource's properties, resolved, by a schema of what is needed of them. Throws with the resource's id and the field. */
export type PropertiesOf = <T>(id: string, schema: v.GenericSchema<unknown, T>) => T;

/** Reads properties of one template. */
export const propertiesOf =
  (template: Template, resolve: Resolver): PropertiesOf =>
  (id, schema) => {
    // Only what the schema names is resolved: a role's policy may refer to what does not exist here.
    const properties = template.get(id)?.properties ?? {};
    const wanted = 'entries' in schema ? Object.keys(Object(schema.entries)) : Object.keys(properties);
    const resolved = Object.fromEntries(
      wanted.flatMap((key) => (key in properties ? [[key, resolve(properties[key])]] : [])),
    );
    const parsed = v.safeParse(schema, resolved);
    if (parsed.success) return parsed.output;
    const [issue] = parsed.issues;
    throw new Error(`${id}: ${v.getDotPath(issue) ?? ''}: ${issue.message}`);
  };
