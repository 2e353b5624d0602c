import type { Instant } from '../../lib/instant.ts';
import type { Answer } from '../answer.ts';
import type { CloudAccount } from '../simulated-cloud.ts';
import { wholeSecond } from '../wire-time.ts';
import type { Accounts, ApplicationCredential } from './accounts.ts';
import type { AuthRequest, Identity, Named, Scope } from './auth-request.ts';
import { keystoneError, unauthorized } from './keystone-answer.ts';
import type { Token, TokenBook } from './token-book.ts';

/** What a login works on. */
export interface LoginParts {
  readonly accounts: Accounts;
  readonly tokens: TokenBook;
  readonly authUrl: string;
  readonly tokenLifeMs: number;
  now(): Instant;
}

export type Login =
  | { readonly kind: 'token'; readonly id: string; readonly token: Token }
  | { readonly kind: 'refused'; readonly answer: Answer };

interface Proven {
  readonly kind: 'proven';
  readonly account: CloudAccount;
  readonly methods: readonly string[];
  readonly inherits: readonly string[];
  readonly expiresAt: Instant;
  readonly credential: ApplicationCredential | null;
}

/** Issues a token for a readable request, or says Keystone's no. */
export const login = (request: AuthRequest & { kind: 'request' }, parts: LoginParts): Login => {
  const proven = prove(request.identity, request.scope, parts);
  if (proven.kind === 'refused') return proven;
  const others = parts.accounts.elsewhere.filter(({ userId }) => userId === proven.account.userId);
  const account = [proven.account, ...others].find((one) => mayEnter(one, request.scope));
  if (account === undefined) return { kind: 'refused', answer: unauthorized(parts.authUrl) };
  const { kind, ...facts } = { ...proven, account };
  return { kind: 'token', ...parts.tokens.issue({ ...facts, scoped: request.scope.kind !== 'unscoped' }) };
};

const prove = (identity: Identity, scope: Scope, parts: LoginParts): Proven | (Login & { kind: 'refused' }) => {
  const refused = (answer: Answer) => ({ kind: 'refused', answer }) as const;
  const no = refused(unauthorized(parts.authUrl));
  // Fernet tokens hold whole seconds.
  const fullLife = wholeSecond(parts.now() + parts.tokenLifeMs);
  const people = Object.values(parts.accounts.people);
  switch (identity.method) {
    case 'password': {
      const account = people.find((one) => isUser(one, identity.user));
      if (account === undefined || account.password !== identity.password) return no;
      return { kind: 'proven', account, methods: ['password'], inherits: [], expiresAt: fullLife, credential: null };
    }
    case 'token': {
      const old = parts.tokens.valid(identity.id);
      if (old === undefined) return refused(keystoneError(404, 'Could not recognize Fernet token'));
      if (old.credential !== null) {
        const why = 'Using a delegated token to create another token is not allowed..';
        return refused(keystoneError(403, `You are not authorized to perform the requested action: ${why}`));
      }
      const { account, expiresAt } = old;
      const methods = ['token', ...old.methods.filter((method) => method !== 'token')];
      return { kind: 'proven', account, methods, inherits: old.auditIds.slice(0, 1), expiresAt, credential: null };
    }
    case 'application_credential': {
      const owner = people.find((one) => identity.user !== undefined && isUser(one, identity.user));
      const credential = [...parts.accounts.credentials.values()].find(
        ({ id, name, userId }) => id === identity.id || (name === identity.name && userId === owner?.userId),
      );
      // 404, unlike every other wrong login: keystone/auth/core.py looks the id up before it checks anything.
      if (credential === undefined) {
        return refused(keystoneError(404, `Could not find Application Credential: ${identity.id ?? identity.name}.`));
      }
      const account = people.find(({ userId }) => userId === credential.userId);
      const expired = credential.expiresAt !== null && credential.expiresAt <= parts.now();
      if (account === undefined || credential.secret !== identity.secret || expired) return no;
      if (scope.kind !== 'default') {
        const message =
          'Error authenticating with application credential: Application credentials cannot request a scope.';
        return refused(keystoneError(401, message, { identity: {} }));
      }
      const expiresAt = Math.min(fullLife, credential.expiresAt ?? fullLife);
      return { kind: 'proven', account, methods: ['application_credential'], inherits: [], expiresAt, credential };
    }
  }
};

const isDefaultDomain = (domain: Named['domain']): boolean => domain?.id === 'default' || domain?.name === 'Default';

const isUser = ({ userId, username }: CloudAccount, user: Named): boolean =>
  user.id === userId || (user.name === username && isDefaultDomain(user.domain));

const mayEnter = ({ projectId, projectName }: CloudAccount, scope: Scope): boolean => {
  if (scope.kind !== 'project') return scope.kind !== 'nowhere';
  const { id, name, domain } = scope.project;
  return id === projectId || (name === projectName && isDefaultDomain(domain));
};
