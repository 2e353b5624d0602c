/** A fact about another client: the cloud `c` and the variables it was given, and what it made of them. */
export interface PeerFact {
  /** Where the fact comes from: file and function, or test. */
  readonly from: string;
  readonly cloud: object;
  readonly env?: Readonly<Record<string, string>>;
  /** Fields of what is read, as that client has them; or our refusal, where it fails too or where we do not follow. */
  readonly reads?: object;
  readonly refuses?: string;
}

const URL = 'https://id.example.org/v3';
const AUTH = { auth_url: URL, username: 'night', password: 'x', project_id: 'p1', user_domain_name: 'D' };
const USER = { auth_url: URL, username: 'night', password: 'x', project_name: 'bms' };
const REGIONS = {
  auth: AUTH,
  regions: ['east', { name: 'west', values: { auth: { auth_url: 'https://id-west.example.org/v3' } } }],
};
const KEYSTONE = 'keystoneauth1 identity/generic/password.py, identity/v3/password.py';
const LOADER = 'openstacksdk openstack/config/loader.py';
const REGION = 'openstacksdk openstack/config/cloud_region.py';

/** Read from the sources of openstacksdk 0.101 (1.0 in part), keystoneauth1 5.0 and osc-lib 2.6, and seen by running them. */
export const PEER_FACTS: readonly PeerFact[] = [
  // Region
  {
    from: `${REGION} get_region_name; tests/unit/config/test_cloud_config.py test_get_region_name`,
    cloud: { auth: AUTH, region_name: 'main', compute_region_name: 'compute-west' },
    reads: { region: 'compute-west' },
  },
  { from: `${LOADER} _get_region`, cloud: REGIONS, reads: { region: 'east', authUrl: URL } },
  {
    from: `osc_lib/shell.py --os-region-name, ${LOADER} _get_region`,
    cloud: REGIONS,
    env: { OS_REGION_NAME: 'west' },
    reads: { region: 'west', authUrl: 'https://id-west.example.org/v3' },
  },
  {
    from: `${LOADER} _get_region`,
    cloud: REGIONS,
    env: { OS_REGION_NAME: 'nowhere' },
    refuses: 'OS_REGION_NAME is not a valid region name for this cloud, which has east, west (case matters)',
  },
  {
    from: `${LOADER} _get_region`,
    cloud: { auth: AUTH, region_name: 'a' },
    env: { OS_REGION_NAME: 'b' },
    refuses: 'OS_REGION_NAME is not a valid region name for this cloud, which has a (case matters)',
  },
  {
    from: `${LOADER} _get_known_regions`,
    cloud: { auth: AUTH, region_name: 'a,b' },
    env: { OS_REGION_NAME: 'b' },
    reads: { region: 'b' },
  },
  { from: `${LOADER} _get_region`, cloud: { auth: AUTH }, env: { OS_REGION_NAME: 'b' }, reads: { region: 'b' } },
  {
    from: `${LOADER} _get_region`,
    cloud: { auth: AUTH, regions: [] },
    env: { OS_REGION_NAME: 'b' },
    reads: { region: 'b' },
  },
  {
    from: `${REGION} get_region_name`,
    cloud: { ...REGIONS, compute_region_name: 'nova' },
    env: { OS_REGION_NAME: 'west' },
    reads: { region: 'nova', authUrl: 'https://id-west.example.org/v3' },
  },
  {
    from: `${LOADER} _expand_regions; tests/unit/config/test_config.py test_get_region_invalid_keys`,
    cloud: { auth: AUTH, regions: [{ values: { interface: 'internal' } }] },
    refuses: 'entry 1 of regions has no name',
  },
  {
    from: `${LOADER} _expand_regions`,
    cloud: { auth: AUTH, regions: ['a', { name: 'b', interface: 'internal' }] },
    refuses: 'entry 2 of regions has something else than name and values',
  },
  {
    from: `${LOADER} _expand_regions goes through its letters`,
    cloud: { auth: AUTH, regions: 'east' },
    refuses: 'regions is not a list',
  },
  {
    from: `${LOADER} get_one fails on values that are no mapping`,
    cloud: { auth: AUTH, regions: [{ name: 'a', values: ['b'] }] },
    refuses: 'entry 1 of regions has values that are no mapping',
  },
  {
    from: `${LOADER} get_one: None values do not take over`,
    cloud: { auth: AUTH, interface: 'internal', regions: [{ name: 'a', values: { interface: null } }] },
    reads: { region: 'a', interface: 'internal' },
  },
  // Interface
  {
    from: `${LOADER} magic_fixes; gophercloud/utils clientconfig testing`,
    cloud: { auth: AUTH, interface: 'admin', endpoint_type: 'internal' },
    reads: { interface: 'internal' },
  },
  {
    from: 'osc_lib/shell.py --os-interface',
    cloud: { auth: AUTH, interface: 'admin' },
    env: { OS_INTERFACE: 'internal' },
    reads: { interface: 'internal' },
  },
  {
    from: `osc_lib/shell.py --os-interface, ${LOADER} magic_fixes`,
    cloud: { auth: AUTH, endpoint_type: 'admin' },
    env: { OS_INTERFACE: 'internal' },
    reads: { interface: 'admin' },
  },
  {
    from: `${REGION} get_interface`,
    cloud: { auth: AUTH, interface: 'admin', compute_interface: 'internal' },
    reads: { interface: 'internal' },
  },
  {
    from: `${LOADER} _fix_backwards_interface`,
    cloud: { auth: AUTH, interface: 'admin', compute_endpoint_type: 'internalURL' },
    reads: { interface: 'internal' },
  },
  {
    from: `${LOADER} _fix_backwards_interface takes the later one`,
    cloud: { auth: AUTH, compute_interface: 'public', compute_endpoint_type: 'internal' },
    refuses: 'compute_interface and compute_endpoint_type say different things: remove one',
  },
  // Service
  {
    from: `${REGION} get_service_type, get_service_name`,
    cloud: { auth: AUTH, 'compute-service-type': 'compute_legacy', compute_service_name: 'nova2' },
    reads: { serviceType: 'compute_legacy', serviceName: 'nova2' },
  },
  {
    from: `${REGION} get_endpoint, ${LOADER} get_one (format)`,
    cloud: { auth: AUTH, region_name: 'r', compute_endpoint: 'https://nova.{region_name}.example' },
    reads: { computeUrl: 'https://nova.r.example' },
  },
  {
    from: `${REGION} get_endpoint`,
    cloud: { auth: AUTH, compute_endpoint_override: 'https://a.example', compute_endpoint: 'https://b.example' },
    reads: { computeUrl: 'https://a.example' },
  },
  {
    from: `${LOADER} get_one (format) raises KeyError`,
    cloud: { auth: AUTH, compute_endpoint_override: 'https://nova.{zone}.example' },
    refuses: 'compute_endpoint_override has a placeholder, and only {region_name} can be filled in, from region_name',
  },
  // Domains
  {
    from: `keystoneauth1 loading/identity.py BaseGenericLoader; ${KEYSTONE}`,
    cloud: { auth: { ...USER, default_domain_id: 'default' } },
    reads: {
      login: {
        user: { name: 'night', domain: { id: 'default' } },
        project: { name: 'bms', domain: { id: 'default' } },
      },
    },
  },
  {
    from: KEYSTONE,
    cloud: { auth: { ...USER, default_domain_name: 'Default', user_domain_name: 'Users' } },
    reads: { login: { user: { domain: { name: 'Users' } }, project: { domain: { name: 'Default' } } } },
  },
  {
    from: `${KEYSTONE}: an id before a name, also when it is the default`,
    cloud: { auth: { ...USER, default_domain_id: 'default', user_domain_name: 'Users' } },
    reads: { login: { user: { domain: { id: 'default' } } } },
  },
  {
    from: `${LOADER} _handle_domain_id; ${KEYSTONE}`,
    cloud: { auth: { ...AUTH, domain_id: 'company', user_domain_name: 'Users' } },
    reads: { login: { user: { domain: { id: 'company' } } } },
  },
  {
    from: 'keystoneauth1 loading/_plugins/identity/v3.py has no default_domain_id',
    cloud: { auth_type: 'v3password', auth: { ...AUTH, default_domain_id: 'default' } },
    refuses:
      'default_domain_id is no option of v3password: set user_domain_id and project_domain_id, or auth_type password',
  },
  {
    from: 'keystoneauth1 loading/_plugins/identity/v3.py _assert_identity_options',
    cloud: { auth: { ...AUTH, user_domain_name: null } },
    refuses: 'user_domain_name is missing (or user_domain_id)',
  },
  {
    from: `${LOADER} _fix_backwards_project: of both the key with dashes`,
    cloud: { auth: { 'user-domain-name': 'E', ...AUTH } },
    reads: { login: { user: { domain: { name: 'E' } } } },
  },
  // Ids beside names, scopes, and what does not belong into `auth`
  {
    from: 'keystoneauth1 identity/v3/base.py Auth.get_auth_ref, identity/v3/password.py',
    cloud: { auth: { ...AUTH, user_id: 'u1', project_name: 'bms' } },
    reads: { login: { user: { id: 'u1' }, project: { id: 'p1' } } },
  },
  {
    from: 'keystoneauth1 identity/v3/base.py Auth.get_auth_ref: one scope only',
    cloud: { auth: { ...AUTH, trust_id: 't1' } },
    refuses: 'trust_id is not used: a stop needs a project scope',
  },
  {
    from: 'keystoneauth1 identity/generic/base.py: unexpected keyword argument',
    cloud: { auth: { ...AUTH, region_name: 'west' } },
    refuses: 'region_name does not belong into auth',
  },
  {
    from: 'keystoneauth1 identity/generic/base.py: unexpected keyword argument',
    cloud: { auth: { ...AUTH, 'S3cret!': 'west' } },
    refuses: 'a key of auth does not belong into auth',
  },
  {
    from: `${LOADER} _auth_update fails on a list`,
    cloud: { auth: ['x'] },
    refuses: 'auth is no mapping of fields (auth_url, username, …)',
  },
  {
    from: 'keystoneauth1 identity/generic/password.py: unexpected keyword argument token',
    cloud: { auth: { auth_url: URL, project_id: 'p1', token: 'x' } },
    refuses: 'token is set, and no password: auth_type has to be token',
  },
  {
    from: 'keystoneauth1 identity/generic/password.py: unexpected keyword argument',
    cloud: { auth: { auth_url: URL, application_credential_id: 'a', application_credential_secret: 'x' } },
    refuses: 'application_credential_secret is set: auth_type has to be v3applicationcredential',
  },
  {
    from: `${LOADER} get_one: of both the later one in the file`,
    cloud: { auth: AUTH, region_name: 'a', 'region-name': 'b' },
    refuses: 'region_name is there twice, once with dashes: remove one',
  },
  // Profiles
  {
    from: 'openstack/config/vendors/ovh.json',
    cloud: { auth: AUTH, profile: 'ovh' },
    refuses:
      'profile ovh is not known here: take it out, and set auth_url (https://auth.cloud.ovh.net/v3), region_name and the domains',
  },
  {
    from: 'openstack/config/vendors/vexxhost.json',
    cloud: { auth: AUTH, profile: 'vexxhost' },
    refuses: 'profile vexxhost is not known here: take it out, and set auth_url, region_name and the domains',
  },
  {
    from: 'openstack/config/vendors/__init__.py get_profile',
    cloud: { auth: AUTH, profile: 'https://vexxhost.com' },
    refuses: 'profile is an address, which is not fetched: take it out, and set auth_url, region_name and the domains',
  },
  {
    from: `${LOADER} _expand_vendor_profile warns only`,
    cloud: { auth: AUTH, profile: 'mine' },
    reads: { authUrl: URL },
  },
  {
    from: `${LOADER} _auth_update; a field with null is absent here`,
    cloud: { auth: { ...AUTH, auth_url: null }, profile: 'otc', region_name: null, interface: null },
    reads: { authUrl: 'https://iam.eu-de.otc.t-systems.com/v3', region: 'eu-de', interface: 'public' },
  },
];
