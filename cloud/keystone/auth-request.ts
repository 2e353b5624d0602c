import type { Answer } from '../answer.ts';
import { fieldOf, isJsonObject, textOf } from '../json-field.ts';
import { expecting, keystoneError } from './keystone-answer.ts';

/** A user or a project, by id or by name in a domain. */
export interface Named {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly domain?: { readonly id?: string | undefined; readonly name?: string | undefined } | undefined;
}

/** How somebody identifies himself. */
export type Identity =
  | { readonly method: 'password'; readonly user: Named; readonly password: string | undefined }
  | { readonly method: 'token'; readonly id: string }
  | {
      readonly method: 'application_credential';
      readonly id?: string | undefined;
      readonly name?: string | undefined;
      readonly user?: Named | undefined;
      readonly secret: string | undefined;
    };

/** `default`: none was asked for, so the user's default project; `nowhere`: a domain or the system, where nobody has a role. */
export type Scope =
  | { readonly kind: 'project'; readonly project: Named }
  | { readonly kind: 'default' | 'unscoped' | 'nowhere' };

export type AuthRequest =
  | { readonly kind: 'request'; readonly identity: Identity; readonly scope: Scope }
  | { readonly kind: 'refused'; readonly answer: Answer };

const METHODS = ['external', 'password', 'token', 'oauth1', 'mapped', 'application_credential'];

const refused = (answer: Answer): AuthRequest => ({ kind: 'refused', answer });

/** Reads the body of POST /v3/auth/tokens as Keystone does: keystone/auth/schema.py and keystone/auth/core.py. */
export const authRequest = (body: unknown): AuthRequest => {
  if (!isJsonObject(body)) return refused(expecting('valid JSON in request body'));
  const auth = fieldOf(body, 'auth');
  if (auth === undefined) return refused(expecting('auth in request body'));
  if (!isJsonObject(auth)) return refused(keystoneError(400, `${JSON.stringify(auth)} is not of type 'object'`));
  const identity = fieldOf(auth, 'identity');
  if (identity === undefined) return refused(keystoneError(400, "'identity' is a required property"));
  const methods = fieldOf(identity, 'methods');
  if (!Array.isArray(methods)) {
    return refused(keystoneError(400, "Invalid input for field 'identity': 'methods' is a required property"));
  }
  const unsupported = methods.some((method) => typeof method !== 'string' || !METHODS.includes(method));
  if (unsupported) {
    return refused(
      keystoneError(401, 'Attempted to authenticate with an unsupported method.', { identity: { methods: METHODS } }),
    );
  }
  const method: unknown = methods[0];
  if (method !== 'password' && method !== 'token' && method !== 'application_credential') {
    return refused(keystoneError(401, 'The request you have made requires authentication.'));
  }
  const given = fieldOf(identity, method);
  if (given === undefined) return refused(expecting(`${method} in identity`));
  const scope = scopeOf(fieldOf(auth, 'scope'));
  if (scope.kind === 'refused') return scope;
  if (scope.kind === 'project' && lacksDomain(scope.project)) return refused(expecting('domain in project'));
  const named = identityOf(method, given);
  if (named.method === 'password' && lacksDomain(named.user)) return refused(expecting('domain in user'));
  return { kind: 'request', identity: named, scope };
};

const lacksDomain = ({ id, domain }: Named): boolean => id === undefined && domain === undefined;

const identityOf = (method: Identity['method'], given: unknown): Identity => {
  switch (method) {
    case 'password': {
      const user = fieldOf(given, 'user');
      return { method, user: namedOf(user), password: textOf(user, 'password') };
    }
    case 'token':
      return { method, id: textOf(given, 'id') ?? '' };
    default: {
      const user = fieldOf(given, 'user');
      return {
        method,
        id: textOf(given, 'id'),
        name: textOf(given, 'name'),
        user: user === undefined ? undefined : namedOf(user),
        secret: textOf(given, 'secret'),
      };
    }
  }
};

const scopeOf = (scope: unknown): Scope | { readonly kind: 'refused'; readonly answer: Answer } => {
  if (scope === undefined || scope === null) return { kind: 'default' };
  if (scope === 'unscoped' || fieldOf(scope, 'unscoped') !== undefined) return { kind: 'unscoped' };
  const project = fieldOf(scope, 'project');
  if (project === undefined) return { kind: 'nowhere' };
  const named = namedOf(project);
  if (named.id === undefined && named.name === undefined) {
    const message = 'Invalid input for field scope/project: id or name must be present.';
    return { kind: 'refused', answer: keystoneError(400, message) };
  }
  return { kind: 'project', project: named };
};

const namedOf = (value: unknown): Named => {
  const domain = fieldOf(value, 'domain');
  return {
    id: textOf(value, 'id'),
    name: textOf(value, 'name'),
    domain: domain === undefined ? undefined : { id: textOf(domain, 'id'), name: textOf(domain, 'name') },
  };
};
