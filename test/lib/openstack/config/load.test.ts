import { expect, test } from 'vitest';
import { defaultCloudName } from '../../../../lib/openstack/config/default-cloud.ts';
import { defaultCloudOf, loadClouds, parseClouds } from '../../../../lib/openstack/config/load.ts';

const place = (files: Record<string, string> = {}, env: Record<string, string> = {}) => ({
  env,
  workingDir: '/here',
  homeDir: '/home/me',
  readText: async (path: string) => files[path],
});
const reader = place();
const AUTH = {
  auth_url: 'https://k.example/v3',
  username: 'u',
  password: 'pw',
  user_domain_name: 'D',
  project_name: 'p',
  project_domain_name: 'D',
};
const json = (clouds: object) => JSON.stringify({ clouds });
const parsed = async (entry: object) => {
  const { clouds, problems } = await parseClouds(json({ c: entry }), reader);
  return clouds.get('c') ?? problems.map(({ message }) => message);
};

test('a cloud with a password is read completely', async () => {
  const yaml = `
clouds:
  lab:
    auth_type: v3password
    region_name: RegionOne
    identity_api_version: 3
    auth:
      auth_url: http://127.0.0.1:15000/v3
      username: stopper
      password: pw
      project_name: bms
      user_domain_name: Default
      project_domain_name: Default
`;
  const { clouds, problems } = await loadClouds(place({ '/here/clouds.yaml': yaml }));
  expect(problems).toEqual([]);
  const cloud = clouds.get('lab');
  expect(cloud).toMatchObject({
    name: 'lab',
    authUrl: 'http://127.0.0.1:15000/v3',
    region: 'RegionOne',
    interface: 'public',
    tls: { verify: true },
    login: {
      method: 'password',
      user: { name: 'stopper', domain: { name: 'Default' } },
      project: { name: 'bms', domain: { name: 'Default' } },
    },
  });
  expect(cloud?.login.method === 'password' && cloud.login.password.reveal()).toBe('pw');
  expect(JSON.stringify([...clouds])).not.toContain('pw');
});

test.each([
  ['/here/clouds.yaml', '/here/clouds.yml', '/here/clouds.json'],
  ['/here/clouds.yml', '/here/clouds.json'],
  ['/here/clouds.json', '/xdg/openstack/clouds.yaml'],
  ['/xdg/openstack/clouds.yaml', '/home/me/.config/openstack/clouds.yaml'],
  ['/home/me/.config/openstack/clouds.json', '/etc/xdg/openstack/clouds.yaml'],
  ['/etc/xdg/openstack/clouds.json', '/etc/openstack/clouds.yaml'],
  ['/etc/openstack/clouds.yaml'],
])('%s is read before the places after it', async (...paths) => {
  const files = Object.fromEntries(paths.map((path, nth) => [path, json({ [`cloud-${nth}`]: { auth: AUTH } })]));
  const { clouds } = await loadClouds(place(files, { XDG_CONFIG_HOME: '/xdg' }));
  expect([...clouds.keys()]).toEqual(['cloud-0']);
});

test('the file in OS_CLIENT_CONFIG_FILE is read before all others', async () => {
  const files = { '/else.json': json({ named: { auth: AUTH } }), '/here/clouds.json': json({ other: { auth: AUTH } }) };
  const { clouds } = await loadClouds(place(files, { OS_CLIENT_CONFIG_FILE: '/else.json' }));
  expect([...clouds.keys()]).toEqual(['named']);
});

test('no other file is read when the one in OS_CLIENT_CONFIG_FILE cannot be read', async () => {
  const { clouds, problems } = await loadClouds(
    place({ '/here/clouds.json': json({ other: { auth: AUTH } }) }, { OS_CLIENT_CONFIG_FILE: '/else.json' }),
  );
  expect(clouds.size).toBe(0);
  expect(problems).toEqual([
    { source: '/else.json', message: 'cannot be read, although OS_CLIENT_CONFIG_FILE names it' },
  ]);
});

test.each([
  [
    '/here/clouds.yaml',
    'clouds: [pw',
    'is malformed in line 1, column 12: inconsistent indentation, or an unclosed quote or bracket before it',
  ],
  [
    '/here/clouds.yaml',
    'clouds:\n  c:\n    auth:\n      password: *pw\n',
    'is malformed in line 4, column 17: an alias (*) without an anchor: a value that begins with * needs quotes',
  ],
  [
    '/here/clouds.yaml',
    'clouds:\n  c:\n    auth:\n      password: @pw\n',
    'is malformed in line 4, column 17: a value that begins with a reserved character (@ ` % ,) needs quotes',
  ],
  ['/here/clouds.yaml', 'pw', 'is not a mapping in YAML or JSON'],
  ['/here/clouds.yaml', '- pw', 'is not a mapping in YAML or JSON'],
  ['/here/clouds.json', 'null', 'is not a mapping in YAML or JSON'],
  ['/here/clouds.json', '{"clouds": "pw', 'is malformed in line 1, column 15: invalid JSON'],
  ['/here/clouds.json', '{"clouds": {"c": "p\ufffdw"}}', 'is malformed in its text: a byte that is not UTF-8'],
  ['/here/clouds.json', 'clouds: {}', 'is malformed in its text: invalid JSON'],
])('the problem of a malformed file names the file and quotes nothing: %s %j', async (path, text, message) => {
  const { clouds, problems } = await loadClouds(place({ [path]: text }));
  expect(clouds.size).toBe(0);
  expect(problems).toEqual([{ source: path, message }]);
});

test.each(['', '# nothing secret yet\n', '---\n'])('a YAML file without content has no clouds: %j', async (text) => {
  const files = { '/here/clouds.json': json({ c: { auth: AUTH } }), '/here/secure.yaml': text };
  const { clouds, problems } = await loadClouds(place({ ...files, '/here/clouds-public.yaml': text }));
  expect(problems).toEqual([]);
  expect([...clouds.keys()]).toEqual(['c']);
});

test('the absence of any configuration is a problem', async () => {
  const { problems } = await loadClouds(place());
  expect(problems).toEqual([{ source: 'environment', message: expect.stringContaining('defines no cloud') }]);
});

test('secure.yaml is merged over clouds.yaml', async () => {
  const files = {
    '/here/clouds.json': json({ c: { auth: { ...AUTH, password: undefined } } }),
    '/etc/openstack/secure.yaml': 'clouds: {c: {auth: {password: hidden}}}',
  };
  const { clouds, problems } = await loadClouds(place(files));
  expect(problems).toEqual([]);
  const login = clouds.get('c')?.login;
  expect(login?.method === 'password' && login.password.reveal()).toBe('hidden');
});

test('a profile in clouds-public.yaml is used before the built-in ones', async () => {
  const files = {
    '/here/clouds.json': json({ c: { profile: 'otc', auth: { ...AUTH, auth_url: undefined } } }),
    '/here/clouds-public.yaml': 'public-clouds: {otc: {auth: {auth_url: "https://mine.example/v3"}}}',
  };
  const { clouds } = await loadClouds(place(files));
  // An absent value of the cloud is written as such only in YAML; JSON leaves it out.
  expect(clouds.get('c')?.authUrl).toBe('https://mine.example/v3');
});

const { auth_url: _, ...NO_URL } = AUTH;
const { password: __, project_name: ___, ...USER } = AUTH;
const TOKEN = { auth_url: AUTH.auth_url, project_id: 'p1', token: 't' };

test.each<[string, object, object]>([
  [
    'the profile otc',
    { profile: 'otc', auth: NO_URL },
    { authUrl: 'https://iam.eu-de.otc.t-systems.com/v3', region: 'eu-de' },
  ],
  [
    'a region of the profile',
    { profile: 'otc', region_name: 'eu-nl', auth: NO_URL },
    { authUrl: 'https://iam.eu-nl.otc.t-systems.com/v3', region: 'eu-nl' },
  ],
  [
    'the old name of profile',
    { cloud: 'otc-swiss', auth: NO_URL },
    { authUrl: 'https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3', region: 'eu-ch2' },
  ],
  [
    'the first of the regions, with its values',
    { regions: [{ name: 'a', values: { interface: 'internal' } }, 'b'], auth: AUTH },
    { region: 'a', interface: 'internal' },
  ],
  ['regions before region_name', { regions: ['a'], region_name: 'b', auth: AUTH }, { region: 'a' }],
  ['the first of a list with commas', { region_name: 'a,b', auth: AUTH }, { region: 'a' }],
  ['no scheme', { auth: { ...AUTH, auth_url: 'k.example/v3/' } }, { authUrl: 'https://k.example/v3' }],
  [
    'no version',
    { auth: { ...AUTH, auth_url: 'https://k.example/identity' } },
    { authUrl: 'https://k.example/identity/v3' },
  ],
  ['endpoint_type', { endpoint_type: 'internalURL', auth: AUTH }, { interface: 'internal' }],
  [
    'an override',
    { compute_endpoint_override: 'https://n.example/v2.1/%(project_id)s', auth: AUTH },
    { computeUrl: 'https://n.example/v2.1/%(project_id)s' },
  ],
  ['verify', { verify: false, auth: AUTH }, { tls: { verify: false } }],
  ['insecure', { insecure: 'True', auth: AUTH }, { tls: { verify: false } }],
  ['a project outside of auth', { project_name: 'outer', auth: AUTH }, { login: { project: { name: 'outer' } } }],
  [
    'the older name outside of auth',
    { 'tenant-id': 't1', auth: { ...AUTH, project_name: undefined } },
    { login: { project: { id: 't1' } } },
  ],
  ['a project before a tenant', { auth: { ...AUTH, tenant_name: 't' } }, { login: { project: { name: 'p' } } }],
  [
    'a user outside of auth only when auth has none',
    { username: 'outer', auth: AUTH },
    { login: { user: { name: 'u' } } },
  ],
  [
    'one domain for both',
    { auth: { ...AUTH, user_domain_name: undefined, project_domain_name: undefined, domain_id: 'd1' } },
    { login: { user: { domain: { id: 'd1' } }, project: { domain: { id: 'd1' } } } },
  ],
  [
    'no domain of the project',
    { auth: { ...AUTH, project_domain_name: undefined } },
    { login: { project: { name: 'p' } } },
  ],
  ['a user id', { auth: { ...AUTH, username: undefined, user_id: 'u1' } }, { login: { user: { id: 'u1' } } }],
  ['a number that is a name', { auth: { ...AUTH, project_name: 42 } }, { login: { project: { name: '42' } } }],
  [
    'dashes in names',
    { 'auth-type': 'password', auth: { ...AUTH, 'user-domain-name': 'E' } },
    { login: { method: 'password' } },
  ],
])('an entry of clouds.yaml is read with %s', async (_name, entry, expected) => {
  expect(await parsed(entry)).toMatchObject(expected);
});

test('an application credential is read by id or by name', async () => {
  const byId = {
    auth_type: 'v3applicationcredential',
    auth: { auth_url: 'https://k.example', application_credential_id: 'a', application_credential_secret: 's' },
  };
  expect(await parsed(byId)).toMatchObject({ login: { method: 'application-credential', credential: { id: 'a' } } });
  const byName = {
    auth_type: 'v3applicationcredential',
    auth: { ...USER, application_credential_name: 'n', application_credential_secret: 's' },
  };
  expect(await parsed(byName)).toMatchObject({
    login: { credential: { name: 'n', user: { name: 'u', domain: { name: 'D' } } } },
  });
});

test.each(['token', 'v3token'])(
  'a login with auth_type %s reads the token, also by its older name',
  async (auth_type) => {
    const cloud = await parsed({
      auth_type,
      auth_token: 't',
      auth: { auth_url: 'https://k.example', project_id: 'p1' },
    });
    expect(cloud).toMatchObject({ login: { method: 'token', project: { id: 'p1' } } });
  },
);

test.each<[object, string[]]>([
  [
    {},
    [
      'username is missing (or user_id)',
      'project_name is missing (or project_id)',
      'password is missing',
      'auth_url is missing',
    ],
  ],
  [{ profile: 'nowhere', auth: NO_URL }, ['auth_url is missing, and its profile has none']],
  [
    { auth_type: 'v3oidcpassword', auth: AUTH },
    ['auth_type is not one of password, v3password, token, v3token, v3applicationcredential'],
  ],
  [{ auth: { ...AUTH, user_domain_name: '' } }, ['user_domain_name is missing (or user_domain_id)']],
  [{ auth: { ...AUTH, password: true } }, ['password is not text: put it in quotes']],
  [{ auth: { ...AUTH, password: 1.1 } }, ['password is not text: put it in quotes']],
  [
    { auth: { ...AUTH, application_credential_secret: 's' } },
    ['application_credential_secret is set: auth_type must be v3applicationcredential'],
  ],
  [{ auth: { ...AUTH, auth_url: 'https://me:pw@k.example/v3' } }, ['auth_url contains a user or password']],
  [{ auth: { ...AUTH, auth_url: 'ftp://k.example/v3' } }, ['auth_url is not an http or https URL']],
  [{ auth: { ...AUTH, auth_url: '1https://k.example/v3' } }, ['auth_url is not an http or https URL']],
  [{ auth: { ...AUTH, auth_url: '://k.example/v3' } }, ['auth_url is not an http or https URL']],
  [
    { auth: { ...AUTH, auth_url: 'https://k.example/v2.0' } },
    ['auth_url is for Keystone v2, which has no project-scoped v3 tokens'],
  ],
  [
    { auth: { ...AUTH, auth_url: 'https://{region_name}.example' } },
    ['auth_url has a placeholder, but only {region_name} is filled in, from region_name'],
  ],
  [{ auth: AUTH, interface: 'secret' }, ['interface is not one of public, internal, admin']],
  [{ auth: AUTH, verify: 'perhaps' }, ['verify is neither true nor false']],
  [{ auth: AUTH, cacert: '/no/ca.pem' }, ['cacert names a file that cannot be read']],
  [
    { auth: AUTH, cacert: '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----' },
    ['cacert, cert and key are not a matching certificate and key in PEM'],
  ],
  [{ auth: AUTH, lights_out_power_state: 'always' }, ['lights_out_power_state can only be never']],
  [
    { auth: AUTH, compute_endpoint_override: 'ftp://n.example' },
    ['compute_endpoint_override is not an http or https URL'],
  ],
  [{ auth: { ...AUTH, system_scope: 'all' } }, ['system_scope is not supported: a stop needs a project scope']],
])('every problem of an entry is listed: %j', async (entry, expected) => {
  const problems = await parsed(entry);
  expect(problems).toEqual(expected);
  expect(JSON.stringify(problems)).not.toMatch(/pw|1\.1/);
});

test('a broken cloud does not affect the others, and its problems name it', async () => {
  const { clouds, problems } = await parseClouds(
    json({ good: { auth: AUTH }, bad: { auth: { ...AUTH, password: '' } } }),
    reader,
  );
  expect([...clouds.keys()]).toEqual(['good']);
  expect(problems).toEqual([{ source: 'secret', cloud: 'bad', message: 'password is missing' }]);
});

const ENTRY = { c: { auth: AUTH } };
const YAML = `
clouds:
  c:
    auth: {auth_url: 'https://k.example/v3', username: u, password: 012, user_domain_name: d, project_name: p}
`;

test.each<[string, string]>([
  ['behind a byte order mark', `\uFEFF${json(ENTRY)}`],
  ['with a trailing newline', `${json(ENTRY)}\r\n`],
  ['as the text of one pair of key and value', JSON.stringify({ 'clouds.json': json(ENTRY) })],
  ['as the text of "clouds"', JSON.stringify({ clouds: JSON.stringify(ENTRY) })],
  ['whole, as the text of "clouds"', JSON.stringify({ clouds: json(ENTRY) })],
  ['as a quoted text', JSON.stringify(json(ENTRY))],
  ['as YAML', YAML],
  ['as YAML, behind a byte order mark', `\uFEFF${YAML}`],
  ['as YAML, as the text of one pair of key and value', JSON.stringify({ yaml: YAML })],
])('the clouds secret is read %s', async (_, text) => {
  const { clouds, problems } = await parseClouds(text, reader);
  expect(problems).toEqual([]);
  expect([...clouds.keys()]).toEqual(['c']);
});

test.each<[string, string]>([
  ['', 'nothing'],
  ['\uFEFF\n', 'nothing'],
  ['pw', 'text that is neither JSON nor YAML'],
  ['"pw"', 'text that is neither JSON nor YAML'],
  ['12', 'a single value'],
  ['[]', 'a list'],
  ['- a', 'a list'],
  ['{}', 'keys and values without "clouds"'],
  ['{"clouds": {}}', 'no cloud under "clouds"'],
  ['{"clouds": []}', 'something other than clouds under "clouds"'],
  ['{"clouds": "pw"}', 'something other than clouds under "clouds"'],
  ['{"clouds": {"a": ', 'truncated or malformed JSON'],
  ['{"clouds": {“a”: {}}}', 'truncated or malformed JSON (typographic quotes)'],
  ['{"auth_url": "https://k.example", "password": "pw"}', 'the fields of one cloud'],
  ['{"a": {"auth": {"password": "pw"}}}', 'clouds without the enclosing "clouds"'],
  ['{"user": "u", "pw": "pw"}', 'keys and values without "clouds"'],
  ['whsec_pw', 'a webhook key'],
  [
    'clouds:\n  c:\n    auth:\n      password: *pw\n',
    'YAML that is malformed in line 4, column 17: an alias (*) without an anchor: a value that begins with * needs quotes',
  ],
])('the clouds secret %j is refused with the form that was found', async (text, found) => {
  const { clouds, problems } = await parseClouds(text, reader);
  expect(clouds.size).toBe(0);
  const message = `holds ${found}; expected {"clouds": {"name": {…}}} as JSON or YAML`;
  expect(problems).toEqual([{ source: 'secret', message }]);
});

test('a cloud that is not a mapping is a problem of that cloud', async () => {
  const { clouds, problems } = await parseClouds(json({ ...ENTRY, bad: JSON.stringify({ auth: AUTH }) }), reader);
  expect([...clouds.keys()]).toEqual(['c']);
  expect(problems).toEqual([
    { source: 'secret', cloud: 'bad', message: 'is not a mapping of fields (auth, region_name, …)' },
  ]);
});

test.each(['/here/clouds.yaml', '/here/clouds.json'])('%s is read with a byte order mark', async (path) => {
  const { clouds } = await loadClouds(place({ [path]: `\uFEFF${json(ENTRY)}` }));
  expect([...clouds.keys()]).toEqual(['c']);
});

test('two configurations that differ only in a password are different', async () => {
  const identity = async (password: string) => {
    const cloud = await parsed({ auth: { ...AUTH, password } });
    return 'identity' in cloud ? cloud.identity.reveal() : '';
  };
  expect(await identity('one')).not.toBe(await identity('two'));
  expect(await identity('one')).toBe(await identity('one'));
});

const VARIABLES = {
  OS_AUTH_URL: 'https://k.example/v3',
  OS_USERNAME: 'u',
  OS_PASSWORD: 'pw',
  OS_USER_DOMAIN_NAME: 'D',
  OS_PROJECT_ID: 'p1',
  OS_REGION_NAME: 'r',
};

test('OS_* variables are one more cloud, and change no cloud of a file', async () => {
  const files = { '/here/clouds.json': json({ c: { auth: AUTH } }) };
  const { clouds, problems } = await loadClouds(place(files, { ...VARIABLES, OS_CLOUD: 'c' }));
  expect(problems).toEqual([]);
  expect(clouds.get('c')).toMatchObject({ login: { project: { name: 'p' } } });
  expect(clouds.get('c')).not.toHaveProperty('region');
  expect(clouds.get('envvars')).toMatchObject({ region: 'r', login: { project: { id: 'p1' } } });
});

test('a cloud of a file with the name of the OS_* variables is refused', async () => {
  const files = { '/here/clouds.json': json({ mine: { auth: AUTH } }) };
  const { problems } = await loadClouds(place(files, { ...VARIABLES, OS_CLOUD_NAME: 'mine' }));
  expect(problems).toEqual([expect.objectContaining({ cloud: 'mine' })]);
});

test.each<[Record<string, string>, string | undefined]>([
  [{}, undefined],
  [{ OS_CLOUD: 'c' }, 'c'],
  [{ OS_CLOUD: '' }, undefined],
  [{ OS_CLOUD: 'c', ...VARIABLES }, 'c'],
  [VARIABLES, 'envvars'],
  [{ ...VARIABLES, OS_CLOUD_NAME: 'mine' }, 'mine'],
  [{ OS_REGION_NAME: 'r', OS_CLIENT_CONFIG_FILE: '/f', OS_CLIENT_SECURE_FILE: '/s', OS_CLOUD_NAME: 'mine' }, undefined],
  [{ OS_ALLOW_ADMIN: 'true', OS_TEST_PATH: 't', OS_STDOUT_CAPTURE: '1', OS_LOG_CAPTURE: '1' }, undefined],
  [{ OS_PASSWORD: '' }, undefined],
  [{ OSTYPE: 'linux' }, undefined],
])('the default cloud of the variables %j is %s', (env, expected) => {
  expect(defaultCloudName(env)).toBe(expected);
});

test('the only cloud of a file is the default, but the first of several is not', async () => {
  const one = await parseClouds(json({ only: { auth: AUTH } }), reader);
  const two = await parseClouds(json({ a: { auth: AUTH }, b: {} }), reader);
  expect(defaultCloudOf(one, {})).toBe('only');
  expect(defaultCloudOf(one, { OS_CLOUD: 'other' })).toBe('other');
  expect(defaultCloudOf(two, {})).toBeUndefined();
});

test.each<[string, object, object]>([
  [
    'the middle name of a user',
    { auth: { ...AUTH, username: undefined, user_name: 'old' } },
    { login: { user: { name: 'old' } } },
  ],
  ['a domain by id', { auth: { ...AUTH, user_domain_id: 'd1' } }, { login: { user: { domain: { id: 'd1' } } } }],
  [
    'domains outside of auth before those inside',
    { user_domain_id: 'd2', project_domain_id: 'd3', auth: { ...AUTH, user_domain_id: 'd1', project_domain_id: 'd1' } },
    { login: { user: { domain: { id: 'd2' } }, project: { domain: { id: 'd3' } } } },
  ],
  [
    'one domain name for both',
    {
      domain_name: 'outer',
      auth: { ...AUTH, user_domain_name: undefined, project_domain_name: undefined, domain_name: 'E' },
    },
    { login: { user: { domain: { name: 'outer' } }, project: { domain: { name: 'outer' } } } },
  ],
  [
    'an old name of the project',
    { auth: { ...AUTH, project_name: undefined, tenant_name: 't' } },
    { login: { project: { name: 't' } } },
  ],
  ['an admin interface', { interface: 'adminURL', auth: AUTH }, { interface: 'admin' }],
  ['nothing for null', { verify: null, region_name: null, auth: AUTH }, { tls: { verify: true } }],
  ['nothing for no text', { insecure: '', auth: AUTH }, { tls: { verify: true } }],
  ['no domain for null', { auth: { ...AUTH, project_domain_name: null } }, { login: { project: { name: 'p' } } }],
  [
    'a region whose name is a number',
    { regions: [{ name: 7, values: { interface: 'internal' } }], auth: AUTH },
    { region: '7', interface: 'internal' },
  ],
  ['many slashes', { auth: { ...AUTH, auth_url: 'https://k.example/v3///' } }, { authUrl: 'https://k.example/v3' }],
  [
    'a version within a path',
    { auth: { ...AUTH, auth_url: 'https://k.example/v3/x' } },
    { authUrl: 'https://k.example/v3/x/v3' },
  ],
  [
    'an old version within a path',
    { auth: { ...AUTH, auth_url: 'https://k.example/v2.0/x' } },
    { authUrl: 'https://k.example/v2.0/x/v3' },
  ],
  ['the second region of a profile', { profile: 'otc', region_name: 'eu-nl', auth: NO_URL }, { interface: 'public' }],
])('an entry of clouds.yaml is read with %s', async (_name, entry, expected) => {
  expect(await parsed(entry)).toMatchObject(expected);
});

test.each(['true', 'True', 'TRUE', true])('the flag %j is read as true', async (insecure) => {
  expect(await parsed({ insecure, auth: AUTH })).toMatchObject({ tls: { verify: false } });
});

test.each(['false', 'No', 'off', false])('the flag %j is read as false', async (value) => {
  expect(await parsed({ verify: value, auth: AUTH })).toMatchObject({ tls: { verify: false } });
  expect(await parsed({ insecure: value, auth: AUTH })).toMatchObject({ tls: { verify: true } });
});

// Of these openstacksdk's get_boolean makes false, or an error, or true of some where YAML has made a flag of them.
test.each(['yes', 'On', '1', 1, '0', 0, 'y', 't'])(
  'the flag %j is refused, because some clients then check no certificate',
  async (insecure) => {
    expect(await parsed({ insecure, auth: AUTH })).toEqual(['insecure is neither true nor false']);
  },
);

test.each<[string, object, string]>([
  [
    'a token',
    { auth_type: 'token', auth: { ...TOKEN, ...USER, password: 'pw' } },
    'username, user_domain_name, password are not options of auth_type token: remove them',
  ],
  [
    'a token, outside of auth',
    { auth_type: 'v3token', user_domain_id: 'd', auth: TOKEN },
    'user_domain_id is not an option of auth_type v3token: remove it',
  ],
  ['a password', { auth: { ...AUTH, token: 't' } }, 'token is not an option of auth_type password: remove it'],
  [
    'a password, outside of auth',
    { auth_type: 'v3password', auth_token: 't', auth: AUTH },
    'auth_token is not an option of auth_type v3password: remove it',
  ],
  [
    'a password, half of a credential',
    { auth: { ...AUTH, application_credential_id: 'a' } },
    'application_credential_id is not an option of auth_type password: remove it',
  ],
  [
    'a credential',
    {
      auth_type: 'v3applicationcredential',
      auth: { ...AUTH, application_credential_id: 'a', application_credential_secret: 's' },
    },
    'password, project_name are not options of auth_type v3applicationcredential: remove them',
  ],
  [
    'a credential, a project outside of auth',
    {
      auth_type: 'v3applicationcredential',
      tenant_id: 'p',
      auth: { auth_url: AUTH.auth_url, application_credential_id: 'a', application_credential_secret: 's' },
    },
    'tenant_id is not an option of auth_type v3applicationcredential: remove it',
  ],
])('options of another login are refused in one line beside %s', async (_name, entry, expected) => {
  expect(await parsed(entry)).toEqual([expected]);
});

test('an option of another login is ignored when it is empty, or outside of auth where no login reads it', async () => {
  const entry = { auth_type: 'token', username: 'u', password: 'pw', auth: { ...TOKEN, username: '', password: null } };
  expect(await parsed(entry)).toMatchObject({ login: { method: 'token' } });
});

test.each(['auth', 'the cloud'])('a trust_id in %s is refused by name', async (where) => {
  const entry = where === 'auth' ? { auth: { ...AUTH, trust_id: 't' } } : { trust_id: 't', auth: AUTH };
  expect(await parsed(entry)).toEqual(['trust_id is not supported: a stop needs a project scope']);
});

test.each([
  ['citycloud', 'is unknown: remove it and set auth_url (https://{region_name}.citycloud.com:5000/v3), region_name'],
  ['switchcloud', 'is unknown: remove it and set auth_url (https://identity.compute.cloud.switch.ch/v3), region_name'],
  ['bluebox', 'is unknown: remove it and set auth_url, region_name'],
  ['rackspace', 'is for Keystone v2, which is not supported: remove it and set auth_url, region_name'],
  ['conoha', 'is for Keystone v2, which is not supported: remove it and set auth_url, region_name'],
  [
    'ultimum',
    'is for a cloud that no longer exists, according to openstacksdk: remove it and set auth_url, region_name',
  ],
])('the profile %s is refused with the fields to set instead', async (profile, words) => {
  expect(await parsed({ profile, auth: NO_URL })).toEqual([`profile ${profile} ${words} and the domains`]);
});

test.each<[object, string[]]>([
  [
    { auth: { ...AUTH, auth_url: 'https://k.example/v2' } },
    ['auth_url is for Keystone v2, which has no project-scoped v3 tokens'],
  ],
  [{ auth: { ...AUTH, auth_url: 'k.example?x://y' } }, ['auth_url contains a query or a fragment']],
  [{ auth: AUTH, interface: 'URLpublic' }, ['interface is not one of public, internal, admin']],
  [
    { auth: { ...AUTH, user_domain_name: '', project_domain_name: '', domain_id: 1.5 } },
    ['domain_id is not text: put it in quotes'],
  ],
  [{ auth: { ...AUTH, username: '' } }, ['username is missing (or user_id)']],
  [
    { auth_type: 'v3applicationcredential', auth: { auth_url: AUTH.auth_url } },
    ['application_credential_id is missing', 'application_credential_secret is missing'],
  ],
  [
    {
      auth_type: 'v3applicationcredential',
      auth: { auth_url: AUTH.auth_url, application_credential_name: 'n', application_credential_secret: 's' },
    },
    ['username is missing (or user_id)'],
  ],
  [{ auth_type: 'token', auth: { auth_url: AUTH.auth_url, project_id: 'p' } }, ['token is missing']],
  [{ auth_type: 'token', auth: { auth_url: AUTH.auth_url, token: 't' } }, ['project_name is missing (or project_id)']],
  [{ auth: { ...AUTH, password: '' } }, ['password is missing']],
  [{ auth: { ...AUTH, project_name: '' } }, ['project_name is missing (or project_id)']],
  [
    { auth: AUTH, cert: '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----' },
    ['key is missing: cert needs its private key'],
  ],
  [{ auth: AUTH, key: '/no/key.pem' }, ['key names a file that cannot be read']],
  [{ auth: AUTH, cert: '/no/cert.pem' }, ['cert names a file that cannot be read']],
  [
    { auth: AUTH, key: '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----' },
    ['cacert, cert and key are not a matching certificate and key in PEM'],
  ],
])('every problem of an entry is listed: %j', async (entry, expected) => {
  expect(await parsed(entry)).toEqual(expected);
});

test('a tilde means the home directory only at the beginning of a path', async () => {
  const asked: string[] = [];
  const readText = async (path: string): Promise<undefined> => {
    asked.push(path);
  };
  for (const cacert of ['~/ca.pem', '/x~/ca.pem', '~me/ca.pem'])
    await parseClouds(json({ c: { cacert, auth: AUTH } }), { homeDir: '/home/me', readText });
  expect(asked).toEqual(['/home/me/ca.pem', '/x~/ca.pem', '~me/ca.pem']);
});

test('two configurations that differ only in a token or a credential’s secret are different', async () => {
  const identity = async (entry: object) => {
    const cloud = await parsed(entry);
    return 'identity' in cloud ? cloud.identity.reveal() : '';
  };
  const token = (text: string) => identity({ auth_type: 'token', auth: { ...TOKEN, token: text } });
  expect(await token('one')).not.toBe(await token('two'));
  const credential = (text: string) =>
    identity({
      auth_type: 'v3applicationcredential',
      auth: { auth_url: AUTH.auth_url, application_credential_id: 'a', application_credential_secret: text },
    });
  expect(await credential('one')).not.toBe(await credential('two'));
  expect(await identity({ auth: AUTH, interface: 'admin' })).not.toBe(await identity({ auth: AUTH }));
});

test('a problem names its source, be it the OS_* variables, a secure file or another file', async () => {
  const taken = await loadClouds(
    place({ '/here/clouds.json': json({ mine: { auth: AUTH } }) }, { ...VARIABLES, OS_CLOUD_NAME: 'mine' }),
  );
  expect(taken.problems).toEqual([
    {
      source: '/here/clouds.json',
      cloud: 'mine',
      message: 'has the same name as the cloud that OS_* variables describe: rename one',
    },
  ]);
  const variables = await loadClouds(
    place({}, { OS_AUTH_URL: 'https://k.example', OS_PROJECT_ID: 'p', OS_PASSWORD: 'pw' }),
  );
  expect(variables.problems).toEqual([
    { source: 'environment', cloud: 'envvars', message: 'username is missing (or user_id)' },
  ]);
  const secure = await loadClouds(place({ '/here/secure.yaml': 'clouds: {c: {auth: {}}}' }));
  expect(secure.problems[0]).toMatchObject({ source: '/here/secure.yaml', cloud: 'c' });
  const named = await loadClouds(place({}, { ...VARIABLES, OS_CLIENT_SECURE_FILE: '/no.yaml' }));
  expect(named.problems).toEqual([
    { source: '/no.yaml', message: 'cannot be read, although OS_CLIENT_SECURE_FILE names it' },
  ]);
});

test('a cloud names its file, and the secure file that adds to it', async () => {
  const { clouds, problems } = await loadClouds(
    place(
      {
        '/home/me/.config/openstack/clouds.yaml': json({ a: { auth: AUTH }, b: { auth: AUTH } }),
        '/home/me/.config/openstack/secure.yaml': json({ b: { auth: { password: 'x' } }, c: { auth: AUTH } }),
      },
      VARIABLES,
    ),
  );
  expect(problems).toEqual([]);
  const [written, secure] = ['clouds', 'secure'].map((name) => `/home/me/.config/openstack/${name}.yaml`);
  expect([...clouds].map(([name, { source }]) => [name, source])).toEqual([
    ['a', written],
    ['b', `${written} and ${secure}`],
    ['c', secure],
    ['envvars', 'environment'],
  ]);
  expect((await parseClouds(json({ c: { auth: AUTH } }), reader)).clouds.get('c')?.source).toBe('secret');
});

test('variables that choose a cloud are not fields of it', async () => {
  const { clouds, problems } = await loadClouds(
    place({}, { ...VARIABLES, OS_CLOUD: 'envvars', OS_CLIENT_CONFIG_FILE: '' }),
  );
  expect(problems).toEqual([]);
  expect(clouds.get('envvars')).toMatchObject({ name: 'envvars', region: 'r' });
  expect(defaultCloudName({ XOS_LOG: '1', OS_ALLOW_ADMINS: 'x' })).toBe('envvars');
  expect(defaultCloudName({ OS_CLOUD_NAME: 'x', OS_TESTER: '1' })).toBeUndefined();
});

test('a cloud of a file may be called envvars when no variables describe one', async () => {
  const { clouds, problems } = await loadClouds(place({ '/here/clouds.json': json({ envvars: { auth: AUTH } }) }));
  expect(problems).toEqual([]);
  expect([...clouds.keys()]).toEqual(['envvars']);
});

test('OS_CLOUD chooses a cloud, and defines neither a cloud nor its profile', async () => {
  const files = { '/here/clouds.json': json({ c: { auth: AUTH } }) };
  expect((await loadClouds(place(files, { OS_CLOUD: 'c' }))).problems).toEqual([]);
  const { OS_AUTH_URL: _, ...rest } = VARIABLES;
  expect((await loadClouds(place({}, { ...rest, OS_CLOUD: 'otc' }))).problems).toEqual([
    { source: 'environment', cloud: 'envvars', message: 'auth_url is missing' },
  ]);
  expect(defaultCloudName({ OS_MINE_OS_LOG: '1' })).toBe('envvars');
});

test('an unusable configuration has no cloud names', () => {
  expect(defaultCloudOf({ clouds: new Map(), problems: [{ source: 's', message: 'm' }] }, {})).toBeUndefined();
});

test.each([
  '0123',
  '0912345678901234',
  '52e1234567890123',
  '12e4',
  '1.50',
  '12345678901234567890',
  '1_000',
  'yes',
  '2026-11-24',
])('a YAML scalar stays the text that was typed: %s', async (typed) => {
  const yaml = `clouds: {c: {auth: {auth_url: https://k.example, user_id: u, password: ${typed}, project_id: p}}}`;
  const { clouds, problems } = await loadClouds(place({ '/here/clouds.yaml': yaml }));
  expect(problems).toEqual([]);
  const login = clouds.get('c')?.login;
  expect(login?.method === 'password' && login.password.reveal()).toBe(typed);
});

test.each(['', '~', 'null', 'Null', 'NULL'])('a password that is null in YAML is missing: %s', async (nothing) => {
  const yaml = `clouds: {c: {auth: {auth_url: https://k.example, user_id: u, password: ${nothing}, project_id: p}}}`;
  const { problems } = await loadClouds(place({ '/here/clouds.yaml': yaml }));
  expect(problems).toEqual([expect.objectContaining({ message: 'password is missing' })]);
});

test('the flags and merge keys of YAML are read as PyYAML reads them', async () => {
  const yaml = [
    'login: &login {auth_url: https://k.example, user_id: u, password: pw, project_id: p}',
    'clouds: {c: {auth: {<<: *login, project_id: q}, verify: no}}',
  ].join('\n');
  const { clouds } = await loadClouds(place({ '/here/clouds.yaml': yaml }));
  expect(clouds.get('c')).toMatchObject({ login: { project: { id: 'q' } }, tls: { verify: false } });
});

test('the problem of OS_CLOUD without a file lists the places that were searched', async () => {
  const { clouds, problems } = await loadClouds(place({}, { OS_CLOUD: 'lab', XDG_CONFIG_HOME: '/xdg' }));
  expect(clouds.size).toBe(0);
  const message =
    'OS_CLOUD is set, but there is no clouds.yaml (or .yml, .json) in /here, /xdg/openstack, /home/me/.config/openstack, ' +
    '/etc/xdg/openstack, /etc/openstack, and OS_CLIENT_CONFIG_FILE names none';
  expect(problems).toEqual([{ source: 'environment', message }]);
});

test('the problem of a file without clouds names the file', async () => {
  const { problems } = await loadClouds(place({ '/here/clouds.yaml': '# later' }, { OS_CLOUD: 'lab' }));
  expect(problems).toEqual([
    { source: '/here/clouds.yaml', message: 'OS_CLOUD is set, but there are no clouds under "clouds"' },
  ]);
});
