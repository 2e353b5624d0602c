import * as v from 'valibot';
import { type AwsCall, type AwsRequest, callsOf } from './aws-call.ts';
import { allows, policyDocument } from './iam.ts';
import type { LocalTemplate } from './local-template.ts';

/** Judges what the functions ask of the embedded services by the roles of the template. */
export interface Gate {
  /** The refusal of a request in the words of IAM; undefined: it is allowed, or nobody's whose role is in the template. */
  refusal(authorization: string | undefined, request: AwsRequest): string | undefined;
  /** The refusal of one call that a service makes with a role. */
  refusalOf(roleId: string, call: AwsCall): string | undefined;
}

/** A gate that lets everything through: before there is a template. */
export const OPEN_GATE: Gate = { refusal: () => undefined, refusalOf: () => undefined };

const policies = v.object({
  Policies: v.optional(v.array(v.object({ PolicyDocument: policyDocument })), []),
});
const addedPolicy = v.object({ Roles: v.array(v.string()), PolicyDocument: policyDocument });

const statementsOf = (local: LocalTemplate, roleId: string) => [
  ...local.properties(roleId, policies).Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
  ...local
    .idsOfType('AWS::IAM::Policy')
    .map((id) => local.properties(id, addedPolicy))
    .filter(({ Roles }) => Roles.includes(local.ref(roleId)))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
];

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

const ROLE = /Credential=([^/]+)\//;

/** A gate by the roles of a template; the access key id of a function's credentials is its role's logical id. */
export const createGate = (local: LocalTemplate, onFault: (line: string) => void): Gate => {
  const roles = new Map(local.idsOfType('AWS::IAM::Role').map((id) => [id, statementsOf(local, id)]));
  const keys = keysOf(local);
  const [table] = local.idsOfType('AWS::DynamoDB::Table').map((id) => local.properties(id, hashKeyed));
  const hashKey = table?.KeySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
  const facts = { place: local.place, hashKey, keyOf: (arn: string) => keys.get(arn) };

  const refusalOf = (roleId: string, call: AwsCall): string | undefined => {
    const statements = roles.get(roleId);
    if (statements === undefined || allows(statements, call)) return undefined;
    const user = `arn:aws:sts::${local.place.accountId}:assumed-role/${roleId}`;
    const refused = `User: ${user} is not authorized to perform: ${call.action} on resource: ${call.resource} because no identity-based policy allows the ${call.action} action`;
    onFault(`${roleId} may not ${call.action} on ${call.resource}`);
    return refused;
  };
  return {
    refusalOf,
    refusal: (authorization, request) => {
      const roleId = ROLE.exec(authorization ?? '')?.[1] ?? '';
      if (!roles.has(roleId)) return undefined;
      for (const call of callsOf(request, facts)) {
        const refused = refusalOf(roleId, call);
        if (refused !== undefined) return refused;
      }
      return undefined;
    },
  };
};
