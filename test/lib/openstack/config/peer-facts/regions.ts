import {
  AUTH,
  CONFIG_TESTS,
  GOPHER_UTILS,
  LOADER,
  NIGHT,
  OSC,
  type PeerFact,
  REGION,
  REGION_TESTS,
  URL,
} from './fact.ts';

const REGIONS = {
  auth: AUTH,
  regions: ['east', { name: 'west', values: { auth: { auth_url: 'https://id-west.example.org/v3' } } }],
};
const DISCONNECTED = {
  auth: { ...AUTH, auth_url: undefined },
  regions: ['SOMEWHERE', 'ANYWHERE'].map((name) => ({
    name,
    values: { auth: { auth_url: `https://${name.toLowerCase()}.example.com:5000/v3` } },
  })),
};
const not = (names: string) =>
  `OS_REGION_NAME is not a valid region name for this cloud, which has ${names} (case matters)`;

export const REGION_FACTS: readonly PeerFact[] = [
  {
    from: `${REGION_TESTS} test_get_region_name: a service's own region before the cloud's`,
    cloud: { auth: AUTH, region_name: 'main', compute_region_name: 'compute-west' },
    reads: { region: 'compute-west' },
  },
  {
    from: `${REGION_TESTS} test_get_region_name: the cloud's for all others`,
    cloud: { auth: AUTH, region_name: 'main', placement_region_name: 'p', identity_region_name: 'i' },
    reads: { region: 'main' },
  },
  { from: `${REGION_TESTS} test_get_region_name: none`, cloud: { auth: AUTH }, reads: { region: null } },
  {
    from: `${CONFIG_TESTS} test_get_one_no_argparse_regions, test_get_region_many_regions_default`,
    cloud: REGIONS,
    reads: { region: 'east', authUrl: URL },
  },
  {
    from: `${OSC} --os-region-name; ${CONFIG_TESTS} test_get_region_many_regions, test_get_one_no_argparse_region2`,
    cloud: REGIONS,
    env: { OS_REGION_NAME: 'west' },
    reads: { region: 'west', authUrl: 'https://id-west.example.org/v3' },
  },
  {
    from: `${CONFIG_TESTS} test_get_region_by_name_no_value`,
    cloud: { auth: AUTH, regions: ['a', { name: 'b' }] },
    env: { OS_REGION_NAME: 'b' },
    reads: { region: 'b', interface: 'public' },
  },
  {
    from: `${CONFIG_TESTS} test_get_region_invalid_region, test_get_one_bad_region`,
    cloud: REGIONS,
    env: { OS_REGION_NAME: 'nowhere' },
    refuses: not('east, west'),
    peer: 'fails',
  },
  {
    from: `${LOADER} _get_region: case matters`,
    cloud: REGIONS,
    env: { OS_REGION_NAME: 'West' },
    refuses: not('east, west'),
    peer: 'fails',
  },
  {
    from: `${CONFIG_TESTS} test_get_one_bad_region_no_regions, test_get_one_bad_region_argparse`,
    cloud: { auth: AUTH, region_name: 'a' },
    env: { OS_REGION_NAME: 'b' },
    refuses: not('a'),
    peer: 'fails',
  },
  {
    from: `${CONFIG_TESTS} test_get_region_region_set`,
    cloud: { auth: AUTH, region_name: 'a' },
    env: { OS_REGION_NAME: 'a' },
    reads: { region: 'a' },
  },
  {
    from: `${CONFIG_TESTS} test_get_region_no_region`,
    cloud: { auth: AUTH },
    env: { OS_REGION_NAME: 'override-region' },
    reads: { region: 'override-region' },
  },
  {
    from: `${OSC}: a variable with no text is none`,
    cloud: REGIONS,
    env: { OS_REGION_NAME: '' },
    reads: { region: 'east' },
  },
  { from: `${LOADER} _get_known_regions`, cloud: { auth: AUTH, region_name: 'a,b' }, reads: { region: 'a' } },
  {
    from: `${LOADER} _get_known_regions`,
    cloud: { auth: AUTH, region_name: 'a,b' },
    env: { OS_REGION_NAME: 'b' },
    reads: { region: 'b' },
  },
  { from: `${LOADER} _get_known_regions`, cloud: { auth: AUTH, region_name: ['a', 'b'] }, reads: { region: 'a' } },
  {
    from: `${LOADER} _get_known_regions: regions before region_name`,
    cloud: { auth: AUTH, region_name: 'b', regions: ['a'] },
    reads: { region: 'a' },
  },
  {
    from: `${CONFIG_TESTS} test_get_one_with_config_files: the entry with region-name`,
    cloud: { auth: AUTH, 'region-name': 'test-region' },
    reads: { region: 'test-region' },
  },
  {
    from: `${LOADER} _get_region: no region at all`,
    cloud: { auth: AUTH, regions: [] },
    env: { OS_REGION_NAME: 'b' },
    reads: { region: 'b' },
  },
  {
    from: `${LOADER} _get_known_regions: an empty region_name is a region without a name`,
    cloud: { auth: AUTH, region_name: '' },
    env: { OS_REGION_NAME: 'b' },
    refuses: 'region_name is empty: remove it or set it',
    peer: 'fails',
  },
  { from: `${LOADER} _get_known_regions`, cloud: { auth: AUTH, region_name: '' }, reads: { region: null } },
  {
    from: `${REGION} get_region_name`,
    cloud: { ...REGIONS, compute_region_name: 'nova' },
    env: { OS_REGION_NAME: 'west' },
    reads: { region: 'nova', authUrl: 'https://id-west.example.org/v3' },
  },
  {
    from: `${LOADER} _expand_regions`,
    cloud: { auth: AUTH, regions: [{ values: { interface: 'internal' } }] },
    refuses: 'entry 1 of regions has no name',
    peer: 'fails',
  },
  {
    from: `${CONFIG_TESTS} test_get_region_invalid_keys`,
    cloud: { auth: AUTH, regions: ['a', { name: 'b', foo: 'bar' }] },
    refuses: 'entry 2 of regions has keys other than name and values',
    peer: 'fails',
  },
  {
    from: `${LOADER} _expand_regions goes through its letters`,
    cloud: { auth: AUTH, regions: 'east' },
    refuses: 'regions is not a list',
    peer: 'reads',
  },
  {
    from: `${LOADER} get_one fails on values that are no mapping`,
    cloud: { auth: AUTH, regions: [{ name: 'a', values: ['b'] }] },
    refuses: 'entry 1 of regions has values that are not a mapping',
    peer: 'fails',
  },
  {
    from: `${LOADER} get_one: None values do not take over`,
    cloud: { auth: AUTH, interface: 'internal', regions: [{ name: 'a', values: { interface: null } }] },
    reads: { region: 'a', interface: 'internal' },
  },
  {
    from: `${LOADER} get_one: values lie over the cloud, and auth joins`,
    cloud: {
      auth: AUTH,
      interface: 'public',
      regions: [{ name: 'a', values: { interface: 'internal', auth: { project_id: 'p2' } } }],
    },
    reads: { region: 'a', interface: 'internal', login: { user: NIGHT, project: { id: 'p2' } } },
  },
  {
    from: `${LOADER} get_one: the region's name before a region_name in its values`,
    cloud: { auth: AUTH, regions: [{ name: 'a', values: { region_name: 'b' } }] },
    reads: { region: 'a' },
  },
  {
    from: `${CONFIG_TESTS} test_get_one_per_region_network: values of one region are no other's`,
    cloud: { auth: AUTH, regions: ['a', { name: 'b', values: { compute_interface: 'admin' } }] },
    reads: { region: 'a', interface: 'public' },
  },
  {
    from: `${GOPHER_UTILS} DisconnectedSomewhereCloudYAML`,
    cloud: DISCONNECTED,
    env: { OS_REGION_NAME: 'SOMEWHERE' },
    reads: { region: 'SOMEWHERE', authUrl: 'https://somewhere.example.com:5000/v3' },
  },
  {
    from: `${GOPHER_UTILS} DisconnectedAnywhereCloudYAML`,
    cloud: DISCONNECTED,
    env: { OS_REGION_NAME: 'ANYWHERE' },
    reads: { region: 'ANYWHERE', authUrl: 'https://anywhere.example.com:5000/v3' },
  },
  {
    from: `${GOPHER_UTILS} CaliforniaCloudYAML`,
    cloud: { auth: AUTH, regions: ['SAN', 'LAX'] },
    reads: { region: 'SAN' },
  },
];
