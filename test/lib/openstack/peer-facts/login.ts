import {
  AUTH,
  CONFIG_TESTS,
  CREDENTIAL,
  GENERIC,
  GOPHER_UTILS,
  LOADER,
  NIGHT,
  type PeerFact,
  URL,
  USER,
  V3_BASE,
  V3_TESTS,
} from './fact.ts';

const TOKEN = { auth_url: URL, project_id: 'p1' };
const MAGIC = `${CONFIG_TESTS} TestMagicFixes`;
const APP = `${V3_TESTS} V3ApplicationCredentialTests`;
const METHODS = 'auth_type is none of password, v3password, token, v3token, v3applicationcredential';
const BY_NAME = { ...AUTH, password: undefined, project_id: undefined, application_credential_secret: 's' };
const appCred = (auth: object, more: object = {}) => ({ auth_type: 'v3applicationcredential', auth, ...more });

/** Method, user, project, token and secret. */
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
    refuses: 'auth_url has a placeholder, and only {region_name} can be filled in, from region_name',
    peer: 'reads',
  },
  {
    from: `${GOPHER_UTILS} AlbertaAuthOpts: Keystone v2, whose API is gone`,
    cloud: { auth: { ...USER, user_domain_name: 'D', auth_url: 'https://ab.example.com:5000/v2.0' } },
    refuses: 'auth_url is of Keystone v2, which has no project-scoped v3 tokens',
    peer: 'reads',
  },
  {
    from: 'keystoneauth1 loading/identity.py: auth-url is required',
    cloud: { auth: { ...AUTH, auth_url: undefined } },
    refuses: 'auth_url is missing',
    peer: 'fails',
  },
  // Tokens
  ...[{ token: 'my' }, { auth_token: 'my' }, { 'auth-token': 'my' }].flatMap((token): PeerFact[] => [
    {
      from: `${MAGIC}.test_token_auth`,
      cloud: { auth_type: 'v3token', auth: { ...TOKEN, ...token } },
      reads: { login: { method: 'token', token: 'my', project: { id: 'p1' } } },
    },
    {
      from: `${MAGIC}.test_token_auth`,
      cloud: { auth_type: 'token', auth: TOKEN, ...token },
      reads: { login: { method: 'token', token: 'my' } },
    },
  ]),
  {
    from: `${MAGIC}.test_token_auth: outside of auth before inside`,
    cloud: { auth_type: 'v3token', auth: { ...TOKEN, token: 'ignored' }, token: 'my' },
    reads: { login: { token: 'my' } },
  },
  {
    from: `${LOADER} _fix_backwards_auth: token before auth_token, wherever each is`,
    cloud: { auth_type: 'token', auth: { ...TOKEN, token: 'my' }, auth_token: 'ignored' },
    reads: { login: { token: 'my' } },
  },
  {
    from: `${GOPHER_UTILS} ArizonaAuthOpts; openstacksdk hands the token plugin a user_domain_name, which it refuses`,
    cloud: { auth_type: 'token', auth: { auth_url: URL, token: '12345', project_name: 'P', domain_name: 'default' } },
    reads: { login: { method: 'token', token: '12345', project: { name: 'P', domain: { name: 'default' } } } },
  },
  {
    from: 'keystoneauth1 identity/generic/token.py: a token is required',
    cloud: { auth_type: 'token', auth: TOKEN },
    refuses: 'token is missing',
    peer: 'fails',
  },
  {
    from: `${CONFIG_TESTS} test_argparse_default_no_token: unexpected keyword argument token`,
    cloud: { auth: { ...TOKEN, token: 'x' } },
    refuses: 'token is set, and no password: auth_type has to be token',
    peer: 'fails',
  },
  // Application credentials
  {
    from: `${APP}.test_basic; ${GOPHER_UTILS} VirginiaAuthOpts`,
    cloud: appCred(CREDENTIAL),
    reads: { login: { method: 'application-credential', credential: { id: 'a1' }, secret: 's' } },
  },
  {
    from: `${APP}.test_with_name`,
    cloud: appCred({ ...BY_NAME, application_credential_name: 'n' }),
    reads: { login: { credential: { name: 'n', user: NIGHT }, secret: 's' } },
  },
  {
    from: `${APP}.test_without_name_or_id`,
    cloud: appCred(BY_NAME),
    refuses: 'application_credential_id is missing',
    peer: 'fails',
  },
  {
    from: `${APP}.test_without_secret`,
    cloud: appCred({ auth_url: URL, application_credential_id: 'a1', username: 'night', user_domain_id: 'd' }),
    refuses: 'application_credential_secret is missing',
    peer: 'fails',
  },
  {
    from: 'keystoneauth1 identity/generic/password.py: unexpected keyword argument',
    cloud: { auth: CREDENTIAL },
    refuses: 'application_credential_secret is set: auth_type has to be v3applicationcredential',
    peer: 'fails',
  },
  // Methods and scopes that are not ours
  {
    from: `${V3_BASE}: one scope only`,
    cloud: { auth: { ...AUTH, trust_id: 't1' } },
    refuses: 'trust_id is not used: a stop needs a project scope',
    peer: 'fails',
  },
  {
    from: `${V3_BASE}: one scope only`,
    cloud: { auth: { ...AUTH, system_scope: 'all' } },
    refuses: 'system_scope is not used: a stop needs a project scope',
    peer: 'fails',
  },
  ...['v2password', 'v2token', 'v3oidcpassword', 'v3totp', 'v3multifactor', 'http_basic', 'none', 'admin_token'].map(
    (auth_type): PeerFact => ({
      from: 'keystoneauth1 tests/unit/loading/test_entry_points.py; gophercloud/utils YukonAuthOpts',
      cloud: { auth_type, auth: AUTH },
      refuses: METHODS,
      peer: 'fails',
    }),
  ),
  {
    from: `${CONFIG_TESTS} test_register_argparse_bad_plugin`,
    cloud: { auth_type: 'foo', auth: AUTH },
    refuses: METHODS,
    peer: 'fails',
  },
  {
    from: `${LOADER} _get_auth_loader: no auth_type at all`,
    cloud: { auth_type: '', auth: AUTH },
    refuses: 'auth_type is empty: take it out, or set it',
    peer: 'fails',
  },
  {
    from: `${LOADER} _fix_backwards_auth_plugin`,
    cloud: { auth_plugin: 'token', auth_type: 'password', auth: AUTH },
    reads: { login: { method: 'password' } },
  },
  {
    from: `${LOADER} _fix_backwards_auth_plugin: the default of auth_type wins, too`,
    cloud: { auth_plugin: 'token', auth: { ...TOKEN, token: 't' } },
    refuses: 'auth_plugin is passed over by openstacksdk: write auth_type',
    peer: 'fails',
  },
  {
    from: `${LOADER} magic_fixes comes before normalize_keys, so that auth-type is nobody's`,
    cloud: { 'auth-type': 'token', auth: { ...TOKEN, token: 't' } },
    refuses: 'auth-type is passed over by openstacksdk: write auth_type',
    peer: 'fails',
  },
  {
    from: `${MAGIC}.test_passcode: it goes into auth, where password has no use for it; gophercloud sends it along`,
    cloud: { auth: AUTH, passcode: '123456' },
    refuses: 'passcode is of a login with a second factor, which is not read here',
    peer: 'fails',
  },
  // What does not belong into `auth`
  {
    from: 'keystoneauth1 identity/generic/base.py: unexpected keyword argument',
    cloud: { auth: { ...AUTH, region_name: 'west' } },
    refuses: 'region_name does not belong into auth',
    peer: 'fails',
  },
  {
    from: 'keystoneauth1 identity/generic/base.py: unexpected keyword argument',
    cloud: { auth: { ...AUTH, 'S3cret!': 'west' } },
    refuses: 'a key of auth does not belong into auth',
    peer: 'fails',
  },
  {
    from: `${LOADER} _auth_update fails on a list`,
    cloud: { auth: ['x'] },
    refuses: 'auth is no mapping of fields (auth_url, username, …)',
    peer: 'fails',
  },
];
