import * as v from 'valibot';
import type { Instant } from '../../instant.ts';
import type { Reply } from '../../power/ports/cloud.ts';
import { type Secret, secret } from '../../secret.ts';
import { ownFault, type Understood } from '../answer/understand.ts';
import { headerValues } from '../http/http.ts';
import { parseNovaTime } from '../http/times.ts';
import { parseTokenOwner, type TokenOwner } from './token-owner.ts';

/** One endpoint of the catalog. */
export interface CatalogEndpoint {
  /** The name of its service; old catalogs have none. */
  readonly service?: string | undefined;
  readonly interface: string;
  readonly url: string;
  readonly region?: string | undefined;
  readonly region_id?: string | undefined;
}

/** A project-scoped token, with the facts that Keystone states about it. */
export interface Token {
  readonly value: Secret;
  readonly userId: string;
  readonly projectId: string;
  /** By name, for messages. */
  readonly owner: TokenOwner;
  /** It names the role `admin`: Nova does not check locks for it (nova/compute/api.py, check_instance_lock). */
  readonly admin: boolean;
  /** The readable endpoints of the services of the wanted type, in the catalog's order. */
  readonly compute: readonly CatalogEndpoint[];
  /** On our clock; past it a new token is asked for. */
  readonly freshUntil: Instant;
}

const MARGIN_MS = 120_000;

// The facts that decide are strict: the owner, the project, the expiry. Nova ignores a role without a name
// (keystonemiddleware's X-Roles); entries of the catalog that cannot be read are skipped, like other
// services.
const TEXT = v.fallback(v.optional(v.string()), undefined);
const ROLE = v.looseObject({ name: v.string() });
const ANSWER = v.object({
  token: v.object({
    expires_at: v.string(),
    issued_at: TEXT,
    user: v.object({ id: v.string() }),
    // It becomes part of a path.
    project: v.nullish(v.object({ id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/)) })),
    system: v.nullish(v.unknown()),
    roles: v.fallback(v.array(v.unknown()), []),
    catalog: v.fallback(v.array(v.unknown()), []),
  }),
});

const SERVICE = v.object({ type: v.string(), name: TEXT, endpoints: v.array(v.unknown()) });
const ENDPOINT = v.object({
  interface: v.string(),
  url: v.pipe(v.string(), v.nonEmpty()),
  region: TEXT,
  region_id: TEXT,
});

// The entries of a list that can be read.
const parseEach = <T>(schema: v.GenericSchema<unknown, T>, entries: readonly unknown[]): T[] =>
  entries.flatMap((entry) => {
    const parsed = v.safeParse(schema, entry);
    return parsed.success ? [parsed.output] : [];
  });

const configurationFault = (message: string) => ownFault('refused', 'configuration', message);

/**
 * Reads Keystone's 201. `receivedAt` is on our clock; the life is a difference on Keystone's, so skew does
 * not matter. `serviceType` is the name of compute in the catalog.
 */
export const parseToken = (
  { answer, json }: Understood,
  receivedAt: Instant,
  allowAdmin: boolean,
  serviceType = 'compute',
): Reply<Token> => {
  const [value, ...others] = headerValues(answer.headers, 'x-subject-token');
  if (value === undefined) return configurationFault('Keystone sent no X-Subject-Token');
  // It goes into a header again.
  if (others.length > 0 || !/^[\x21-\x7e]+$/.test(value))
    return configurationFault('Keystone sent an X-Subject-Token that is not one token');
  const parsed = v.safeParse(ANSWER, json);
  if (!parsed.success) return configurationFault('Keystone answered 201 with something that is not a token');
  const { token } = parsed.output;
  const lifeMs = lifeMsOf(token.expires_at, token.issued_at, answer.dateAt);
  if (lifeMs === undefined || lifeMs <= 0)
    return configurationFault('Keystone sent a token that has expired, or whose expiry is unreadable');

  const roles = parseEach(ROLE, token.roles);
  const admin = roles.some((role) => role.name.toLowerCase() === 'admin');
  if ((admin || (token.system ?? undefined) !== undefined) && !allowAdmin) {
    return ownFault(
      'refused',
      'admin',
      'the token has an admin role or a system scope: not used, because Nova ignores locks for it',
    );
  }
  if (token.project === undefined || token.project === null)
    return configurationFault('the token has no project scope');
  if (roles.length === 0) return configurationFault('the token has no role in its project');
  return {
    kind: 'ok',
    value: {
      value: secret(value),
      userId: token.user.id,
      projectId: token.project.id,
      owner: parseTokenOwner(json),
      admin,
      compute: parseEach(SERVICE, token.catalog)
        .filter(({ type }) => type === serviceType)
        .flatMap(({ name, endpoints }) =>
          parseEach(ENDPOINT, endpoints).map((endpoint) => ({
            ...endpoint,
            ...(name === undefined ? {} : { service: name }),
          })),
        ),
      freshUntil: receivedAt + lifeMs - Math.min(MARGIN_MS, lifeMs / 4),
    },
  };
};

// Keystone omits the zone for an application credential that expires (seen on Keystone 22). The shorter of
// "since issued_at" and "since the answer's Date" counts: a token made from a token keeps the old expiry.
const lifeMsOf = (expires: string, issued: string | undefined, dateAt: Instant | undefined): number | undefined => {
  const expiresAt = parseNovaTime(expires);
  const starts = [issued === undefined ? undefined : parseNovaTime(issued), dateAt].filter((at) => at !== undefined);
  return expiresAt === undefined || starts.length === 0 ? undefined : expiresAt - Math.max(...starts);
};
