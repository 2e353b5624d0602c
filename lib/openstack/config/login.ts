import { secret } from '../../secret.ts';
import type { CloudFields } from './fields.ts';
import { addMissingDomain, checkOptions, checkV3Domains, domainOf } from './login-options.ts';
import type { Raw } from './raw.ts';
import type { Login, Project, User } from './types.ts';

// keystoneauth's plugin names; `password` and `token` choose between v2 and v3 there, and v2 is gone.
const METHODS: Readonly<Record<string, Login['method']>> = {
  password: 'password',
  v3password: 'password',
  token: 'token',
  v3token: 'token',
  v3applicationcredential: 'application-credential',
};

/** Reads how to log in; undefined with its problems noted. `entry` is what the fields are of. */
export const loginOf = (entry: Raw, fields: CloudFields): Login | undefined => {
  const authType = fields.plain('auth_type') ?? 'password';
  const method = Object.hasOwn(METHODS, authType) ? METHODS[authType] : undefined;
  for (const scope of ['system_scope', 'trust_id'])
    if (fields.auth(scope) !== undefined) fields.addProblem(`${scope} is not supported: a stop needs a project scope`);
  checkV3Domains(fields, authType, method);
  const other = method === 'password' ? otherMethodOf(fields) : undefined;
  if (other !== undefined) {
    fields.addProblem(other);
    return undefined;
  }
  if (method !== undefined) checkOptions(entry, fields, method, authType);
  switch (method) {
    case 'password': {
      const [user, project] = [userOf(fields), projectOf(fields)];
      const password = requireField(fields, 'password');
      return user && project && password ? { method, user, project, password: secret(password) } : undefined;
    }
    case 'token': {
      const [token, project] = [requireField(fields, 'token'), projectOf(fields)];
      return token && project ? { method, token: secret(token), project } : undefined;
    }
    case 'application-credential': {
      const credential = credentialOf(fields);
      const key = requireField(fields, 'application_credential_secret');
      return credential && key ? { method, credential, secret: secret(key) } : undefined;
    }
    case undefined:
      fields.addProblem(`auth_type is not one of ${Object.keys(METHODS).join(', ')}`);
      return undefined;
  }
};

const requireField = (fields: CloudFields, name: string): string | undefined => {
  const value = fields.auth(name);
  if (value === undefined) fields.addMissing(`${name} is missing`, name);
  return value;
};

const credentialOf = (fields: CloudFields) => {
  const id = fields.auth('application_credential_id');
  if (id !== undefined) return { id };
  const name = fields.auth('application_credential_name');
  if (name === undefined)
    fields.addMissing(
      'application_credential_id is missing',
      'application_credential_id',
      'application_credential_name',
    );
  const user = name === undefined ? undefined : userOf(fields);
  return name !== undefined && user !== undefined ? { name, user } : undefined;
};

const userOf = (fields: CloudFields): User | undefined => {
  const id = fields.auth('user_id');
  if (id !== undefined) return { id };
  const name = fields.auth('username');
  const domain = domainOf(fields, 'user_domain');
  if (name === undefined) fields.addMissing('username is missing (or user_id)', 'username', 'user_id');
  else if (domain === undefined) addMissingDomain(fields, 'user_domain');
  return name !== undefined && domain !== undefined ? { name, domain } : undefined;
};

const projectOf = (fields: CloudFields): Project | undefined => {
  const id = fields.auth('project_id');
  if (id !== undefined) return { id };
  const name = fields.auth('project_name');
  if (name === undefined) {
    fields.addMissing('project_name is missing (or project_id)', 'project_name', 'project_id');
    return undefined;
  }
  const domain = domainOf(fields, 'project_domain');
  return domain === undefined ? { name } : { name, domain };
};

// Without the right auth_type each field of a password login would be reported as missing, which is not the
// mistake.
const otherMethodOf = (fields: CloudFields): string | undefined => {
  if (fields.auth('application_credential_secret') !== undefined)
    return 'application_credential_secret is set: auth_type must be v3applicationcredential';
  return fields.auth('token') !== undefined && fields.auth('password') === undefined
    ? 'token is set without a password: auth_type must be token'
    : undefined;
};
