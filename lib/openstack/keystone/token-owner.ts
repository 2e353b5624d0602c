import * as v from 'valibot';

/** One line of an application credential's access rules, as Keystone shows it. */
export interface AccessRule {
  readonly service: string;
  readonly method: string;
  readonly path: string;
}

/** The owner of a token and its rights, by name; used only in texts for users and operators. */
export interface TokenOwner {
  readonly user: string;
  readonly project: string;
  readonly roles: readonly string[];
  /** The login was an application credential. Without `rules` it may do whatever its roles may. */
  readonly credential?: {
    /** It may make other credentials, without rules too. */
    readonly unrestricted: boolean;
    readonly rules?: readonly AccessRule[];
  };
}

const NAMED = v.fallback(v.object({ id: v.optional(v.string()), name: v.optional(v.string()) }), {});
const RULE = v.object({ service: v.string(), method: v.string(), path: v.string() });
// keystone/common/render_token.py.
const CREDENTIAL = v.object({
  restricted: v.optional(v.boolean(), true),
  access_rules: v.optional(v.array(RULE)),
});
const ANSWER = v.object({
  token: v.object({
    user: NAMED,
    project: NAMED,
    roles: v.fallback(v.array(NAMED), []),
    application_credential: v.fallback(v.optional(CREDENTIAL), undefined),
  }),
});

const nameOf = ({ id, name }: v.InferOutput<typeof NAMED>): string => name ?? id ?? '?';

/** Reads the names in the body of a token; names that cannot be read are left out. */
export const parseTokenOwner = (json: unknown): TokenOwner => {
  const parsed = v.safeParse(ANSWER, json);
  if (!parsed.success) return { user: '?', project: '?', roles: [] };
  const { user, project, roles, application_credential: credential } = parsed.output.token;
  return {
    user: nameOf(user),
    project: nameOf(project),
    roles: roles.flatMap(({ name }) => name ?? []),
    ...(credential === undefined
      ? {}
      : {
          credential: {
            unrestricted: !credential.restricted,
            ...(credential.access_rules === undefined ? {} : { rules: credential.access_rules }),
          },
        }),
  };
};
