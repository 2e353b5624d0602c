import { describe, expect, test } from 'vitest';
import { machineOf } from '../../../../lib/power/choose/machine.ts';
import type { Flavor, Server } from '../../../../lib/power/server.ts';
import { aServer } from '../../../builders.ts';

const withSpecs = (extraSpecs: Record<string, string>, name = 'c2.large'): Partial<Server> => ({
  flavor: { id: null, name, extraSpecs },
});
const hidden: Flavor = { id: '42', name: null, extraSpecs: null };

describe('the kind of a machine', () => {
  test.for<[string, Partial<Server>]>([
    ['asks for one of a custom class and no CPU', withSpecs({ 'resources:CUSTOM_GOLD': '1', 'resources:VCPU': '0' })],
    ['numbers its group of resources', withSpecs({ 'resources1:CUSTOM_GOLD': '1', 'resources:VCPU': '0' })],
    ['names Ironic as its resource', withSpecs({ resource_type: 'ironic' })],
    ['names Ironic as its hypervisor', withSpecs({ 'capabilities:hypervisor_type': 'ironic' })],
    ['compares its hypervisor with Ironic', withSpecs({ 'capabilities:hypervisor_type': 's== ironic' })],
    ['is called physical', withSpecs({}, 'physical.o2.medium')],
    ['has an id that is called physical', { flavor: { id: 'physical.o2.medium', name: null, extraSpecs: null } }],
  ])('a server whose flavor %s is bare metal', ([, changes]) => {
    expect(machineOf(aServer(changes))).toBe('bare-metal');
  });

  test('a server that its vendor has marked as bare metal is bare metal, whatever its flavor shows', () => {
    expect(machineOf(aServer({ flavor: null, tags: ['__type_baremetal'] }))).toBe('bare-metal');
    const metadata = { 'metering.resourcetype': '__type_baremetal' };
    expect(machineOf(aServer({ ...withSpecs({}), metadata }))).toBe('bare-metal');
  });

  test.for<[string, Record<string, string>]>([
    ['no extra specs', {}],
    ['CPUs beside a custom class', { 'resources:CUSTOM_GOLD': '1', 'resources:VCPU': '2' }],
    ['a custom class without a word about CPUs', { 'resources:CUSTOM_GPU': '1' }],
    ['none of a custom class', { 'resources:CUSTOM_GOLD': '0', 'resources:VCPU': '0' }],
    ['another hypervisor', { 'capabilities:hypervisor_type': 'QEMU' }],
    ['a name that only ends like Ironic', { 'capabilities:hypervisor_type': 'notironic' }],
  ])('a server whose flavor shows %s is virtual', ([, extraSpecs]) => {
    expect(machineOf(aServer(withSpecs(extraSpecs)))).toBe('virtual');
  });

  test('a server whose flavor is not shown is neither', () => {
    expect(machineOf(aServer({ flavor: hidden }))).toBe('unknown');
    expect(machineOf(aServer({ flavor: null, tags: null, metadata: null }))).toBe('unknown');
  });
});
