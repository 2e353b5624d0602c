import * as v from 'valibot';
import { policyDocument } from './iam.ts';
import type { LocalTemplate } from './local-template.ts';
import type { Place } from './place.ts';

type Statements = v.InferOutput<typeof policyDocument>['Statement'];

/**
 * People who call the stack, by the id of their access key, with the policies of the template that they have: whoever is on call may
 * freeze too.
 */
const PEOPLE: Readonly<Record<string, readonly string[]>> = {
  'on-call': ['OnCallPolicy', 'FreezePolicy'],
  'freeze-only': ['FreezePolicy'],
};

/** The ids of the access keys of people. No secrets: they say who calls. */
export const PEOPLE_IDS: readonly string[] = Object.keys(PEOPLE);

/** Whether a person has the access key of that id. */
export const isPerson = (callerId: string): boolean => Object.hasOwn(PEOPLE, callerId);

/** The id of the access key that signed a request; empty when nobody did. */
export const callerIn = (authorization = ''): string => /Credential=([^/]+)\//.exec(authorization)?.[1] ?? '';

/** The ARN of a caller: a person is a user, anybody else a role of the template. */
export const callerArn = ({ accountId }: Pick<Place, 'accountId'>, callerId: string): string =>
  isPerson(callerId)
    ? `arn:aws:iam::${accountId}:user/${callerId}`
    : `arn:aws:sts::${accountId}:assumed-role/${callerId}`;

const policies = v.object({
  Policies: v.optional(v.array(v.object({ PolicyDocument: policyDocument })), []),
});
const managedPolicy = v.object({ PolicyDocument: policyDocument });
const addedPolicy = v.object({ Roles: v.array(v.string()), PolicyDocument: policyDocument });

const ofRole = (local: LocalTemplate, roleId: string): Statements => [
  ...local.properties(roleId, policies).Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
  ...local
    .idsOfType('AWS::IAM::Policy')
    .map((id) => local.properties(id, addedPolicy))
    .filter(({ Roles }) => Roles.includes(local.ref(roleId)))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
];

const ofPerson = (local: LocalTemplate, policyIds: readonly string[]): Statements =>
  local
    .idsOfType('AWS::IAM::ManagedPolicy')
    .filter((id) => policyIds.includes(id))
    .flatMap((id) => local.properties(id, managedPolicy).PolicyDocument.Statement);

/** What each caller may do: the roles by their logical id, which is the id of a function's access key, and the people. */
export const callersOf = (local: LocalTemplate): ReadonlyMap<string, Statements> =>
  new Map([
    ...local.idsOfType('AWS::IAM::Role').map((id) => [id, ofRole(local, id)] as const),
    ...Object.entries(PEOPLE).map(([id, policyIds]) => [id, ofPerson(local, policyIds)] as const),
  ]);
