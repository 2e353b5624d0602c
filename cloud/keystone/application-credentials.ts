import type { Instant } from '../../lib/instant.ts';
import { type Answer, jsonAnswer } from '../answer.ts';
import { fieldOf, textOf } from '../json-field.ts';
import { microTime } from '../wire-time.ts';
import { type Accounts, type ApplicationCredential, freshSecret, keystoneId } from './accounts.ts';
import { keystoneError } from './keystone-answer.ts';
import type { Token } from './token-book.ts';

const forbidden = (why: string): Answer =>
  keystoneError(403, `You are not authorized to perform the requested action: ${why}.`);

/** Why this token may not touch the credentials of that user; undefined when it may. */
const refusalOf = (userId: string, token: Token, act: 'create' | 'delete'): Answer | undefined => {
  if (token.account.userId !== userId) return forbidden(`identity:${act}_application_credential`);
  const why = "Using method 'application_credential' is not allowed for managing additional application credentials.";
  return token.credential === null ? undefined : forbidden(why);
};

const malformed = (what: string): Answer =>
  keystoneError(
    400,
    `${what} The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.`,
  );

/** POST /v3/users/{user_id}/application_credentials: a user's own, made with a password's token. */
export const createCredential = (
  userId: string,
  body: unknown,
  token: Token,
  accounts: Accounts,
  now: Instant,
): Answer => {
  const refusal = refusalOf(userId, token, 'create');
  if (refusal !== undefined) return refusal;
  const wanted = fieldOf(body, 'application_credential');
  const name = textOf(wanted, 'name');
  if (name === undefined) return keystoneError(400, "'name' is a required property");
  const expires = textOf(wanted, 'expires_at');
  const expiresAt: Instant | null = expires === undefined ? null : Date.parse(`${expires.replace(/Z$/, '')}Z`);
  if (expiresAt !== null && Number.isNaN(expiresAt)) return malformed('Timestamp not in expected format.');
  if (expiresAt !== null && expiresAt < now) return malformed("The 'expires_at' must not be before now.");
  const accessRules = rulesOf(fieldOf(wanted, 'access_rules'));
  const credential: ApplicationCredential = {
    id: keystoneId(),
    name,
    secret: textOf(wanted, 'secret') ?? freshSecret(),
    userId,
    expiresAt,
    accessRules,
  };
  accounts.credentials.set(credential.id, credential);
  return jsonAnswer(201, {
    application_credential: { ...view(credential, token, accounts), secret: credential.secret },
  });
};

/** DELETE /v3/users/{user_id}/application_credentials/{id}. */
export const deleteCredential = (userId: string, id: string, token: Token, accounts: Accounts): Answer => {
  const refusal = refusalOf(userId, token, 'delete');
  if (refusal !== undefined) return refusal;
  if (accounts.credentials.get(id)?.userId !== userId) {
    return keystoneError(404, `Could not find Application Credential: ${id}.`);
  }
  accounts.credentials.delete(id);
  return { status: 204, headers: {}, body: '' };
};

const rulesOf = (rules: unknown): ApplicationCredential['accessRules'] =>
  Array.isArray(rules)
    ? rules.map((rule: unknown) => ({
        id: keystoneId(),
        service: textOf(rule, 'service') ?? '',
        method: textOf(rule, 'method') ?? '',
        path: textOf(rule, 'path') ?? '',
      }))
    : null;

const view = (credential: ApplicationCredential, token: Token, { roleIds }: Accounts) => ({
  id: credential.id,
  name: credential.name,
  description: null,
  user_id: credential.userId,
  project_id: token.account.projectId,
  system: null,
  expires_at: credential.expiresAt === null ? null : microTime(credential.expiresAt),
  unrestricted: null,
  roles: token.account.roles.map((name) => ({ id: roleIds.get(name), name, domain_id: null, description: null })),
  ...(credential.accessRules === null ? {} : { access_rules: credential.accessRules }),
});
