import { expect, test } from 'vitest';
import { at, type Client } from './client.ts';
import { show } from './nova-calls.ts';

const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const MICROSECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/;

const ALWAYS = [
  'OS-DCF:diskConfig',
  'OS-EXT-AZ:availability_zone',
  'OS-EXT-STS:power_state',
  'OS-EXT-STS:task_state',
  'OS-EXT-STS:vm_state',
  'OS-SRV-USG:launched_at',
  'OS-SRV-USG:terminated_at',
  'accessIPv4',
  'accessIPv6',
  'addresses',
  'config_drive',
  'created',
  'flavor',
  'hostId',
  'id',
  'image',
  'key_name',
  'links',
  'metadata',
  'name',
  'os-extended-volumes:volumes_attached',
  'progress',
  'status',
  'tenant_id',
  'updated',
  'user_id',
];

/** The fields of a server, by microversion, state and reader. */
export const serverContract = (client: () => Client): void => {
  const active = () => client().target.active[0] ?? '';
  const servers = () => client().target.servers;

  test.each([
    ['2.1', []],
    ['2.9', ['locked']],
    ['2.19', ['locked', 'description']],
    ['2.26', ['locked', 'description', 'tags']],
    ['2.51', ['locked', 'description', 'tags']],
    ['2.63', ['locked', 'description', 'tags', 'trusted_image_certificates']],
    ['2.71', ['locked', 'description', 'tags', 'trusted_image_certificates', 'server_groups']],
    ['2.73', ['locked', 'locked_reason', 'description', 'tags', 'trusted_image_certificates', 'server_groups']],
    [
      '2.93',
      [
        'locked',
        'locked_reason',
        'description',
        'tags',
        'trusted_image_certificates',
        'server_groups',
        'OS-EXT-SRV-ATTR:hostname',
      ],
    ],
  ])('a server has exactly the fields of version %s', async (version, more) => {
    const server = await show(client(), active(), { version });
    expect(new Set(Object.keys(server))).toEqual(new Set([...ALWAYS, ...more]));
  });

  test('Nova shows only to an administrator where a server runs', async () => {
    const more = async (version: string) => {
      const mine = Object.keys(await show(client(), active(), { version }));
      const whole = Object.keys(await show(client(), active(), { version, as: 'admin' }));
      return new Set(whole.filter((name) => !mine.includes(name)));
    };
    const low = ['host', 'hypervisor_hostname', 'instance_name'].map((name) => `OS-EXT-SRV-ATTR:${name}`);
    expect(await more('2.1')).toEqual(new Set(low));
    expect(await more('2.16')).toContain('host_status');
    expect(await more('2.93')).toEqual(
      new Set([
        'OS-EXT-SRV-ATTR:host',
        'OS-EXT-SRV-ATTR:hypervisor_hostname',
        'OS-EXT-SRV-ATTR:instance_name',
        'OS-EXT-SRV-ATTR:kernel_id',
        'OS-EXT-SRV-ATTR:launch_index',
        'OS-EXT-SRV-ATTR:ramdisk_id',
        'OS-EXT-SRV-ATTR:reservation_id',
        'OS-EXT-SRV-ATTR:root_device_name',
        'OS-EXT-SRV-ATTR:user_data',
        'host_status',
      ]),
    );
  });

  test('a server has whole seconds in created and updated, microseconds without a zone in launched_at', async () => {
    const server = await show(client(), active());
    expect(server.created).toMatch(SECONDS);
    expect(server.updated).toMatch(SECONDS);
    expect(server['OS-SRV-USG:launched_at']).toMatch(MICROSECONDS);
    expect(server['OS-SRV-USG:terminated_at']).toBeNull();
    expect(server.hostId).toMatch(/^[0-9a-f]{56}$/);
    expect(server.tenant_id).toBe(client().target.projectId);
  });

  test('a server names its flavor by id below 2.47, and embeds it without its id from 2.47 on', async () => {
    const before = (await show(client(), active(), { version: '2.46' })).flavor;
    expect(before).toMatchObject({ id: expect.any(String), links: [{ rel: 'bookmark' }] });
    const after = (await show(client(), active(), { version: '2.47' })).flavor;
    expect(after).toEqual({
      vcpus: expect.any(Number),
      ram: expect.any(Number),
      disk: expect.any(Number),
      ephemeral: 0,
      swap: 0,
      original_name: expect.any(String),
      extra_specs: {},
    });
  });

  test.each([
    ['error', 'ERROR', 'error', 1],
    ['stopped', 'SHUTOFF', 'stopped', 4],
    ['paused', 'PAUSED', 'paused', 3],
    ['suspended', 'SUSPENDED', 'suspended', 7],
    ['shelved', 'SHELVED', 'shelved', 4],
    ['shelved_offloaded', 'SHELVED_OFFLOADED', 'shelved_offloaded', 4],
    ['rescued', 'RESCUE', 'rescued', 1],
    ['novalidhost', 'ERROR', 'error', 0],
  ] as const)('Nova shows a server in the role %s as %s', async (role, status, vmState, powerState) => {
    expect(await show(client(), servers()[role])).toMatchObject({
      status,
      'OS-EXT-STS:vm_state': vmState,
      'OS-EXT-STS:task_state': null,
      'OS-EXT-STS:power_state': powerState,
    });
  });

  test('a server that is being built is shown with its task and without a launch', async () => {
    expect(await show(client(), servers().building)).toMatchObject({
      status: 'BUILD',
      'OS-EXT-STS:vm_state': 'building',
      'OS-EXT-STS:task_state': 'spawning',
      'OS-SRV-USG:launched_at': null,
    });
  });

  test('a server has progress while it runs or is built, and none when it is off or broken', async () => {
    expect(await show(client(), active())).toHaveProperty('progress', 0);
    expect(await show(client(), servers().stopped)).not.toHaveProperty('progress');
    expect(await show(client(), servers().error)).not.toHaveProperty('progress');
  });

  test('a server that never found a host has no host, zone or launch, and its fault says why', async () => {
    const server = await show(client(), servers().novalidhost);
    expect(server).toMatchObject({ hostId: '', 'OS-EXT-AZ:availability_zone': '', 'OS-SRV-USG:launched_at': null });
    expect(server.fault).toMatchObject({ code: 500, message: 'No valid host was found. ' });
    expect(at(server.fault, 'created')).toMatch(SECONDS);
  });

  test('a server that is shelved and offloaded has no host any more, but a launch', async () => {
    const server = await show(client(), servers().shelved_offloaded);
    expect(server.hostId).toBe('');
    expect(server['OS-SRV-USG:launched_at']).toMatch(MICROSECONDS);
  });

  test('a server shows its lock from 2.9 on, and the lock’s reason from 2.73 on', async () => {
    const { locked } = servers();
    expect(await show(client(), locked, { version: '2.8' })).not.toHaveProperty('locked');
    expect(await show(client(), locked, { version: '2.9' })).toHaveProperty('locked', true);
    expect(await show(client(), locked, { version: '2.73' })).toHaveProperty('locked_reason', 'do not touch');
    expect(await show(client(), active(), { version: '2.73' })).toMatchObject({ locked: false, locked_reason: null });
  });
};
