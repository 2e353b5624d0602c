import { AUTH, ENVIRON_TESTS, GOPHER, LOADER, type PeerFact } from './fact.ts';

const TESTS = 'tests/unit/config/test_loader.py';
const region = (name: string) => JSON.stringify({ clouds: { c: { auth: AUTH, region_name: name } } });
const secure = (password: string) => JSON.stringify({ clouds: { c: { auth: { password } } } });
const profile = (name: string) => JSON.stringify({ 'public-clouds': { mine: { region_name: name } } });
const [HOME, SITE] = ['/home/me/.config/openstack', '/etc/openstack'];

/** Where the files are looked for: `/here`, the user's directories, the machine's. */
export const PLACE_FACTS: readonly PeerFact[] = [
  {
    from: `${ENVIRON_TESTS} test_config_file_override`,
    cloud: { auth: AUTH, region_name: 'here' },
    files: { '/mine/any.json': region('named') },
    env: { OS_CLIENT_CONFIG_FILE: '/mine/any.json' },
    reads: { region: 'named' },
  },
  {
    from: `${TESTS} test__load_yaml_json_file_without_json_yaml: whatever is not .json is YAML`,
    files: { '/mine/any.txt': `clouds: {c: {auth: ${JSON.stringify(AUTH)}, region_name: named}}` },
    env: { OS_CLIENT_CONFIG_FILE: '/mine/any.txt' },
    reads: { region: 'named' },
  },
  {
    from: `${LOADER} __init__: OS_CLIENT_SECURE_FILE`,
    cloud: { auth: AUTH },
    secure: { auth: { password: 'here' } },
    files: { '/mine/secure.json': secure('named') },
    env: { OS_CLIENT_SECURE_FILE: '/mine/secure.json' },
    reads: { login: { password: 'named' } },
  },
  {
    from: `${LOADER} _load_yaml_json_file goes on to the next file`,
    cloud: { auth: AUTH },
    env: { OS_CLIENT_CONFIG_FILE: '/mine/clouds.yaml' },
    refuses: 'cannot be read, although OS_CLIENT_CONFIG_FILE names it',
    peer: 'reads',
  },
  {
    from: `${LOADER} _load_yaml_json_file goes on to the next file (since 2026)`,
    files: { '/here/clouds.json': '{"clouds": ', [`${SITE}/clouds.json`]: region('site') },
    refuses: 'is malformed in its text: invalid JSON',
    peer: 'reads',
  },
  {
    from: `${LOADER} _load_yaml_json_file does not go on after an empty file`,
    files: { '/here/clouds.yaml': '# later\n', [`${SITE}/clouds.json`]: region('site') },
    refuses: 'OS_CLOUD is set, but there are no clouds under "clouds"',
    peer: 'fails',
  },
  {
    from: `${GOPHER}: parses the locations in order`,
    cloud: { auth: AUTH, region_name: 'here' },
    files: { [`${HOME}/clouds.yaml`]: region('home'), [`${SITE}/clouds.yaml`]: region('site') },
    reads: { region: 'here' },
  },
  {
    from: `${GOPHER}: falls back to the next location if clouds.yaml is not found; ${TESTS} test__load_yaml_json_file_nonexisting`,
    files: { [`${SITE}/clouds.yaml`]: region('site') },
    reads: { region: 'site' },
  },
  {
    from: `${GOPHER}: uses XDG_CONFIG_HOME for clouds.yaml location`,
    files: { '/xdg/openstack/clouds.yaml': region('xdg'), [`${HOME}/clouds.yaml`]: region('home') },
    env: { XDG_CONFIG_HOME: '/xdg' },
    reads: { region: 'xdg' },
  },
  {
    from: `${LOADER} CONFIG_SEARCH_PATH: ~/.config also beside XDG_CONFIG_HOME`,
    files: { [`${HOME}/clouds.yaml`]: region('home'), [`${SITE}/clouds.yaml`]: region('site') },
    env: { XDG_CONFIG_HOME: '/xdg' },
    reads: { region: 'home' },
  },
  {
    from: `${GOPHER}: falls back to ~/.config when XDG_CONFIG_HOME is not set`,
    files: { [`${HOME}/clouds.yaml`]: region('home'), '/xdg/openstack/clouds.yaml': region('xdg') },
    env: { XDG_CONFIG_HOME: '' },
    reads: { region: 'home' },
  },
  {
    from: `${LOADER} SITE_CONFIG_HOME`,
    files: { '/etc/xdg/openstack/clouds.yaml': region('xdg'), [`${SITE}/clouds.yaml`]: region('site') },
    reads: { region: 'xdg' },
  },
  {
    from: `${LOADER} SITE_CONFIG_HOME: XDG_CONFIG_DIRS`,
    files: { '/mine/openstack/clouds.yaml': region('xdg'), '/etc/xdg/openstack/clouds.yaml': region('not this') },
    env: { XDG_CONFIG_DIRS: '/mine' },
    reads: { region: 'xdg' },
  },
  {
    from: `${LOADER} SITE_CONFIG_HOME: several directories are none`,
    files: { '/mine/openstack/clouds.yaml': region('xdg'), [`${SITE}/clouds.yaml`]: region('site') },
    env: { XDG_CONFIG_DIRS: '/mine:/etc/xdg' },
    reads: { region: 'site' },
  },
  {
    from: `${LOADER} CONFIG_FILES: .yaml before .yml before .json; ${TESTS} test_base_load_yaml_json_file`,
    files: { '/here/clouds.yml': region('yml'), '/here/clouds.json': region('json') },
    reads: { region: 'yml' },
  },
  {
    from: `${LOADER} CONFIG_FILES: a directory before the next, whatever the ending`,
    files: { '/here/clouds.json': region('json'), [`${HOME}/clouds.yaml`]: region('home') },
    reads: { region: 'json' },
  },
  {
    from: `${LOADER} SECURE_FILES: found by itself, wherever clouds is (gophercloud wants it beside)`,
    cloud: { auth: AUTH },
    files: { [`${SITE}/secure.yaml`]: secure('site') },
    reads: { login: { password: 'site' } },
  },
  {
    from: `${GOPHER}: parses clouds-public.yaml locations in order`,
    cloud: { auth: AUTH, profile: 'mine' },
    files: { [`${HOME}/clouds-public.yaml`]: profile('home'), [`${SITE}/clouds-public.yaml`]: profile('site') },
    reads: { region: 'home' },
  },
  {
    from: `${GOPHER}: fall back to next location if clouds-public.yaml is not found`,
    cloud: { auth: AUTH, profile: 'mine' },
    files: { [`${SITE}/clouds-public.yaml`]: profile('site') },
    reads: { region: 'site' },
  },
];
