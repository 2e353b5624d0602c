import { AUTH, CONFIG_TESTS, ENVIRON_TESTS, GOPHER, GOPHER_UTILS, LOADER, NIGHT, type PeerFact, URL } from './fact.ts';

const { auth_url: _, ...NO_URL } = AUTH;
const MINE = { auth: { auth_url: 'https://mine.example/v3', username: 'other', user_domain_name: 'Default' } };
const VENDORS = 'openstack/config/vendors';

export const PROFILE_FACTS: readonly PeerFact[] = [
  {
    from: `${CONFIG_TESTS} test_get_one_with_config_files: the cloud lies over its profile, and auth joins`,
    cloud: { profile: 'mine', auth: NO_URL },
    profiles: { mine: MINE },
    reads: { authUrl: 'https://mine.example/v3', login: { user: NIGHT } },
  },
  {
    from: `${GOPHER}: parses clouds-public.yaml if present; ${GOPHER_UTILS} ChicagoCloudLegacyYAML: cloud for profile`,
    cloud: { cloud: 'mine', auth: { ...NO_URL, user_domain_name: 'CustomDomain' } },
    profiles: { mine: MINE },
    reads: { authUrl: 'https://mine.example/v3', login: { user: { name: 'night', domain: { name: 'CustomDomain' } } } },
  },
  {
    from: `${GOPHER_UTILS} ChicagoCloudUseProfileYAML: profile before cloud`,
    cloud: { profile: 'mine', cloud: 'other', auth: NO_URL },
    profiles: { mine: MINE, other: { auth: { auth_url: 'https://other.example/v3' } } },
    reads: { authUrl: 'https://mine.example/v3' },
  },
  {
    from: `${GOPHER_UTILS} ChicagoCloudUseProfileYAML: and secure over both`,
    cloud: { profile: 'mine', auth: { ...NO_URL, password: 'old' } },
    profiles: { mine: { auth: { ...MINE.auth, password: 'oldest' } } },
    secure: { auth: { password: 'securepassword' } },
    reads: { login: { password: 'securepassword' } },
  },
  {
    from: `${LOADER} _get_base_cloud_config: the cloud's own address before the profile's`,
    cloud: { profile: 'mine', auth: AUTH },
    profiles: { mine: { ...MINE, interface: 'internal' } },
    reads: { authUrl: URL, interface: 'internal' },
  },
  ...['', '# no profiles yet\n'].map(
    (text): PeerFact => ({
      from: `${LOADER} _load_vendor_file: a file of profiles with nothing in it`,
      cloud: { profile: 'otc', auth: NO_URL },
      files: { '/here/clouds-public.yaml': text },
      reads: { authUrl: 'https://iam.eu-de.otc.t-systems.com/v3' },
    }),
  ),
  {
    from: `${LOADER} _get_known_regions: a profile's regions`,
    cloud: { profile: 'mine', auth: AUTH },
    profiles: { mine: { regions: ['a', 'b'] } },
    reads: { region: 'a' },
  },
  {
    from: `${LOADER} _get_known_regions: the cloud's own region_name before the profile's regions`,
    cloud: { profile: 'mine', region_name: 'c', auth: AUTH },
    profiles: { mine: { regions: ['a', 'b'] } },
    reads: { region: 'c' },
  },
  {
    from: `${LOADER} _get_known_regions: empty regions of a profile are none`,
    cloud: { profile: 'mine', auth: AUTH },
    profiles: { mine: { regions: [], region_name: 'a' } },
    reads: { region: 'a' },
  },
  {
    from: `${LOADER} _get_known_regions: a profile's region_name is one name`,
    cloud: { profile: 'mine', auth: AUTH },
    profiles: { mine: { region_name: 'a,b' } },
    reads: { region: 'a,b' },
  },
  {
    from: `${LOADER} _get_region: and of regions one has to be known`,
    cloud: { profile: 'mine', auth: AUTH },
    profiles: { mine: { regions: ['a', 'b'] } },
    env: { OS_REGION_NAME: 'c' },
    refuses: 'OS_REGION_NAME is not a valid region name for this cloud, which has a, b (case matters)',
    peer: 'fails',
  },
  {
    from: `${LOADER} _get_known_regions passes over region-name in a profile`,
    cloud: { profile: 'mine', auth: AUTH },
    profiles: { mine: { 'region-name': 'a' } },
    refuses: 'region-name is ignored by openstacksdk: use region_name',
    peer: 'reads',
  },
  {
    from: `${VENDORS}/otc.json`,
    cloud: { profile: 'otc', auth: NO_URL },
    reads: { authUrl: 'https://iam.eu-de.otc.t-systems.com/v3', region: 'eu-de', interface: 'public' },
  },
  {
    from: `${VENDORS}/otc.json`,
    cloud: { profile: 'otc', auth: NO_URL },
    env: { OS_REGION_NAME: 'eu-nl' },
    reads: { authUrl: 'https://iam.eu-nl.otc.t-systems.com/v3', region: 'eu-nl' },
  },
  {
    from: `${CONFIG_TESTS} test_get_one_with_config_files: a vendor that nobody knows`,
    cloud: { auth: AUTH, profile: '_test_non_existant_cloud' },
    reads: { authUrl: URL },
  },
  {
    from: `${ENVIRON_TESTS} test_environ_exists, ${LOADER} _expand_vendor_profile: no profile for no text`,
    cloud: { auth: AUTH, profile: '', cloud: 'mine' },
    profiles: { mine: { interface: 'admin' } },
    reads: { interface: 'public' },
  },
  {
    from: `${VENDORS}/ovh.json`,
    cloud: { auth: AUTH, profile: 'ovh' },
    refuses:
      'profile ovh is unknown: remove it and set auth_url (https://auth.cloud.ovh.net/v3), region_name and the domains',
    peer: 'reads',
  },
  {
    from: `${VENDORS}/vexxhost.json`,
    cloud: { auth: AUTH, profile: 'vexxhost' },
    refuses:
      'profile vexxhost is unknown: remove it and set auth_url (https://auth.vexxhost.net/v3), region_name and the domains',
    peer: 'reads',
  },
  {
    from: `${CONFIG_TESTS} test_remote_profile; ${VENDORS}/__init__.py get_profile`,
    cloud: { auth: AUTH, profile: 'https://vexxhost.com' },
    refuses:
      'profile is an address, and profiles are not downloaded: remove it and set auth_url, region_name and the domains',
    peer: 'reads',
  },
  {
    from: `${LOADER} _auth_update; a field with null is absent here`,
    cloud: { auth: { ...AUTH, auth_url: null }, profile: 'otc', region_name: null, interface: null },
    reads: { authUrl: 'https://iam.eu-de.otc.t-systems.com/v3', region: 'eu-de', interface: 'public' },
  },
];
