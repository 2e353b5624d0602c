import * as v from 'valibot';
import { ACCOUNT_ID, type Place, REGION, STACK_NAME } from './place.ts';
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

/** A packaged template with local values: everything that runs is made from it. */
export interface LocalTemplate {
  readonly place: Place;
  idsOfType(type: string): readonly string[];
  readonly properties: ReadProperties;
  /** The logical id of the resource of a type that has this ARN; empty when there is none. */
  idOf(type: string, arn: string): string;
  /** The local value of `Ref` for a logical id. */
  ref(id: string): string;
  /** The local value of `Fn::GetAtt` for a logical id and `Arn`. */
  arn(id: string): string;
  /** The local value of anything written, once the HTTP API listens there. */
  resolved(written: unknown, httpEndpoint: string): unknown;
}

/** A template with the address of the embedded SQS, which is part of every queue's URL. */
export const localTemplate = (template: Template, sqsEndpoint: string): LocalTemplate => {
  const place = { region: REGION, accountId: ACCOUNT_ID, stackName: STACK_NAME, sqsEndpoint, httpEndpoint: '' };
  const resolve = createResolver(template, place);
  const arnOf = (id: string): string => String(resolve({ 'Fn::GetAtt': [id, 'Arn'] }));
  return {
    place,
    idsOfType: (type) => idsOfType(template, type),
    idOf: (type, arn) => idsOfType(template, type).find((id) => arnOf(id) === arn) ?? '',
    properties: propertyReader(template, resolve),
    ref: (id) => String(resolve({ Ref: id })),
    arn: arnOf,
    resolved: (written, httpEndpoint) => createResolver(template, { ...place, httpEndpoint })(written),
  };
};
