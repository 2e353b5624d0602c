import { secret } from '../secret.ts';
import type { Domain, Login, Project, User } from './cloud-config.ts';
import type { CloudFields } from './cloud-fields.ts';

// keystoneauth's plugin names; `password` and `token` choose between v2 and v3 there, and v2 is gone.
const METHODS: Readonly<Record<string, Login['method']>> = {
  password: 'password',
  v3password: 'password',
  token: 'token',
  v3token: 'token',
  v3applicationcredential: 'application-credential',
};

/** Reads how to log in; undefined with its problems noted. */
export const loginOf = (fields: CloudFields): Login | undefined => {
  const authType = fields.plain('auth_type') ?? fields.plain('auth_plugin') ?? 'password';
  const method = Object.hasOwn(METHODS, authType) ? METHODS[authType] : undefined;
  if (fields.auth('system_scope') !== undefined)
    fields.problem('system_scope is not used: a stop needs a project scope');
  switch (method) {
    case 'password': {
      if (fields.auth('application_credential_secret') !== undefined) {
        fields.problem('application_credential_secret is set: auth_type has to be v3applicationcredential');
      }
      const [user, project] = [userOf(fields), projectOf(fields)];
      const password = needed(fields, 'password');
      return user && project && password ? { method, user, project, password: secret(password) } : undefined;
    }
    case 'token': {
      const [token, project] = [needed(fields, 'token'), projectOf(fields)];
      return token && project ? { method, token: secret(token), project } : undefined;
    }
    case 'application-credential': {
      const credential = credentialOf(fields);
      const key = needed(fields, 'application_credential_secret');
      return credential && key ? { method, credential, secret: secret(key) } : undefined;
    }
    case undefined:
      fields.problem(`auth_type is none of ${Object.keys(METHODS).join(', ')}`);
      return undefined;
  }
};

const needed = (fields: CloudFields, name: string): string | undefined => {
  const value = fields.auth(name);
  if (value === undefined) fields.problem(`${name} is missing`);
  return value;
};

const credentialOf = (fields: CloudFields) => {
  const id = fields.auth('application_credential_id');
  if (id !== undefined) return { id };
  const name = fields.auth('application_credential_name');
  if (name === undefined) fields.problem('application_credential_id is missing');
  const user = name === undefined ? undefined : userOf(fields);
  return name !== undefined && user !== undefined ? { name, user } : undefined;
};

const userOf = (fields: CloudFields): User | undefined => {
  const id = fields.auth('user_id');
  if (id !== undefined) return { id };
  const name = fields.auth('username');
  const domain = domainOf(fields, 'user_domain');
  if (name === undefined) fields.problem('username is missing (or user_id)');
  else if (domain === undefined) fields.problem('user_domain_name is missing (or user_domain_id)');
  return name !== undefined && domain !== undefined ? { name, domain } : undefined;
};

const projectOf = (fields: CloudFields): Project | undefined => {
  const id = fields.auth('project_id');
  if (id !== undefined) return { id };
  const name = fields.auth('project_name');
  if (name === undefined) {
    fields.problem('project_name is missing (or project_id)');
    return undefined;
  }
  const domain = domainOf(fields, 'project_domain');
  return domain === undefined ? { name } : { name, domain };
};

// `domain_id` and `domain_name` stand in for both domains (openstacksdk's _handle_domain_id).
const domainOf = (fields: CloudFields, kind: 'user_domain' | 'project_domain'): Domain | undefined => {
  const id = fields.auth(`${kind}_id`);
  const name = fields.auth(`${kind}_name`);
  const [anyId, anyName] = [fields.auth('domain_id'), fields.auth('domain_name')];
  if (id !== undefined) return { id };
  if (name !== undefined) return { name };
  if (anyId !== undefined) return { id: anyId };
  return anyName === undefined ? undefined : { name: anyName };
};
