import { randomBytes } from 'node:crypto';
import type { Instant } from '../../lib/instant.ts';
import type { CloudClock } from '../cloud-clock.ts';
import type { CloudAccount } from '../simulated-cloud.ts';
import type { ApplicationCredential } from './accounts.ts';

/** What Keystone knows of a token it issued. */
export interface Token {
  readonly account: CloudAccount;
  /** False: unscoped; no project, no roles, no catalog. */
  readonly scoped: boolean;
  readonly methods: readonly string[];
  readonly auditIds: readonly string[];
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  readonly credential: ApplicationCredential | null;
}

/** All tokens issued, revoked and expired ones too. */
export interface TokenBook {
  issue(token: Omit<Token, 'auditIds' | 'issuedAt'> & { readonly inherits?: readonly string[] }): {
    readonly id: string;
    readonly token: Token;
  };
  /** Undefined: never issued, revoked or expired. */
  valid(id: string): Token | undefined;
  /** A token that was issued and has not expired, revoked or not: what a service still has in its cache. */
  unexpired(id: string): Token | undefined;
  revoke(id: string): void;
}

const freshToken = (): string => randomBytes(138).toString('base64url');

/** `fresh` makes a token, one that nobody can guess when left out. */
export const tokenBook = (clock: CloudClock, fresh = freshToken): TokenBook => {
  const issued = new Map<string, Token>();
  const revoked = new Set<string>();
  const unexpired = (id: string): Token | undefined => {
    const token = issued.get(id);
    return token !== undefined && clock.now() < token.expiresAt ? token : undefined;
  };
  return {
    unexpired,
    issue: ({ inherits = [], ...facts }) => {
      const id = fresh();
      const auditIds = [randomBytes(16).toString('base64url'), ...inherits];
      const token = { ...facts, auditIds, issuedAt: clock.now() };
      issued.set(id, token);
      return { id, token };
    },
    valid: (id) => (revoked.has(id) ? undefined : unexpired(id)),
    revoke: (id) => {
      revoked.add(id);
    },
  };
};
