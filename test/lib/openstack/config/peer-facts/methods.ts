import {
  AUTH,
  CONFIG_TESTS,
  CREDENTIAL,
  GOPHER_UTILS,
  LOADER,
  NIGHT,
  type PeerFact,
  URL,
  V3_BASE,
  V3_TESTS,
} from './fact.ts';

const TOKEN = { auth_url: URL, project_id: 'p1' };
const MAGIC = `${CONFIG_TESTS} TestMagicFixes`;
const APP = `${V3_TESTS} V3ApplicationCredentialTests`;
const METHODS = 'auth_type is not one of password, v3password, token, v3token, v3applicationcredential';
const noOption = (name: string, authType: string) => `${name} is not an option of auth_type ${authType}: remove it`;
const BY_NAME = { ...AUTH, password: undefined, project_id: undefined, application_credential_secret: 's' };
const appCred = (auth: object) => ({ auth_type: 'v3applicationcredential', auth });

/** Tokens, application credentials, and what is refused of other logins. */
export const METHOD_FACTS: readonly PeerFact[] = [
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
    refuses: 'token is set without a password: auth_type must be token',
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
    refuses: 'application_credential_secret is set: auth_type must be v3applicationcredential',
    peer: 'fails',
  },
  // keystoneauth asks Keystone for the scope, which answers 401; gophercloud (auth_options.go ToTokenV3ScopeMap) leaves it out.
  ...['project_id', 'project_name', 'tenant_id', 'domain_id', 'domain_name'].map(
    (name): PeerFact => ({
      from: `${V3_BASE}: a scope beside an application credential`,
      cloud: appCred({ ...CREDENTIAL, [name]: 'p', project_domain_id: 'd' }),
      refuses: noOption(name, 'v3applicationcredential'),
      peer: 'reads',
    }),
  ),
  {
    from: `${LOADER} _fix_backwards_auth: a scope outside of auth`,
    cloud: { ...appCred(CREDENTIAL), project_id: 'p' },
    refuses: noOption('project_id', 'v3applicationcredential'),
    peer: 'reads',
  },
  // Options of another login: unexpected keyword argument
  {
    from: `${CONFIG_TESTS} test_argparse_default_no_token`,
    cloud: { auth: { ...AUTH, token: 't' } },
    refuses: noOption('token', 'password'),
    peer: 'fails',
  },
  {
    from: 'keystoneauth1 tests/unit/loading/test_generic.py TokenTests.test_options',
    cloud: { auth_type: 'token', auth: { ...TOKEN, token: 't', username: 'night' } },
    refuses: noOption('username', 'token'),
    peer: 'fails',
  },
  {
    from: 'keystoneauth1 tests/unit/loading/test_generic.py PasswordTests.test_options',
    cloud: { auth: { ...AUTH, application_credential_id: 'a1' } },
    refuses: noOption('application_credential_id', 'password'),
    peer: 'fails',
  },
  // Methods and scopes that are not ours
  {
    from: `${V3_BASE}: one scope only`,
    cloud: { auth: { ...AUTH, trust_id: 't1' } },
    refuses: 'trust_id is not supported: a stop needs a project scope',
    peer: 'fails',
  },
  {
    from: `${V3_BASE}: one scope only`,
    cloud: { auth: { ...AUTH, system_scope: 'all' } },
    refuses: 'system_scope is not supported: a stop needs a project scope',
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
    refuses: 'auth_type is empty: remove it or set it',
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
    refuses: 'auth_plugin is ignored by openstacksdk: use auth_type',
    peer: 'fails',
  },
  {
    from: `${LOADER} magic_fixes comes before normalize_keys, so that auth-type is nobody's`,
    cloud: { 'auth-type': 'token', auth: { ...TOKEN, token: 't' } },
    refuses: 'auth-type is ignored by openstacksdk: use auth_type',
    peer: 'fails',
  },
  {
    from: `${MAGIC}.test_passcode: it goes into auth, where password has no use for it; gophercloud sends it along`,
    cloud: { auth: AUTH, passcode: '123456' },
    refuses: 'passcode belongs to a login with a second factor, which is not supported',
    peer: 'fails',
  },
  // What does not belong into `auth`
  {
    from: 'keystoneauth1 identity/generic/base.py: unexpected keyword argument',
    cloud: { auth: { ...AUTH, region_name: 'west' } },
    refuses: 'region_name does not belong in auth',
    peer: 'fails',
  },
  {
    from: 'keystoneauth1 identity/generic/base.py: unexpected keyword argument',
    cloud: { auth: { ...AUTH, 'S3cret!': 'west' } },
    refuses: 'a key of auth does not belong in auth',
    peer: 'fails',
  },
  {
    from: `${LOADER} _auth_update fails on a list`,
    cloud: { auth: ['x'] },
    refuses: 'auth is not a mapping of fields (auth_url, username, …)',
    peer: 'fails',
  },
];
