import type { CloudFields } from './fields.ts';
import type { Domain, Login } from './types.ts';

type Kind = 'user_domain' | 'project_domain';

/**
 * The domain of the user or of the project. `domain_id` and `domain_name` are used for both (openstacksdk's
 * _handle_domain_id), behind them keystoneauth's `default_domain_id` and `default_domain_name`
 * (identity/generic/password.py). An id wins over a name, whichever of them each is (identity/v3/password.py).
 */
export const domainOf = (fields: CloudFields, kind: Kind): Domain | undefined => {
  const firstOf = (ending: 'id' | 'name') =>
    [kind, 'domain', 'default_domain']
      .map((name) => fields.auth(`${name}_${ending}`))
      .find((found) => found !== undefined);
  const id = firstOf('id');
  const name = firstOf('name');
  if (id !== undefined) return { id };
  return name === undefined ? undefined : { name };
};

/** Notes that a domain is missing; `why` is added to the message. */
export const missDomain = (fields: CloudFields, kind: Kind, why = ''): void =>
  fields.missing(
    `${kind}_name is missing (or ${kind}_id)${why}`,
    ...[kind, 'domain', 'default_domain'].flatMap((name) => [`${name}_id`, `${name}_name`]),
  );

/** Notes what keystoneauth's v3 plugins refuse about domains; `password` and `token` send a project's name alone, which some clouds take. */
export const checkV3Domains = (fields: CloudFields, authType: string, method: Login['method'] | undefined): void => {
  if (!authType.startsWith('v3')) return;
  // Only the generic plugins have it (loading/identity.py, BaseGenericLoader).
  for (const name of ['default_domain_id', 'default_domain_name'])
    if (fields.auth(name) !== undefined)
      fields.problem(
        `${name} is no option of ${authType}: set user_domain_id and project_domain_id, or auth_type password`,
      );
  // Also where an id is there, which then counts (loading/identity.py, BaseV3Loader; _plugins/identity/v3.py, _assert_identity_options).
  const need = (kind: Kind, name: string): void => {
    if (fields.auth(name) !== undefined && domainOf(fields, kind) === undefined)
      missDomain(fields, kind, `, which ${authType} needs beside ${name}`);
  };
  // Without an id the user's domain is missed anyway.
  const hasId = ['user_id', 'application_credential_id'].some((name) => fields.auth(name) !== undefined);
  if (method !== 'token' && hasId) need('user_domain', 'username');
  if (method !== 'application-credential') need('project_domain', 'project_name');
};
