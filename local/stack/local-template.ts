import * as v from 'valibot';
import { ACCOUNT_ID, type Place, REGION } from './place.ts';
import { createResolver, type Resolver } from './resolver.ts';
import { idsOfType, type Template } from './template.ts';

/** Reads a resource's properties, resolved, by a schema of what is needed of them. Throws with the resource's id and the field. */
export type ReadProperties = <T>(id: string, schema: v.GenericSchema<unknown, T>) => T;

/** Reads properties of one template. */
const propertyReader =
  (template: Template, resolve: Resolver): ReadProperties =>
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

/** A packaged template with local values in it: what everything that runs is made from. */
export interface LocalTemplate {
  readonly place: Place;
  idsOfType(type: string): readonly string[];
  readonly properties: ReadProperties;
  /** What `Ref` of a logical id is here. */
  ref(id: string): string;
  /** What `Fn::GetAtt` of a logical id and `Arn` is here. */
  arn(id: string): string;
}

/** Lays a template on the embedded SQS, whose address is part of every queue's URL. */
export const localTemplate = (template: Template, sqsEndpoint: string): LocalTemplate => {
  const place = { region: REGION, accountId: ACCOUNT_ID, stackName: 'local', sqsEndpoint };
  const resolve = createResolver(template, place);
  return {
    place,
    idsOfType: (type) => idsOfType(template, type),
    properties: propertyReader(template, resolve),
    ref: (id) => String(resolve({ Ref: id })),
    arn: (id) => String(resolve({ 'Fn::GetAtt': [id, 'Arn'] })),
  };
};
