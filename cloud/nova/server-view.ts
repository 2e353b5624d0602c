import type { ServerRecord } from '../machines/server-record.ts';
import { microTime, secondTime } from '../wire-time.ts';
import type { Minor } from './microversion.ts';
import { statusOf } from './server-status.ts';

/** For whom a server is shown, and how its links begin. */
export interface Viewer {
  readonly minor: Minor;
  readonly isAdmin: boolean;
  /** `http://host/v2.1` or `http://host/v2.1/{project_id}`, as the request was. */
  readonly base: string;
  /** The same without the version: `http://host` or `http://host/{project_id}`. */
  readonly bookmarks: string;
}

const FAULT_STATUSES = new Set(['ERROR', 'DELETED']);
const PROGRESS_STATUSES = new Set(['ACTIVE', 'BUILD', 'REBUILD', 'RESIZE', 'VERIFY_RESIZE', 'MIGRATING']);
/** One image for all. */
export const IMAGE_ID = '11111111-1111-4111-8111-111111111111';

/** What a server can be resized to. */
export const FLAVORS: readonly string[] = ['physical.o2.medium', 'physical.o2.large'];

/** A server as GET /servers/{id} and /servers/detail show it (nova/api/openstack/compute/views/servers.py, show). */
export const serverView = (server: ServerRecord, viewer: Viewer) => {
  const { minor, isAdmin, bookmarks } = viewer;
  const status = statusOf(server.vmState, server.taskState);
  const from = (since: Minor, fields: object): object => (minor >= since ? fields : {});
  const when = (holds: boolean, fields: object): object => (holds ? fields : {});
  return {
    id: server.id,
    name: server.name,
    status,
    tenant_id: server.projectId,
    user_id: server.userId,
    metadata: server.metadata,
    hostId: server.hostId,
    image: { id: IMAGE_ID, links: [{ rel: 'bookmark', href: `${bookmarks}/images/${IMAGE_ID}` }] },
    flavor: flavorView(server, viewer),
    created: secondTime(server.createdAt),
    updated: secondTime(server.updatedAt),
    addresses: {},
    accessIPv4: '',
    accessIPv6: '',
    links: linksOf(server, viewer),
    'OS-DCF:diskConfig': 'MANUAL',
    ...when(FAULT_STATUSES.has(status) && server.fault !== null, { fault: faultView(server) }),
    ...when(PROGRESS_STATUSES.has(status), { progress: 0 }),
    'OS-EXT-AZ:availability_zone': server.host === null ? '' : 'nova',
    config_drive: '',
    key_name: null,
    'OS-SRV-USG:launched_at': server.launchedAt === null ? null : microTime(server.launchedAt),
    'OS-SRV-USG:terminated_at': server.terminatedAt === null ? null : microTime(server.terminatedAt),
    ...when(isAdmin, hostView(server, minor)),
    'OS-EXT-STS:task_state': server.taskState,
    'OS-EXT-STS:vm_state': server.vmState,
    'OS-EXT-STS:power_state': server.powerState,
    'os-extended-volumes:volumes_attached': [],
    ...when(isAdmin, from(16, { host_status: server.host === null ? '' : 'UP' })),
    ...from(9, { locked: server.lockedBy !== null }),
    ...from(73, { locked_reason: server.lockedReason }),
    ...from(19, { description: null }),
    ...from(26, { tags: server.tags }),
    ...from(63, { trusted_image_certificates: null }),
    ...when(!isAdmin, from(90, { 'OS-EXT-SRV-ATTR:hostname': server.name })),
  };
};

/** A server as the answer to a rebuild shows it: without its states below 2.75 (nova/api/openstack/compute/servers.py, _action_rebuild). */
export const rebuiltView = (server: ServerRecord, viewer: Viewer, adminPass: string): object => {
  const { minor } = viewer;
  const hidden = [
    'config_drive',
    'os-extended-volumes:volumes_attached',
    'host_status',
    ...(minor < 54 ? ['key_name'] : []),
  ];
  const isShown = (field: string): boolean => minor >= 75 || !(hidden.includes(field) || /^OS-(EXT|SRV)-/.test(field));
  return {
    ...Object.fromEntries(Object.entries(serverView(server, viewer)).filter(([field]) => isShown(field))),
    ...(minor < 71 ? {} : { server_groups: [] }),
    ...(minor < 57 ? {} : { user_data: null }),
    adminPass,
  };
};

/** A server as GET /servers shows it. */
export const briefServerView = (server: ServerRecord, viewer: Viewer) => ({
  id: server.id,
  name: server.name,
  links: linksOf(server, viewer),
});

const linksOf = ({ id }: ServerRecord, { base, bookmarks }: Viewer) => [
  { rel: 'self', href: `${base}/servers/${id}` },
  { rel: 'bookmark', href: `${bookmarks}/servers/${id}` },
];

// From 2.47 the flavor is embedded as it was when the server was built, without its id.
const flavorView = ({ flavor, extraSpecs }: ServerRecord, { minor, bookmarks }: Viewer) =>
  minor < 47
    ? { id: flavor, links: [{ rel: 'bookmark', href: `${bookmarks}/flavors/${flavor}` }] }
    : { vcpus: 1, ram: 1024, disk: 10, ephemeral: 0, swap: 0, original_name: flavor, extra_specs: extraSpecs };

const faultView = ({ fault }: ServerRecord) =>
  fault === null ? undefined : { code: fault.code, created: secondTime(fault.createdAt), message: fault.message };

const hostView = ({ host, name }: ServerRecord, minor: Minor) => ({
  'OS-EXT-SRV-ATTR:host': host,
  'OS-EXT-SRV-ATTR:instance_name': 'instance-00000001',
  'OS-EXT-SRV-ATTR:hypervisor_hostname': host,
  ...(minor < 3
    ? {}
    : {
        'OS-EXT-SRV-ATTR:reservation_id': 'r-00000001',
        'OS-EXT-SRV-ATTR:launch_index': 0,
        'OS-EXT-SRV-ATTR:hostname': name,
        'OS-EXT-SRV-ATTR:kernel_id': '',
        'OS-EXT-SRV-ATTR:ramdisk_id': '',
        'OS-EXT-SRV-ATTR:root_device_name': host === null ? null : '/dev/sda',
        'OS-EXT-SRV-ATTR:user_data': null,
      }),
});
