import { AUTH, CONFIG_TESTS, GOPHER_UTILS, type PeerFact, REGION, REGION_TESTS } from './fact.ts';

/** Certificates; how their files are read is tls-config.test.ts's. */
export const TLS_FACTS: readonly PeerFact[] = [
  { from: `${REGION} get_requests_verify_args`, cloud: { auth: AUTH }, reads: { verify: true } },
  { from: `${REGION_TESTS} test_verify`, cloud: { auth: AUTH, cacert: null, verify: false }, reads: { verify: false } },
  { from: `${REGION_TESTS} test_verify`, cloud: { auth: AUTH, cacert: null, verify: true }, reads: { verify: true } },
  {
    from: `${REGION_TESTS} test_verify`,
    cloud: { auth: AUTH, verify: true, insecure: true },
    reads: { verify: false },
  },
  {
    from: `${REGION} get_requests_verify_args`,
    cloud: { auth: AUTH, verify: false, insecure: false },
    reads: { verify: false },
  },
  {
    from: `${CONFIG_TESTS} TestMagicFixes.test_bool_keys`,
    cloud: { auth: AUTH, insecure: 'True' },
    reads: { verify: false },
  },
  { from: `${GOPHER_UTILS} InsecureFloridaCloudYAML`, cloud: { auth: AUTH, verify: false }, reads: { verify: false } },
  {
    from: `${GOPHER_UTILS} SecureFloridaCloudYAML: requests fails at the first call when a file is not there`,
    cloud: { auth: AUTH, cacert: '/home/myhome/ca.crt' },
    refuses: 'cacert names a file that cannot be read',
    peer: 'fails',
  },
  {
    from: `${REGION_TESTS} test_cert_with_key: requests fails at the first call when a file is not there`,
    cloud: { auth: AUTH, verify: false, cert: 'cert' },
    refuses: 'cert names a file that cannot be read',
    peer: 'fails',
  },
  {
    from: `${CONFIG_TESTS} TestMagicFixes.test_bool_keys, loader.py get_boolean: yes in quotes is false there`,
    cloud: { auth: AUTH, insecure: 'yes' },
    refuses: 'insecure is neither true nor false',
    peer: 'reads',
  },
  {
    from: 'openstack/config/loader.py get_boolean: a number has no lower()',
    cloud: { auth: AUTH, insecure: 1 },
    refuses: 'insecure is neither true nor false',
    peer: 'fails',
  },
  {
    from: `${REGION} get_requests_verify_args: requests takes a number for a path`,
    cloud: { auth: AUTH, verify: 0 },
    refuses: 'verify is neither true nor false',
    peer: 'fails',
  },
  {
    from: `${REGION} get_requests_verify_args: requests takes any text for the path of a file`,
    cloud: { auth: AUTH, verify: 'perhaps' },
    refuses: 'verify is neither true nor false',
    peer: 'fails',
  },
  {
    from: `${REGION} get_requests_verify_args: an empty text switches the check off`,
    cloud: { auth: AUTH, verify: '' },
    refuses: 'verify is empty: remove it or set it',
    peer: 'reads',
  },
];
