import type { CloudFields } from './fields.ts';
import { type Raw, rawOf } from './raw.ts';
import type { Domain, Login } from './types.ts';

// The options of keystoneauth's plugins, with their older names (loading/identity.py,
// loading/_plugins/identity/generic.py and v3.py).
const USER = ['username', 'user_name', 'user_id', 'user_domain_id', 'user_domain_name'];
const PROJECT = ['project_id', 'project_name', 'tenant_id', 'tenant_name'];
const OF_ALL = ['auth_url', 'project_domain_id', 'project_domain_name', 'system_scope', 'trust_id'];
const SCOPED = [...PROJECT, 'domain_id', 'domain_name', 'default_domain_id', 'default_domain_name'];
const OWN: Readonly<Record<Login['method'], readonly string[]>> = {
  password: [...SCOPED, ...USER, 'password'],
  token: [...SCOPED, 'token', 'auth_token'],
  'application-credential': [
    ...['application_credential_id', 'application_credential_name', 'application_credential_secret'],
    ...USER,
    // Its own line says more of them.
    ...['default_domain_id', 'default_domain_name'],
  ],
};
const KNOWN: ReadonlySet<string> = new Set([...OF_ALL, ...Object.values(OWN).flat()]);
// loader.py, _fix_backwards_auth: these move into `auth` from outside, for every login.
const MOVED = [...PROJECT, 'domain_id', 'domain_name', 'user_domain_id', 'user_domain_name', 'token', 'auth_token'];

// Whatever else was typed there may be a secret.
const PLAIN = /^[a-z][a-z_]{1,39}$/;

/**
 * Notes keys that do not belong in `auth`. openstacksdk passes all of it to the plugin, which refuses
 * unknown options; if we ignored a `region_name` or `verify` there, it would look as if it counted.
 */
export const checkAuth = (entry: Raw, fields: CloudFields): void => {
  for (const key of Object.keys(rawOf(entry.auth)).filter((one) => !KNOWN.has(one)))
    fields.addProblem(`${PLAIN.test(key) ? key : 'a key of auth'} does not belong in auth`);
};

/**
 * Notes options of another login, in one line. keystoneauth's plugin refuses them (unexpected keyword
 * argument), and Keystone refuses an application credential with a project (auth/core.py: cannot request a
 * scope). Ignoring them would be another login than the intended one.
 */
export const checkOptions = (entry: Raw, fields: CloudFields, method: Login['method'], authType: string): void => {
  const own = new Set([...OF_ALL, ...OWN[method]]);
  const there = new Set([...setKeys(rawOf(entry.auth)), ...setKeys(entry).filter((name) => MOVED.includes(name))]);
  const others = [...there].filter((name) => KNOWN.has(name) && !own.has(name));
  const [first, ...more] = others;
  if (first === undefined) return;
  fields.addProblem(
    more.length === 0
      ? `${first} is not an option of auth_type ${authType}: remove it`
      : `${others.join(', ')} are not options of auth_type ${authType}: remove them`,
  );
};

const setKeys = (raw: Raw): readonly string[] =>
  Object.keys(raw).filter((key) => ![undefined, null, ''].some((nothing) => raw[key] === nothing));

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
export const addMissingDomain = (fields: CloudFields, kind: Kind, why = ''): void =>
  fields.addMissing(
    `${kind}_name is missing (or ${kind}_id)${why}`,
    ...[kind, 'domain', 'default_domain'].flatMap((name) => [`${name}_id`, `${name}_name`]),
  );

/**
 * Notes domains that keystoneauth's v3 plugins refuse. `password` and `token` may send a project's name
 * alone, which some clouds accept.
 */
export const checkV3Domains = (fields: CloudFields, authType: string, method: Login['method'] | undefined): void => {
  if (!authType.startsWith('v3')) return;
  // Only the generic plugins have it (loading/identity.py, BaseGenericLoader).
  for (const name of ['default_domain_id', 'default_domain_name'])
    if (fields.auth(name) !== undefined)
      fields.addProblem(
        `${name} is not an option of ${authType}: set user_domain_id and project_domain_id, or auth_type password`,
      );
  // Even where an id is set, which then counts (loading/identity.py, BaseV3Loader; _plugins/identity/v3.py,
  // _assert_identity_options).
  const need = (kind: Kind, name: string): void => {
    if (fields.auth(name) !== undefined && domainOf(fields, kind) === undefined)
      addMissingDomain(fields, kind, `, which ${authType} needs together with ${name}`);
  };
  // Without an id the missing domain of the user is noted anyway.
  const hasId = ['user_id', 'application_credential_id'].some((name) => fields.auth(name) !== undefined);
  if (method !== 'token' && hasId) need('user_domain', 'username');
  if (method !== 'application-credential') need('project_domain', 'project_name');
};
