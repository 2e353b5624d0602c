import { isoformat, keystoneTime } from '../wire-time.ts';
import type { Accounts } from './accounts.ts';
import type { CatalogEntry } from './catalog.ts';
import type { Token } from './token-book.ts';

const DEFAULT_DOMAIN = { id: 'default', name: 'Default' };

/** The body of a token, as POST and GET /v3/auth/tokens show it. */
export const tokenView = (token: Token, { roleIds }: Accounts, catalog: readonly CatalogEntry[] | null) => {
  const { account, credential } = token;
  return {
    token: {
      methods: token.methods,
      user: { domain: DEFAULT_DOMAIN, id: account.userId, name: account.username, password_expires_at: null },
      audit_ids: token.auditIds,
      // A credential's own end is shown as Python writes it, without a zone, instead of in Keystone's form.
      expires_at:
        credential?.expiresAt === token.expiresAt ? isoformat(token.expiresAt) : keystoneTime(token.expiresAt),
      issued_at: keystoneTime(token.issuedAt),
      ...(token.scoped
        ? {
            project: { domain: DEFAULT_DOMAIN, id: account.projectId, name: account.projectName },
            is_domain: false,
            roles: account.roles.map((name) => ({ id: roleIds.get(name), name })),
          }
        : {}),
      ...(catalog === null || !token.scoped ? {} : { catalog }),
      ...(credential === null
        ? {}
        : {
            application_credential: {
              id: credential.id,
              name: credential.name,
              restricted: true,
              ...(credential.accessRules === null ? {} : { access_rules: credential.accessRules }),
            },
          }),
    },
  };
};
