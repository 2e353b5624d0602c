import type { CloudFields } from './cloud-fields.ts';
import { type Raw, rawOf } from './raw-config.ts';

// The options of keystoneauth's plugins that are read here (loading/_plugins/identity/generic.py and v3.py), with their older names.
const KNOWN: ReadonlySet<string> = new Set([
  'auth_url',
  ...['username', 'user_name', 'user_id', 'user_domain_id', 'user_domain_name', 'password'],
  ...['project_id', 'project_name', 'project_domain_id', 'project_domain_name', 'tenant_id', 'tenant_name'],
  ...['domain_id', 'domain_name', 'default_domain_id', 'default_domain_name'],
  ...['token', 'auth_token'],
  ...['application_credential_id', 'application_credential_name', 'application_credential_secret'],
  ...['system_scope', 'trust_id'],
]);

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
