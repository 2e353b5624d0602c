import type { CloudFields } from './fields.ts';
import { type Raw, rawOf } from './raw.ts';
import type { Login } from './types.ts';

// The options of keystoneauth's plugins that are read here (loading/identity.py, loading/_plugins/identity/generic.py and v3.py), with
// their older names.
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
// loader.py, _fix_backwards_auth: these go into `auth` from outside, whoever logs in.
const MOVED = [...PROJECT, 'domain_id', 'domain_name', 'user_domain_id', 'user_domain_name', 'token', 'auth_token'];

// Whatever else was typed there may be a secret.
const PLAIN = /^[a-z][a-z_]{1,39}$/;

/**
 * Notes what does not belong into `auth`. openstacksdk hands all of it to the plugin, which refuses what it does not know; passed
 * over, a `region_name` or `verify` there would look as if it counted.
 */
export const checkAuth = (entry: Raw, fields: CloudFields): void => {
  for (const key of Object.keys(rawOf(entry.auth)).filter((one) => !KNOWN.has(one)))
    fields.problem(`${PLAIN.test(key) ? key : 'a key of auth'} does not belong into auth`);
};

/**
 * Notes the options of another way to log in, in one line. keystoneauth's plugin fails at them (unexpected keyword argument), and Keystone at
 * an application credential with a project (auth/core.py: cannot request a scope), so passing over them would be another login than meant.
 */
export const checkOptions = (entry: Raw, fields: CloudFields, method: Login['method'], authType: string): void => {
  const own = new Set([...OF_ALL, ...OWN[method]]);
  const there = new Set([...given(rawOf(entry.auth)), ...given(entry).filter((name) => MOVED.includes(name))]);
  const others = [...there].filter((name) => KNOWN.has(name) && !own.has(name));
  const [first, ...more] = others;
  if (first === undefined) return;
  fields.problem(
    more.length === 0
      ? `${first} is no option of auth_type ${authType}: take it out`
      : `${others.join(', ')} are no options of auth_type ${authType}: take them out`,
  );
};

const given = (raw: Raw): readonly string[] =>
  Object.keys(raw).filter((key) => ![undefined, null, ''].some((nothing) => raw[key] === nothing));
