import * as v from 'valibot';
import { type AwsCall, type AwsRequest, callsOf } from './aws-call.ts';
import { callerArn, callerIn, callersOf, isPerson } from './callers.ts';
import { allows } from './iam.ts';
import type { LocalTemplate } from './local-template.ts';

/** Judges what functions and people ask of the embedded services by the roles and policies of the template. */
export interface Gate {
  /** The refusal of a request in the words of IAM; undefined: it is allowed, or nobody's who is known here. */
  refusal(authorization: string | undefined, request: AwsRequest): string | undefined;
  /** The refusal of one call that a service makes with a role. */
  refusalOf(callerId: string, call: AwsCall): string | undefined;
}

/** A gate that lets everything through: before there is a template. */
export const OPEN_GATE: Gate = { refusal: () => undefined, refusalOf: () => undefined };

const hashKeyed = v.object({ KeySchema: v.array(v.object({ AttributeName: v.string(), KeyType: v.string() })) });
const queueKey = v.object({ KmsMasterKeyId: v.optional(v.string()) });
const tableKey = v.object({ SSESpecification: v.optional(v.object({ KMSMasterKeyId: v.optional(v.string()) })) });

const keysOf = (local: LocalTemplate): ReadonlyMap<string, string | undefined> =>
  new Map([
    ...local
      .idsOfType('AWS::SQS::Queue')
      .map((id) => [local.arn(id), local.properties(id, queueKey).KmsMasterKeyId] as const),
    ...local
      .idsOfType('AWS::DynamoDB::Table')
      .map((id) => [local.arn(id), local.properties(id, tableKey).SSESpecification?.KMSMasterKeyId] as const),
  ]);

/** A gate by the roles of a template, and the policies of its people; the access key's id says who calls (callers.ts). */
export const createGate = (local: LocalTemplate, onFault: (line: string) => void): Gate => {
  const callers = callersOf(local);
  const keys = keysOf(local);
  const [table] = local.idsOfType('AWS::DynamoDB::Table').map((id) => local.properties(id, hashKeyed));
  const hashKey = table?.KeySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
  const facts = { place: local.place, hashKey, keyOf: (arn: string) => keys.get(arn) };

  const refusalOf = (callerId: string, call: AwsCall): string | undefined => {
    const statements = callers.get(callerId);
    if (statements === undefined || allows(statements, call)) return undefined;
    // A person may try anything; a function that is refused would fail on AWS.
    if (!isPerson(callerId)) onFault(`${callerId} may not ${call.action} on ${call.resource}`);
    return `User: ${callerArn(local.place, callerId)} is not authorized to perform: ${call.action} on resource: ${call.resource} because no identity-based policy allows the ${call.action} action`;
  };
  return {
    refusalOf,
    refusal: (authorization, request) => {
      const callerId = callerIn(authorization);
      if (!callers.has(callerId)) return undefined;
      for (const call of callsOf(request, facts)) {
        const refused = refusalOf(callerId, call);
        if (refused !== undefined) return refused;
      }
      return undefined;
    },
  };
};
