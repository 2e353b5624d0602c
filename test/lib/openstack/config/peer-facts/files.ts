import { AUTH, CONFIG_TESTS, GOPHER, GOPHER_UTILS, LOADER, NIGHT, type PeerFact, REGION, URL } from './fact.ts';

const PYYAML = 'PyYAML constructor.py SafeConstructor';
const UTIL = 'openstack/config/_util.py';
const { password: _, ...NO_PASSWORD } = AUTH;
const yaml = (fields: string, before = '') =>
  `${before}clouds:\n  c:\n    auth: {auth_url: '${URL}', user_id: u1, project_id: p1, ${fields}}\n`;
const malformed = (place: string, reason: string) => `is malformed in ${place}: ${reason}`;

/** How the files are read and joined, in YAML and JSON. */
export const FILE_FACTS: readonly PeerFact[] = [
  {
    from: `${CONFIG_TESTS} test_only_secure_yaml`,
    secure: { auth: AUTH },
    reads: { authUrl: URL, login: { user: NIGHT, password: 'x' } },
  },
  {
    from: `${GOPHER}: parses the local clouds.yaml and secure.yaml if present`,
    cloud: { auth: { auth_url: URL, project_id: 'p1', user_domain_name: 'D' } },
    secure: { auth: { password: 'secret', username: 'night' } },
    reads: { authUrl: URL, login: { user: NIGHT, password: 'secret' } },
  },
  {
    from: `${GOPHER_UTILS} PhiladelphiaCloudYAML: secure over clouds`,
    cloud: { auth: { ...AUTH, password: 'to be overwritten' } },
    secure: { auth: { username: 'admin', password: 'password' }, auth_type: 'password' },
    reads: { login: { user: { name: 'admin', domain: { name: 'D' } }, password: 'password' } },
  },
  {
    from: `${UTIL} merge_clouds: mappings join, lists do not`,
    cloud: { auth: AUTH, regions: ['a', 'b'] },
    secure: { regions: ['c'] },
    reads: { region: 'c', login: { user: NIGHT } },
  },
  {
    from: `${UTIL} merge_clouds, ${LOADER} _fix_backwards_auth: of both keys the one with dashes`,
    cloud: { auth: AUTH },
    secure: { auth: { 'project-id': 'p2' } },
    reads: { login: { project: { id: 'p2' } } },
  },
  {
    from: `${UTIL} merge_clouds: what is outside of auth in secure, too`,
    cloud: { auth: AUTH, interface: 'admin' },
    secure: { interface: 'internal', project_id: 'p2' },
    reads: { interface: 'internal', login: { project: { id: 'p2' } } },
  },
  {
    from: `${LOADER} __init__: a secure file with nothing in it`,
    cloud: { auth: AUTH },
    secure: '# nothing secret yet\n',
    reads: { login: { password: 'x' } },
  },
  {
    from: `${LOADER} __init__: a secure file that is empty`,
    cloud: { auth: AUTH },
    secure: '',
    reads: { login: { password: 'x' } },
  },
  {
    from: `${LOADER} get_one: of both keys the later one`,
    cloud: { auth: AUTH, region_name: 'a', 'region-name': 'b' },
    refuses: 'region_name is set twice, once with dashes: remove one',
    peer: 'reads',
  },
  {
    from: `${LOADER} _fix_backwards_auth: with dashes inside of auth before without outside`,
    cloud: { auth: { ...AUTH, 'project-id': 'p2' }, project_id: 'p3' },
    refuses: 'project_id is set twice, once with dashes: remove one',
    peer: 'reads',
  },
  {
    from: `${LOADER} _fix_backwards_auth: with dashes in the profile before without in the cloud`,
    cloud: { auth: AUTH, profile: 'mine' },
    profiles: { mine: { auth: { 'user-domain-name': 'E' } } },
    refuses: 'user_domain_name is set twice, once with dashes: remove one',
    peer: 'reads',
  },
  // Null is nothing here, where openstacksdk makes None or the text None of it.
  {
    from: `${UTIL} merge_clouds`,
    cloud: { auth: AUTH },
    secure: 'clouds: {c: {auth: {username: ~, password: }}}',
    reads: { login: { user: NIGHT, password: 'x' } },
  },
  {
    from: `${REGION} get_interface`,
    cloud: { auth: AUTH, interface: null, region_name: null },
    reads: { interface: 'public', region: null },
  },
  {
    from: `${LOADER} _load_yaml_json_file: JSON`,
    cloud: { auth: { ...NO_PASSWORD, password: 42 } },
    reads: { login: { password: '42' } },
  },
  {
    from: `${UTIL} normalize_keys: a password that is a number with a point`,
    cloud: { auth: { ...NO_PASSWORD, password: 1.5 } },
    refuses: 'password is not text: put it in quotes',
    peer: 'reads',
  },
  {
    from: `${UTIL} normalize_keys: a password that is true`,
    cloud: { auth: { ...NO_PASSWORD, password: true } },
    refuses: 'password is not text: put it in quotes',
    peer: 'reads',
  },
  { from: `${PYYAML}: a quoted text`, yaml: yaml(`password: '0123'`), reads: { login: { password: '0123' } } },
  // A scalar is the text that was typed, as gophercloud's yaml.v3 has it in a field of text; PyYAML makes 83 and 1000 of these.
  { from: 'yaml.v3 decode.go scalar', yaml: yaml('password: 0123'), reads: { login: { password: '0123' } } },
  { from: 'yaml.v3 decode.go scalar', yaml: yaml('password: 1_000'), reads: { login: { password: '1_000' } } },
  ...['no', 'off', 'False', 'FALSE'].map(
    (word): PeerFact => ({
      from: `${PYYAML} construct_yaml_bool`,
      yaml: `${yaml('password: x')}    verify: ${word}\n`,
      reads: { verify: false },
    }),
  ),
  {
    from: `${PYYAML} construct_yaml_bool`,
    yaml: `${yaml('password: x')}    verify: True\n`,
    reads: { verify: true },
  },
  {
    from: `${PYYAML}: the later of two equal keys`,
    yaml: yaml('password: old, password: x'),
    refuses: malformed('line 3, column 95', 'the key password is set twice'),
    peer: 'reads',
  },
  {
    from: `${PYYAML} flatten_mapping: merge keys`,
    yaml: yaml('<<: *login', 'login: &login {password: x}\n'),
    reads: { login: { user: { id: 'u1' }, password: 'x' } },
  },
  {
    from: `${PYYAML} construct_undefined: a tag that nobody knows`,
    yaml: yaml('password: !vault x'),
    refuses: malformed('line 3, column 90', 'an unknown tag (!vault): a value that begins with ! needs quotes'),
    peer: 'fails',
  },
  {
    from: 'PyYAML composer.py compose_node: an alias of nothing',
    yaml: yaml('password: *Secret9'),
    refuses: malformed('line 3, column 90', 'an alias (*) without an anchor: a value that begins with * needs quotes'),
    peer: 'fails',
  },
  {
    from: 'PyYAML composer.py get_single_node: a second document',
    yaml: `${yaml('password: x')}---\n{}\n`,
    refuses: malformed('line 4, column 1', 'a second document begins, but only one is read'),
    peer: 'fails',
  },
  {
    from: 'PyYAML scanner.py: a text that begins with a reserved character',
    yaml: yaml('password: @x'),
    refuses: malformed('line 3, column 90', 'a value that begins with a reserved character (@ ` % ,) needs quotes'),
    peer: 'fails',
  },
  {
    from: `${CONFIG_TESTS} TestConfig: other keys beside clouds`,
    yaml: yaml('password: x', 'cache: {max_age: 1}\nclient: {force_ipv4: true}\nansible: {use_hostnames: true}\n'),
    reads: { login: { user: { id: 'u1' } } },
  },
  {
    from: `${LOADER} _validate_config_file: a list`,
    yaml: '- clouds\n',
    refuses: 'is not a mapping in YAML or JSON',
    peer: 'fails',
  },
  {
    from: `${CONFIG_TESTS} test_fallthrough: a file without clouds`,
    yaml: 'cache: {max_age: 1}\n',
    refuses: 'OS_CLOUD is set, but there are no clouds under "clouds"',
    peer: 'fails',
  },
];
