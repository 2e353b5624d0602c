import * as v from 'valibot';
import type { Instant } from '../instant.ts';
import { type Secret, secret } from '../secret.ts';
import type { Reply } from './cloud.ts';
import { ours } from './fault-of-ours.ts';
import type { Understood } from './fault-table.ts';
import { parseNovaTime } from './nova-time.ts';

/** One endpoint of the catalog. */
export interface CatalogEndpoint {
  readonly interface: string;
  readonly url: string;
  readonly region?: string | null | undefined;
  readonly region_id?: string | null | undefined;
}

/** A project-scoped token, and what Keystone says of it. */
export interface Token {
  readonly value: Secret;
  readonly userId: string;
  readonly projectId: string;
  /** It names the role `admin`: Nova does not check locks for it (nova/compute/api.py, check_instance_lock). */
  readonly admin: boolean;
  /** The endpoints of the services of type `compute`, in the catalog's order. */
  readonly compute: readonly CatalogEndpoint[];
  /** On our clock; past it a new token is asked for. */
  readonly freshUntil: Instant;
}

const MARGIN_MS = 120_000;

const ANSWER = v.object({
  token: v.object({
    expires_at: v.string(),
    issued_at: v.optional(v.string()),
    user: v.object({ id: v.string() }),
    // It becomes part of a path.
    project: v.optional(v.object({ id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/)) })),
    system: v.optional(v.unknown()),
    roles: v.optional(v.array(v.object({ name: v.string() })), []),
    catalog: v.optional(v.array(v.looseObject({ type: v.string() })), []),
  }),
});

// Only compute's entry has to be readable: what other services wrote into the catalog is no concern of a stop.
const COMPUTE = v.array(
  v.object({
    endpoints: v.array(
      v.object({
        interface: v.string(),
        url: v.string(),
        region: v.optional(v.nullable(v.string())),
        region_id: v.optional(v.nullable(v.string())),
      }),
    ),
  }),
);

const configuration = (message: string) => ours('refused', 'configuration', message);

/** Reads Keystone's 201. `receivedAt` is our clock's; the life is a difference of Keystone's own, so skew does not matter. */
export const parseToken = ({ answer, json }: Understood, receivedAt: Instant, allowAdmin: boolean): Reply<Token> => {
  const value = answer.headers['x-subject-token'];
  if (typeof value !== 'string' || value === '') return configuration('Keystone sent no X-Subject-Token');
  const parsed = v.safeParse(ANSWER, json);
  if (!parsed.success) return configuration('Keystone answered 201 with something that is not a token');
  const { token } = parsed.output;
  const lifeMs = lifeMsOf(token.expires_at, token.issued_at, answer.dateAt);
  if (lifeMs === undefined || lifeMs <= 0)
    return configuration('Keystone sent a token that has expired, or whose expiry is unreadable');

  const admin = token.roles.some((role) => role.name.toLowerCase() === 'admin');
  if ((admin || token.system !== undefined) && !allowAdmin) {
    return ours(
      'refused',
      'admin',
      'the token has an admin role or a system scope: not used, since Nova ignores locks for it',
    );
  }
  if (token.project === undefined) return configuration('the token has no project scope');
  if (token.roles.length === 0) return configuration('the token has no role in its project');
  const compute = v.safeParse(
    COMPUTE,
    token.catalog.filter((service) => service.type === 'compute'),
  );
  if (!compute.success) return configuration('the catalog entry of compute is unreadable');
  return {
    kind: 'ok',
    value: {
      value: secret(value),
      userId: token.user.id,
      projectId: token.project.id,
      admin,
      compute: compute.output.flatMap((service) => service.endpoints),
      freshUntil: receivedAt + lifeMs - Math.min(MARGIN_MS, lifeMs / 4),
    },
  };
};

// Keystone leaves the zone out for an application credential that expires (seen on Keystone 22). The shorter of "since it was issued" and "from the answer's own Date": a token made from a token keeps the old expiry.
const lifeMsOf = (expires: string, issued: string | undefined, dateAt: Instant | undefined): number | undefined => {
  const expiresAt = parseNovaTime(expires);
  const starts = [issued === undefined ? undefined : parseNovaTime(issued), dateAt].filter((at) => at !== undefined);
  return expiresAt === undefined || starts.length === 0 ? undefined : expiresAt - Math.max(...starts);
};
