import type { Instant } from '../../lib/instant.ts';
import { type Asked, headerOf } from '../answer.ts';
import type { CloudClock } from '../cloud-clock.ts';
import type { AccessRule } from '../keystone/accounts.ts';
import type { Token, TokenBook } from '../keystone/token-book.ts';

/** keystonemiddleware in front of Nova: whose request it is; undefined is a 401. */
export type NovaAuth = (asked: Asked) => Token | undefined;

/**
 * Checks tokens as keystonemiddleware does: one it has seen is trusted for `cacheMs`, revoked or not; an expired one never; an
 * application credential's access rules are matched against method and path, and a miss is a 401 too, not a 403.
 */
export const novaAuth = (tokens: TokenBook, clock: CloudClock, cacheMs: number): NovaAuth => {
  const seenAt = new Map<string, Instant>();
  return (asked) => {
    const id = headerOf(asked, 'x-auth-token') ?? '';
    const seen = seenAt.get(id);
    const cached = seen !== undefined && clock.now() < seen + cacheMs;
    const token = cached ? tokens.unexpired(id) : tokens.valid(id);
    if (token === undefined) return undefined;
    if (!cached) seenAt.set(id, clock.now());
    const rules = token.credential?.accessRules ?? null;
    return rules === null || rules.some((rule) => allows(rule, asked)) ? token : undefined;
  };
};

const allows = ({ service, method, path }: AccessRule, asked: Asked): boolean =>
  service === 'compute' && method === asked.method && patternOf(path).test(asked.url.pathname);

// keystonemiddleware/auth_token/__init__.py, _path_matches: `*` and `{tag}` are one part of a path, `**` any number.
const patternOf = (path: string): RegExp => {
  const parts = path
    .replace(/\{[^}]*\}/g, '*')
    .split('**')
    .map((part) => part.split('*').map(literally).join('[^/]+'));
  return new RegExp(`^${parts.join('.*')}$`);
};

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
