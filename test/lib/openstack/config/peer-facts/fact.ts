/** What another client was given: one cloud, `c`, in files, or `OS_*` variables alone (then the cloud is `envvars`). */
interface Given {
  /** Where the fact comes from: the test, or the file and function, of openstacksdk unless it says another. */
  readonly from: string;
  /** The entry in clouds.json. */
  readonly cloud?: object;
  /** The text of clouds.yaml instead. */
  readonly yaml?: string;
  /** The entry in secure.json, or the text of secure.yaml. */
  readonly secure?: object | string;
  /** `public-clouds` of clouds-public.json. */
  readonly profiles?: object;
  /** More files, by path; the others are in `/here`, and the home directory is `/home/me`. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a cloud is read as. Null is nothing: no region, whichever service name. */
export interface Read {
  readonly authUrl?: string;
  readonly region?: string | null;
  readonly interface?: string;
  readonly serviceType?: string;
  readonly serviceName?: string | null;
  readonly computeUrl?: string | null;
  readonly verify?: boolean;
  readonly login?: Readonly<Record<string, object | string | null>>;
}

/** One fact or several about another client: read here as there, or refused here, in these words. */
export type PeerFact = Given &
  (
    | { readonly reads: Read }
    | {
        readonly refuses: string;
        /** Whether it fails there too, or is read in a way that we do not follow. */
        readonly peer: 'fails' | 'reads';
      }
  );

export const URL = 'https://id.example.org/v3';
/** A login that is complete. */
export const AUTH = { auth_url: URL, username: 'night', password: 'x', project_id: 'p1', user_domain_name: 'D' };
/** Its user. */
export const NIGHT = { name: 'night', domain: { name: 'D' } };
/** One that lacks both domains. */
export const USER = { auth_url: URL, username: 'night', password: 'x', project_name: 'bms' };
export const CREDENTIAL = { auth_url: URL, application_credential_id: 'a1', application_credential_secret: 's' };

/** openstacksdk's own tests of its configuration. */
export const CONFIG_TESTS = 'tests/unit/config/test_config.py';
export const REGION_TESTS = 'tests/unit/config/test_cloud_config.py';
export const ENVIRON_TESTS = 'tests/unit/config/test_environ.py';
export const LOADER = 'openstack/config/loader.py';
export const REGION = 'openstack/config/cloud_region.py';
export const OSC = 'osc_lib/shell.py';
/** keystoneauth's. */
export const V3_TESTS = 'keystoneauth1 tests/unit/loading/test_v3.py';
export const V3_BASE = 'keystoneauth1 identity/v3/base.py Auth.get_auth_ref';
export const V3_LOADING = 'keystoneauth1 loading/_plugins/identity/v3.py';
export const GENERIC = 'keystoneauth1 identity/generic/password.py, identity/v3/password.py';
/** gophercloud's; the files are those of its own tests. */
export const GOPHER_UTILS = 'gophercloud/utils openstack/clientconfig/testing';
export const GOPHER = 'gophercloud openstack/config/clouds/clouds_test.go TestParse';
