import { AUTH, CONFIG_TESTS, GOPHER_UTILS, LOADER, OSC, type PeerFact, REGION, REGION_TESTS } from './fact.ts';

const EMPTY = (name: string) => `${name} is empty: remove it or set it`;
const DASHES = (name: string) => `${name} is ignored by openstacksdk: use ${name.replaceAll('-', '_')}`;

/** Interface, service type and name, and address of compute. */
export const SERVICE_FACTS: readonly PeerFact[] = [
  { from: 'openstack/config/defaults.json', cloud: { auth: AUTH }, reads: { interface: 'public' } },
  {
    from: `${REGION_TESTS} test_getters: get_interface`,
    cloud: { auth: AUTH, interface: 'internal' },
    reads: { interface: 'internal' },
  },
  {
    from: `${GOPHER_UTILS} FloridaCloudYAML`,
    cloud: { auth: AUTH, interface: 'admin' },
    reads: { interface: 'admin' },
  },
  {
    from: `${GOPHER_UTILS} NevadaCloudYAML; ${LOADER} magic_fixes`,
    cloud: { auth: AUTH, interface: 'admin', endpoint_type: 'internal' },
    reads: { interface: 'internal' },
  },
  {
    from: `${CONFIG_TESTS} TestMagicFixes.test_endpoint_type_to_interface`,
    cloud: { auth: AUTH, endpoint_type: 'internal', foo_endpoint_type: 'admin' },
    reads: { interface: 'internal' },
  },
  {
    from: `${CONFIG_TESTS} TestMagicFixes.test_set_no_default`,
    cloud: { auth: AUTH, identity_endpoint_type: 'admin', compute_endpoint_type: 'internal', endpoint_type: 'public' },
    reads: { interface: 'internal' },
  },
  {
    from: `${REGION_TESTS} test_getters: an interface of another service`,
    cloud: { auth: AUTH, identity_interface: 'admin', volume_interface: 'internal' },
    reads: { interface: 'public' },
  },
  {
    from: `${OSC} --os-interface`,
    cloud: { auth: AUTH, interface: 'admin' },
    env: { OS_INTERFACE: 'internal' },
    reads: { interface: 'internal' },
  },
  {
    from: `${OSC} --os-interface, ${LOADER} magic_fixes`,
    cloud: { auth: AUTH, endpoint_type: 'admin' },
    env: { OS_INTERFACE: 'internal' },
    reads: { interface: 'admin' },
  },
  {
    from: `${OSC}: a variable with no text is none`,
    cloud: { auth: AUTH, interface: 'admin' },
    env: { OS_INTERFACE: '' },
    reads: { interface: 'admin' },
  },
  {
    from: `${REGION} get_interface`,
    cloud: { auth: AUTH, interface: 'admin', compute_interface: 'internal' },
    reads: { interface: 'internal' },
  },
  {
    from: `${LOADER} _fix_backwards_interface; keystoneauth1 access/service_catalog.py normalize_interface`,
    cloud: { auth: AUTH, interface: 'admin', compute_endpoint_type: 'internalURL' },
    reads: { interface: 'internal' },
  },
  {
    from: `${LOADER} _fix_backwards_interface takes the later one`,
    cloud: { auth: AUTH, compute_interface: 'public', compute_endpoint_type: 'internal' },
    refuses: 'compute_interface and compute_endpoint_type differ: remove one',
    peer: 'reads',
  },
  {
    from: `${REGION} get_interface takes a list, of which the first that the catalog has counts`,
    cloud: { auth: AUTH, interface: ['internal', 'public'] },
    refuses: 'interface is not text: put it in quotes',
    peer: 'reads',
  },
  {
    from: `${CONFIG_TESTS} TestMagicFixes.test_set_no_default: private, which no catalog has`,
    cloud: { auth: AUTH, compute_endpoint_type: 'private' },
    refuses: 'interface is not one of public, internal, admin',
    peer: 'reads',
  },
  {
    from: `${LOADER} magic_fixes comes before normalize_keys, so that endpoint-type is nobody's`,
    cloud: { auth: AUTH, 'endpoint-type': 'internal' },
    refuses: DASHES('endpoint-type'),
    peer: 'reads',
  },
  {
    from: `${LOADER} magic_fixes comes before normalize_keys`,
    cloud: { auth: AUTH, 'compute-endpoint-type': 'internal' },
    refuses: DASHES('compute-endpoint-type'),
    peer: 'reads',
  },
  // keystoneauth1 access/service_catalog.py: what is empty filters nothing, and whichever endpoint comes first is taken.
  { from: `${REGION} get_interface`, cloud: { auth: AUTH, interface: '' }, refuses: EMPTY('interface'), peer: 'reads' },
  {
    from: `${LOADER} magic_fixes`,
    cloud: { auth: AUTH, interface: 'admin', endpoint_type: '' },
    refuses: EMPTY('endpoint_type'),
    peer: 'reads',
  },
  {
    from: `${REGION} get_interface`,
    cloud: { auth: AUTH, interface: 'admin', compute_interface: '' },
    refuses: EMPTY('compute_interface'),
    peer: 'reads',
  },
  {
    from: `${REGION} get_region_name`,
    cloud: { auth: AUTH, region_name: 'a', compute_region_name: '' },
    refuses: EMPTY('compute_region_name'),
    peer: 'reads',
  },
  {
    from: `${REGION} get_service_type`,
    cloud: { auth: AUTH, compute_service_type: '' },
    refuses: EMPTY('compute_service_type'),
    peer: 'reads',
  },
  // Type and name
  {
    from: `${REGION_TESTS} test_getters: get_service_type, get_service_name`,
    cloud: { auth: AUTH, image_service_type: 'mage', identity_service_name: 'locks' },
    reads: { serviceType: 'compute', serviceName: null },
  },
  {
    from: `${REGION} get_service_type, get_service_name`,
    cloud: { auth: AUTH, 'compute-service-type': 'compute_legacy', compute_service_name: 'nova2' },
    reads: { serviceType: 'compute_legacy', serviceName: 'nova2' },
  },
  {
    from: `${REGION} get_service_type, get_service_name: no form for all services`,
    cloud: { auth: AUTH, service_type: 'network', service_name: 'neutron' },
    reads: { serviceType: 'compute', serviceName: null },
  },
  // Address
  {
    from: `${REGION_TESTS} test_override_session_endpoint_override`,
    cloud: { auth: AUTH, compute_endpoint_override: 'http://compute.example.com' },
    reads: { computeUrl: 'http://compute.example.com' },
  },
  {
    from: `${REGION_TESTS} test_override_session_endpoint`,
    cloud: { auth: AUTH, compute_endpoint: 'http://compute.example.com', telemetry_endpoint: 'http://t.example.com' },
    reads: { computeUrl: 'http://compute.example.com' },
  },
  {
    from: `${REGION} get_endpoint`,
    cloud: { auth: AUTH, compute_endpoint_override: 'https://a.example', compute_endpoint: 'https://b.example' },
    reads: { computeUrl: 'https://a.example' },
  },
  {
    from: `${REGION} get_endpoint: no form for all services`,
    cloud: { auth: AUTH, endpoint_override: 'https://a.example', identity_endpoint_override: 'https://b.example' },
    reads: { computeUrl: null },
  },
  {
    from: `${REGION} get_endpoint: an empty one is none`,
    cloud: { auth: AUTH, compute_endpoint_override: '', compute_endpoint: 'https://b.example' },
    reads: { computeUrl: 'https://b.example' },
  },
  {
    from: `${REGION} get_endpoint, ${LOADER} get_one (format)`,
    cloud: { auth: AUTH, region_name: 'r', compute_endpoint: 'https://nova.{region_name}.example' },
    reads: { computeUrl: 'https://nova.r.example' },
  },
  {
    from: `${LOADER} get_one (format) raises KeyError`,
    cloud: { auth: AUTH, compute_endpoint_override: 'https://nova.{zone}.example' },
    refuses: 'compute_endpoint_override has a placeholder, but only {region_name} is filled in, from region_name',
    peer: 'fails',
  },
  // Other services, versions and networks are nothing to a stop.
  {
    from: `${REGION_TESTS} test_getters; ${CONFIG_TESTS} test_get_one_networks, test_get_one_cloud's client`,
    cloud: {
      auth: AUTH,
      volume_api_version: '1',
      compute_api_version: '2',
      connect_retries: 1,
      networks: [{ name: 'a-public', routes_externally: true }],
      force_ipv4: true,
    },
    reads: { interface: 'public', serviceType: 'compute', computeUrl: null },
  },
];
