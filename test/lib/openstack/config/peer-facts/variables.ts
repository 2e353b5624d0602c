import { AUTH, CONFIG_TESTS, ENVIRON_TESTS, GOPHER_UTILS, LOADER, NIGHT, type PeerFact, REGION, URL } from './fact.ts';

const USER = { OS_AUTH_URL: URL, OS_USERNAME: 'night', OS_PASSWORD: 'x', OS_USER_DOMAIN_NAME: 'D' };
const ENV = { ...USER, OS_PROJECT_ID: 'p1' };
const BMS = { ...USER, OS_PROJECT_NAME: 'bms' };
const { OS_USER_DOMAIN_NAME: _, ...NO_DOMAIN } = BMS;
const CREDENTIAL = { OS_APPLICATION_CREDENTIAL_ID: 'a1', OS_APPLICATION_CREDENTIAL_SECRET: 's' };

/** `OS_*` without `OS_CLOUD`: a cloud of their own, called envvars. */
export const VARIABLE_FACTS: readonly PeerFact[] = [
  {
    from: `${ENVIRON_TESTS} test_environ_exists, test_have_envvars`,
    env: { ...BMS, NOVA_PROJECT_ID: 'testnova' },
    reads: { authUrl: URL, login: { method: 'password', user: NIGHT, password: 'x', project: { name: 'bms' } } },
  },
  {
    from: `${GOPHER_UTILS} HawaiiEnvAuth`,
    env: { ...NO_DOMAIN, OS_DOMAIN_NAME: 'default' },
    reads: {
      login: {
        user: { name: 'night', domain: { name: 'default' } },
        project: { name: 'bms', domain: { name: 'default' } },
      },
    },
  },
  {
    from: `${GOPHER_UTILS} FloridaEnvAuth`,
    env: { ...ENV, OS_USER_DOMAIN_ID: 'abcde', OS_USER_DOMAIN_NAME: '' },
    reads: { login: { user: { name: 'night', domain: { id: 'abcde' } }, project: { id: 'p1' } } },
  },
  {
    from: `${GOPHER_UTILS} CaliforniaEnvAuth`,
    env: { ...BMS, OS_PROJECT_DOMAIN_NAME: 'default' },
    reads: { login: { user: NIGHT, project: { name: 'bms', domain: { name: 'default' } } } },
  },
  {
    from: `${GOPHER_UTILS} NewMexicoEnvAuth`,
    env: { ...BMS, OS_PROJECT_DOMAIN_NAME: 'Some Domain', OS_DOMAIN_NAME: 'default' },
    reads: { login: { user: NIGHT, project: { name: 'bms', domain: { name: 'Some Domain' } } } },
  },
  {
    from: `${GOPHER_UTILS} NevadaEnvAuth`,
    env: {
      OS_AUTH_URL: URL,
      OS_USER_ID: '12345',
      OS_PASSWORD: 'x',
      OS_PROJECT_NAME: 'bms',
      OS_PROJECT_DOMAIN_NAME: 'Some Domain',
    },
    reads: { login: { user: { id: '12345' }, project: { name: 'bms', domain: { name: 'Some Domain' } } } },
  },
  {
    from: `${GOPHER_UTILS} TexasEnvAuth: openstacksdk passes over OS_DEFAULT_DOMAIN, which gophercloud reads`,
    env: { ...BMS, OS_DEFAULT_DOMAIN: 'default' },
    reads: { login: { user: NIGHT, project: { name: 'bms' } } },
  },
  {
    from: `${GOPHER_UTILS} ArizonaEnvAuth: gophercloud needs no OS_AUTH_TYPE, openstacksdk does`,
    env: { OS_AUTH_URL: URL, OS_TOKEN: '12345', OS_PROJECT_NAME: 'P', OS_DOMAIN_NAME: 'default' },
    refuses: 'token is set without a password: auth_type must be token',
    peer: 'fails',
  },
  {
    from: `${LOADER} _fix_backwards_auth`,
    env: { OS_AUTH_TYPE: 'token', OS_AUTH_URL: URL, OS_AUTH_TOKEN: 't', OS_PROJECT_ID: 'p1' },
    reads: { login: { method: 'token', token: 't', project: { id: 'p1' } } },
  },
  {
    from: `${GOPHER_UTILS} VirginiaEnvAuth`,
    env: { OS_AUTH_URL: URL, OS_AUTH_TYPE: 'v3applicationcredential', ...CREDENTIAL },
    reads: { login: { method: 'application-credential', credential: { id: 'a1' }, secret: 's' } },
  },
  {
    from: `${GOPHER_UTILS} VirginiaEnvAuth: gophercloud needs no OS_AUTH_TYPE, openstacksdk does`,
    env: { OS_AUTH_URL: URL, ...CREDENTIAL },
    refuses: 'application_credential_secret is set: auth_type must be v3applicationcredential',
    peer: 'fails',
  },
  {
    from: `${GOPHER_UTILS} AlbertaEnvAuth`,
    env: { ...BMS, OS_AUTH_URL: 'https://ab.example.com:5000/v2.0', OS_IDENTITY_API_VERSION: '2.0' },
    refuses: 'auth_url is for Keystone v2, which has no project-scoped v3 tokens',
    peer: 'reads',
  },
  {
    from: `${CONFIG_TESTS} test_env_argparse_precedence; ${LOADER} _fix_backwards_auth`,
    env: { ...USER, OS_TENANT_NAME: 'tenants-are-bad', OS_PROJECT_NAME: 'project' },
    reads: { login: { project: { name: 'project' } } },
  },
  {
    from: `${LOADER} _fix_backwards_auth`,
    env: { ...USER, OS_TENANT_ID: 't1' },
    reads: { login: { project: { id: 't1' } } },
  },
  {
    from: `${ENVIRON_TESTS} test_incomplete_envvars`,
    env: { ...ENV, OS_AUTH_URL: '', NOVA_AUTH_URL: URL },
    refuses: 'auth_url is missing',
    peer: 'fails',
  },
  {
    from: `${ENVIRON_TESTS} test_envvar_name_override`,
    env: { ...ENV, OS_CLOUD_NAME: 'override' },
    reads: { login: { project: { id: 'p1' } } },
  },
  {
    from: `${LOADER} __init__: a file has a cloud of that name`,
    cloud: { auth: AUTH },
    env: { ...ENV, OS_CLOUD_NAME: 'c' },
    refuses: 'has the same name as the cloud that OS_* variables describe: rename one',
    peer: 'fails',
  },
  {
    from: `${ENVIRON_TESTS} test_environ_exists: a file's cloud has none of the variables' fields`,
    cloud: { auth: AUTH },
    env: { ...ENV, OS_CLOUD: 'c', OS_PROJECT_ID: 'other', OS_REGION_NAME: 'r', OS_INTERFACE: 'admin' },
    reads: { region: null, interface: 'public', login: { project: { id: 'p1' } } },
  },
  {
    from: `${ENVIRON_TESTS} test_test_envvars; ${LOADER} _get_os_environ: what belongs to test runs`,
    cloud: { auth: AUTH },
    env: { OS_STDERR_CAPTURE: 'True', OS_TEST_PATH: 't', OS_LOG_CAPTURE: '1' },
    reads: { login: { project: { id: 'p1' } } },
  },
  { from: `${LOADER} _get_os_environ`, env: { ...ENV, OS_REGION_NAME: 'r' }, reads: { region: 'r' } },
  { from: `${LOADER} _get_known_regions`, env: { ...ENV, OS_REGION_NAME: 'a,b' }, reads: { region: 'a' } },
  { from: `${LOADER} magic_fixes`, env: { ...ENV, OS_ENDPOINT_TYPE: 'internalURL' }, reads: { interface: 'internal' } },
  { from: `${LOADER} _get_os_environ`, env: { ...ENV, OS_INTERFACE: 'admin' }, reads: { interface: 'admin' } },
  {
    from: `${LOADER} magic_fixes`,
    env: { ...ENV, OS_INTERFACE: 'admin', OS_ENDPOINT_TYPE: 'internal' },
    reads: { interface: 'internal' },
  },
  {
    from: `${LOADER} _get_os_environ: an empty variable is a value (gophercloud: none)`,
    env: { ...ENV, OS_INTERFACE: '' },
    refuses: 'interface is empty: remove it or set it',
    peer: 'reads',
  },
  {
    from: `${REGION} get_region_name`,
    env: { ...ENV, OS_REGION_NAME: 'a', OS_COMPUTE_REGION_NAME: '' },
    refuses: 'compute_region_name is empty: remove it or set it',
    peer: 'reads',
  },
  {
    from: `${REGION} get_requests_verify_args: an empty text switches the check off`,
    env: { ...ENV, OS_VERIFY: '' },
    refuses: 'verify is empty: remove it or set it',
    peer: 'reads',
  },
  {
    from: `${LOADER} _fix_backwards_auth: empty names are none`,
    env: { ...ENV, OS_PROJECT_DOMAIN_NAME: '', OS_TENANT_ID: '', OS_REGION_NAME: '', OS_CACERT: '' },
    reads: { region: null, verify: true, login: { project: { id: 'p1' } } },
  },
  {
    from: `${REGION} _get_config: fields of one service`,
    env: {
      ...ENV,
      OS_REGION_NAME: 'main',
      OS_COMPUTE_REGION_NAME: 'west',
      OS_COMPUTE_INTERFACE: 'admin',
      OS_COMPUTE_SERVICE_NAME: 'nova2',
      OS_COMPUTE_SERVICE_TYPE: 'compute2',
      OS_COMPUTE_ENDPOINT_OVERRIDE: 'https://n.example',
    },
    reads: {
      region: 'west',
      interface: 'admin',
      serviceName: 'nova2',
      serviceType: 'compute2',
      computeUrl: 'https://n.example',
    },
  },
  {
    from: `${GOPHER_UTILS} tls_test.go OS_INSECURE=true; ${LOADER} _handle_value_types`,
    env: { ...ENV, OS_INSECURE: 'true' },
    reads: { verify: false },
  },
  {
    from: `${GOPHER_UTILS} tls_test.go OS_INSECURE=false`,
    env: { ...ENV, OS_INSECURE: 'false' },
    reads: { verify: true },
  },
  { from: `${GOPHER_UTILS} tls_test.go OS_INSECURE unset`, env: ENV, reads: { verify: true } },
  {
    from: `${GOPHER_UTILS} tls_test.go OS_INSECURE=invalid: openstacksdk takes it for no`,
    env: { ...ENV, OS_INSECURE: 'invalid' },
    refuses: 'insecure is neither true nor false',
    peer: 'reads',
  },
  {
    from: `${GOPHER_UTILS} tls_test.go custom env prefix`,
    env: { ...ENV, FOO_INSECURE: 'true' },
    reads: { verify: true },
  },
];
