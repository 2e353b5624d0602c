import { stringify } from 'yaml';
import type { Accounts } from './accounts.ts';

/** Where the cloud is, as a client's configuration names it. */
export interface CloudPlace {
  readonly authUrl: string;
  readonly regions: { readonly plain: string; readonly legacy: string };
}

/** A clouds.yaml as the OpenStack SDK reads it: every account, the stopper once more per region and application credential. */
export const cloudsYaml = ({ people, credentials }: Accounts, { authUrl, regions }: CloudPlace): string => {
  const common = { region_name: regions.plain, identity_api_version: 3 };
  const byPassword = Object.values(people).map(({ cloud, username, password, projectName }) => [
    cloud,
    {
      auth_type: 'v3password',
      ...common,
      auth: {
        auth_url: authUrl,
        username,
        password,
        project_name: projectName,
        user_domain_name: 'Default',
        project_domain_name: 'Default',
      },
    },
  ]);
  const byCredential = [...credentials.values()].map(({ id, name, secret }) => [
    name,
    {
      auth_type: 'v3applicationcredential',
      ...common,
      auth: { auth_url: authUrl, application_credential_id: id, application_credential_secret: secret },
    },
  ]);
  const clouds = Object.fromEntries([...byPassword, ...byCredential]);
  return stringify({ clouds: { ...clouds, 'stopper-legacy': { ...clouds.stopper, region_name: regions.legacy } } });
};
