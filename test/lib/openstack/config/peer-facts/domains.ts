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
  V3_LOADING,
  V3_TESTS,
} from './fact.ts';

const PASSWORD = 'keystoneauth1 tests/unit/identity/test_password.py';
const needs = (authType: string) =>
  `project_domain_name is missing (or project_domain_id), which ${authType} needs together with project_name`;
const inDomain = (user: object, project: object) => ({
  login: { user: { name: 'night', domain: user }, project: { name: 'bms', domain: project } },
});

export const DOMAIN_FACTS: readonly PeerFact[] = [
  {
    from: `${CONFIG_TESTS} test_get_one_infer_user_domain; ${GENERIC}`,
    cloud: { auth: { ...USER, domain_id: 'awesome-domain' } },
    reads: inDomain({ id: 'awesome-domain' }, { id: 'awesome-domain' }),
  },
  {
    from: `${CONFIG_TESTS} test_get_one_with_domain_id`,
    cloud: { auth: { ...USER, domain_id: '6789', project_domain_id: '123456789' } },
    reads: inDomain({ id: '6789' }, { id: '123456789' }),
  },
  {
    from: `${GOPHER_UTILS} HawaiiAuthOpts: domain_name for both`,
    cloud: { auth: { ...USER, domain_name: 'default' } },
    reads: inDomain({ name: 'default' }, { name: 'default' }),
  },
  {
    from: `${GOPHER_UTILS} NewMexicoAuthOpts: domain_name only for what has none of its own`,
    cloud: {
      auth: { ...USER, domain_name: 'default', project_domain_name: 'Some Domain', user_domain_name: 'Other Domain' },
    },
    reads: inDomain({ name: 'Other Domain' }, { name: 'Some Domain' }),
  },
  {
    from: `${GOPHER_UTILS} CaliforniaAuthOpts`,
    cloud: { auth: { ...USER, project_domain_name: 'default', user_domain_name: 'default' } },
    reads: inDomain({ name: 'default' }, { name: 'default' }),
  },
  {
    from: `${GOPHER_UTILS} FloridaAuthOpts: a project id needs no domain`,
    cloud: { auth: { ...AUTH, project_id: '12345', user_domain_name: undefined, user_domain_id: 'abcde' } },
    reads: { login: { user: { name: 'night', domain: { id: 'abcde' } }, project: { id: '12345' } } },
  },
  {
    from: `${GOPHER_UTILS} NevadaAuthOpts: a user id needs no domain`,
    cloud: { auth: { auth_url: URL, user_id: '12345', password: 'x', project_name: 'bms', project_domain_name: 'S' } },
    reads: { login: { user: { id: '12345' }, project: { name: 'bms', domain: { name: 'S' } } } },
  },
  {
    from: `${PASSWORD} test_default_domain_id_with_v3`,
    cloud: { auth: { ...USER, default_domain_id: 'default' } },
    reads: inDomain({ id: 'default' }, { id: 'default' }),
  },
  {
    from: `${PASSWORD} test_default_domain_name_with_v3`,
    cloud: { auth: { ...USER, default_domain_name: 'Default', user_domain_name: 'Users' } },
    reads: inDomain({ name: 'Users' }, { name: 'Default' }),
  },
  {
    from: `${GENERIC}: an id before a name, also when it is the default`,
    cloud: { auth: { ...USER, default_domain_id: 'default', user_domain_name: 'Users' } },
    reads: inDomain({ id: 'default' }, { id: 'default' }),
  },
  {
    from: GENERIC,
    cloud: {
      auth: { ...USER, user_domain_id: 'u', user_domain_name: 'U', project_domain_id: 'p', project_domain_name: 'P' },
    },
    reads: inDomain({ id: 'u' }, { id: 'p' }),
  },
  {
    from: `${LOADER} _handle_domain_id; ${GENERIC}`,
    cloud: { auth: { ...AUTH, domain_id: 'company', user_domain_name: 'Users' } },
    reads: { login: { user: { name: 'night', domain: { id: 'company' } }, project: { id: 'p1' } } },
  },
  {
    from: `${LOADER} _handle_domain_id: a domain of its own before domain_name`,
    cloud: { auth: { ...USER, domain_name: 'D', project_domain_id: 'p' } },
    reads: inDomain({ name: 'D' }, { id: 'p' }),
  },
  {
    from: `${LOADER} _fix_backwards_auth: outside of auth before inside`,
    cloud: { auth: { ...USER, user_domain_name: 'in', project_domain_name: 'in' }, user_domain_name: 'out' },
    reads: inDomain({ name: 'out' }, { name: 'in' }),
  },
  {
    from: `${LOADER} _fix_backwards_auth: an empty text outside takes away`,
    cloud: {
      auth: { ...USER, user_domain_name: 'in', project_domain_name: 'P', domain_name: 'D' },
      user_domain_name: '',
    },
    reads: inDomain({ name: 'D' }, { name: 'P' }),
  },
  {
    from: `${LOADER} _fix_backwards_auth: of both the key with dashes`,
    cloud: { auth: { 'user-domain-name': 'E', ...AUTH } },
    reads: { login: { user: { name: 'night', domain: { name: 'E' } } } },
  },
  {
    from: `${LOADER} normalize_keys: a number is a text`,
    cloud: { auth: { ...USER, domain_id: 6789 } },
    reads: inDomain({ id: '6789' }, { id: '6789' }),
  },
  // A domain that is missing
  {
    from: `${GENERIC} sends the name alone, which some clouds take`,
    cloud: { auth: { ...USER, user_domain_name: 'D' } },
    reads: { login: { user: NIGHT, project: { name: 'bms' } } },
  },
  {
    from: `${V3_TESTS} PasswordTests.test_without_user_domain`,
    cloud: { auth_type: 'v3password', auth: { ...AUTH, user_domain_name: undefined } },
    refuses: 'user_domain_name is missing (or user_domain_id)',
    peer: 'fails',
  },
  {
    from: `${V3_LOADING} _assert_identity_options: also beside a user id`,
    cloud: { auth_type: 'v3password', auth: { ...AUTH, user_domain_name: undefined, user_id: 'u1' } },
    refuses: 'user_domain_name is missing (or user_domain_id), which v3password needs together with username',
    peer: 'fails',
  },
  {
    from: `${V3_TESTS} PasswordTests.test_without_project_domain`,
    cloud: { auth_type: 'v3password', auth: { ...USER, user_domain_id: 'd' } },
    refuses: needs('v3password'),
    peer: 'fails',
  },
  {
    from: 'keystoneauth1 loading/identity.py BaseV3Loader.load_from_options: also beside a project id',
    cloud: { auth_type: 'v3password', auth: { ...AUTH, project_name: 'bms' } },
    refuses: needs('v3password'),
    peer: 'fails',
  },
  {
    from: 'keystoneauth1 loading/identity.py BaseV3Loader.load_from_options',
    cloud: { auth_type: 'v3token', auth: { auth_url: URL, token: 't', project_name: 'bms' } },
    refuses: needs('v3token'),
    peer: 'fails',
  },
  {
    from: `${V3_TESTS} PasswordTests.test_basic`,
    cloud: { auth_type: 'v3password', auth: { ...USER, user_domain_id: 'u', project_domain_id: 'p' } },
    reads: { login: { user: { name: 'night', domain: { id: 'u' } }, project: { name: 'bms', domain: { id: 'p' } } } },
  },
  {
    from: `${V3_LOADING} has no default_domain_id`,
    cloud: { auth_type: 'v3password', auth: { ...AUTH, default_domain_id: 'default' } },
    refuses:
      'default_domain_id is not an option of v3password: set user_domain_id and project_domain_id, or auth_type password',
    peer: 'fails',
  },
  {
    from: `${V3_TESTS} V3ApplicationCredentialTests.test_without_user_domain`,
    cloud: {
      auth_type: 'v3applicationcredential',
      auth: { auth_url: URL, application_credential_name: 'n', username: 'night', application_credential_secret: 's' },
    },
    refuses: 'user_domain_name is missing (or user_domain_id)',
    peer: 'fails',
  },
  {
    from: `${V3_LOADING} _assert_identity_options: also beside an id`,
    cloud: { auth_type: 'v3applicationcredential', auth: { ...CREDENTIAL, username: 'night' } },
    refuses:
      'user_domain_name is missing (or user_domain_id), which v3applicationcredential needs together with username',
    peer: 'fails',
  },
  {
    from: `${V3_LOADING} _assert_identity_options: also beside a user id`,
    cloud: {
      auth_type: 'v3applicationcredential',
      auth: {
        auth_url: URL,
        application_credential_name: 'n',
        application_credential_secret: 's',
        user_id: 'u1',
        username: 'night',
      },
    },
    refuses:
      'user_domain_name is missing (or user_domain_id), which v3applicationcredential needs together with username',
    peer: 'fails',
  },
  {
    from: `${GENERIC} sends a user name without a domain, which Keystone refuses`,
    cloud: { auth: { ...AUTH, user_domain_name: undefined } },
    refuses: 'user_domain_name is missing (or user_domain_id)',
    peer: 'reads',
  },
  {
    from: `${GOPHER_UTILS} TexasAuthOpts; openstacksdk hands default_domain to the plugin, which refuses it`,
    cloud: { auth: { ...USER, user_domain_name: 'D', default_domain: 'default' } },
    refuses: 'default_domain does not belong in auth',
    peer: 'fails',
  },
  // Null is nothing here, where openstacksdk makes the text None of it.
  {
    from: `${LOADER} _fix_backwards_auth`,
    cloud: { auth: { ...AUTH, user_domain_name: null } },
    refuses: 'user_domain_name is missing (or user_domain_id)',
    peer: 'reads',
  },
];
