import { ACCOUNT_ID, type Place, REGION } from './place.ts';
import { type PropertiesOf, propertiesOf } from './properties.ts';
import { resolverOf } from './resolver.ts';
import { idsOfType, type Template } from './template.ts';

/** A packaged template with local values in it: what everything that runs is made from. */
export interface Ground {
  readonly place: Place;
  idsOfType(type: string): readonly string[];
  readonly properties: PropertiesOf;
  /** What `Ref` of a logical id is here. */
  ref(id: string): string;
  /** What `Fn::GetAtt` of a logical id and `Arn` is here. */
  arn(id: string): string;
}

/** Lays a template on the embedded SQS, whose address is part of every queue's URL. */
export const groundOf = (template: Template, sqsEndpoint: string): Ground => {
  const place = { region: REGION, accountId: ACCOUNT_ID, stackName: 'local', sqsEndpoint };
  const resolve = resolverOf(template, place);
  return {
    place,
    idsOfType: (type) => idsOfType(template, type),
    properties: propertiesOf(template, resolve),
    ref: (id) => String(resolve({ Ref: id })),
    arn: (id) => String(resolve({ 'Fn::GetAtt': [id, 'Arn'] })),
  };
};
