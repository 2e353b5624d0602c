import { AUTH, CONFIG_TESTS, GENERIC, GOPHER_UTILS, LOADER, NIGHT, type PeerFact, URL, USER, V3_BASE } from './fact.ts';

const TOKEN = { auth_url: URL, project_id: 'p1' };
const MAGIC = `${CONFIG_TESTS} TestMagicFixes`;

/** User, project, password and address. */
export const LOGIN_FACTS: readonly PeerFact[] = [
  {
    from: `${CONFIG_TESTS} TestConfigDefault.test_set_no_default, test_get_one_auth_defaults`,
    cloud: { auth: AUTH },
    reads: { authUrl: URL, login: { method: 'password', password: 'x', user: NIGHT, project: { id: 'p1' } } },
  },
  {
    from: 'keystoneauth1 tests/unit/loading/test_v3.py PasswordTests.test_basic',
    cloud: { auth_type: 'v3password', auth: AUTH },
    reads: { login: { method: 'password', password: 'x', user: NIGHT } },
  },
  {
    from: `${V3_BASE}, identity/v3/password.py: ids before names`,
    cloud: { auth: { ...AUTH, user_id: 'u1', project_name: 'bms' } },
    reads: { login: { user: { id: 'u1' }, project: { id: 'p1' } } },
  },
  {
    from: 'keystoneauth1 tests/unit/loading/test_generic.py PasswordTests.test_loads_v3_with_user_domain',
    cloud: { auth: { ...TOKEN, user_id: 'u1', user_domain_id: 'd', password: 'x' } },
    reads: { login: { user: { id: 'u1' }, project: { id: 'p1' } } },
  },
  {
    from: `${CONFIG_TESTS} test_get_one_with_int_project_id`,
    cloud: { auth: { ...AUTH, project_id: 12345 } },
    reads: { login: { project: { id: '12345' } } },
  },
  {
    from: `${CONFIG_TESTS} test_get_one_with_hyphenated_project_id`,
    cloud: { auth: { ...AUTH, project_id: undefined, 'project-id': '12345' } },
    reads: { login: { project: { id: '12345' } } },
  },
  {
    from: `${CONFIG_TESTS} test_get_one_with_hyphenated_kwargs`,
    cloud: { auth: { ...AUTH, auth_url: undefined, 'auth-url': URL } },
    reads: { authUrl: URL },
  },
  {
    from: `${MAGIC}.test_project_conflict_priority: outside of auth before inside`,
    cloud: { auth: AUTH, project_id: 'different' },
    reads: { login: { project: { id: 'different' } } },
  },
  {
    from: `${LOADER} _fix_backwards_auth: an empty text outside takes away`,
    cloud: { auth: { ...AUTH, project_name: 'bms', project_domain_name: 'P' }, project_id: '' },
    reads: { login: { project: { name: 'bms', domain: { name: 'P' } } } },
  },
  {
    from: `${LOADER} _fix_backwards_auth: and Keystone then gives a token without a project`,
    cloud: { auth: AUTH, 'project-id': '' },
    refuses: 'project_name is missing (or project_id)',
    peer: 'reads',
  },
  {
    from: `${MAGIC}.test_project_password`,
    cloud: { auth: { ...AUTH, 'project-name': 'name', 'project-id': 'id' } },
    reads: { login: { project: { id: 'id' } } },
  },
  {
    from: `${LOADER} _fix_backwards_auth: project before tenant, wherever each is`,
    cloud: { auth: AUTH, tenant_id: 'old' },
    reads: { login: { project: { id: 'p1' } } },
  },
  {
    from: `${LOADER} _fix_backwards_auth`,
    cloud: { auth: { ...AUTH, project_id: undefined, tenant_name: 't', project_domain_id: 'd' } },
    reads: { login: { project: { name: 't', domain: { id: 'd' } } } },
  },
  {
    from: `${CONFIG_TESTS} test_get_one_precedence: of the password the one inside of auth`,
    cloud: { auth: AUTH, password: 'outside' },
    reads: { login: { password: 'x' } },
  },
  {
    from: `${LOADER} _validate_auth: outside when auth has none`,
    cloud: { auth: { ...AUTH, username: undefined, password: '' }, username: 'out', password: 'outside' },
    reads: { login: { user: { name: 'out', domain: { name: 'D' } }, password: 'outside' } },
  },
  {
    from: `${LOADER} _find_winning_auth_value: an older name in auth before the newer one outside`,
    cloud: { auth: { ...AUTH, username: undefined, user_name: 'inner' }, username: 'outer' },
    reads: { login: { user: { name: 'inner', domain: { name: 'D' } } } },
  },
  {
    from: `${LOADER} _find_winning_auth_value`,
    cloud: { auth: { ...AUTH, user_name: 'old' } },
    reads: { login: { user: NIGHT } },
  },
  {
    from: `${CONFIG_TESTS} TestExcludedFormattedConfigValue: braces in a password are its own`,
    cloud: { auth: { ...AUTH, password: 'foo{bar}' } },
    reads: { login: { password: 'foo{bar}' } },
  },
  {
    from: `${GENERIC}: password is a required attribute`,
    cloud: { auth: { ...AUTH, password: undefined } },
    refuses: 'password is missing',
    peer: 'fails',
  },
  {
    from: `${CONFIG_TESTS} test_get_one_unscoped_identity`,
    cloud: { auth: { ...AUTH, project_id: undefined } },
    refuses: 'project_name is missing (or project_id)',
    peer: 'reads',
  },
  {
    from: `${CONFIG_TESTS} test_get_one_domain_scoped`,
    cloud: { auth: { ...AUTH, project_id: undefined, 'domain-id': '12345' } },
    refuses: 'project_name is missing (or project_id)',
    peer: 'reads',
  },
  // Address
  {
    from: `${V3_BASE}: a base address`,
    cloud: { auth: { ...AUTH, auth_url: 'https://id.example.org:5000' } },
    reads: { authUrl: 'https://id.example.org:5000/v3' },
  },
  {
    from: `${V3_BASE}: a slash at its end`,
    cloud: { auth: { ...AUTH, auth_url: 'https://id.example.org/v3/' } },
    reads: { authUrl: URL },
  },
  {
    from: `${MAGIC}.test_auth_url_formatting`,
    cloud: { auth: { ...AUTH, auth_url: 'https://{region_name}.example.org' }, region_name: 'r1' },
    reads: { authUrl: 'https://r1.example.org/v3' },
  },
  {
    from: `${MAGIC}.test_auth_url_formatting: with any field of the cloud`,
    cloud: { auth: { ...AUTH, auth_url: 'https://my.cloud/{region_id}' }, region_id: 'RegionOne' },
    refuses: 'auth_url has a placeholder, but only {region_name} is filled in, from region_name',
    peer: 'reads',
  },
  {
    from: `${GOPHER_UTILS} AlbertaAuthOpts: Keystone v2, whose API is gone`,
    cloud: { auth: { ...USER, user_domain_name: 'D', auth_url: 'https://ab.example.com:5000/v2.0' } },
    refuses: 'auth_url is for Keystone v2, which has no project-scoped v3 tokens',
    peer: 'reads',
  },
  {
    from: 'keystoneauth1 loading/identity.py: auth-url is required',
    cloud: { auth: { ...AUTH, auth_url: undefined } },
    refuses: 'auth_url is missing',
    peer: 'fails',
  },
];
