import type { Clock } from '../../../lib/clock.ts';
import type { Item } from '../../../lib/ledger/table.ts';
import { tableLedger } from '../../../lib/ledger/table-ledger.ts';
import { createClouds } from '../../../lib/openstack/open-clouds.ts';
import { secret } from '../../../lib/secret.ts';
import type { Running } from '../engine/running.ts';
import type { World } from '../engine/world.ts';
import { type Depths, openCloud, type Slot } from './depths.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { NovaCalls } from './nova-calls.ts';
import { KEYSTONE_URL, openstackWire, PASSWORD } from './openstack-wire.ts';
import { tablePort } from './table-port.ts';
import { CLOUD } from './timing.ts';

const SECRET = JSON.stringify({
  clouds: {
    [CLOUD]: {
      region_name: 'RegionOne',
      auth: {
        auth_url: KEYSTONE_URL,
        username: 'stopper',
        password: PASSWORD,
        project_name: 'bms',
        user_domain_name: 'Default',
        project_domain_name: 'Default',
      },
    },
  },
});

/** Nova, Keystone and DynamoDB as wires: the adapters of `lib/openstack` and `lib/ledger` do all the work in between. */
export const wireDepth = (world: World, calls: NovaCalls, store: LedgerStore<Item>): Depths => {
  const transportFor = openstackWire(world, calls);
  let made = 0;
  const free: Slot[] = [];
  const fresh = (): Slot => {
    made += 1;
    // One invocation at a time: an environment speaks through the one that runs in it.
    let now: { readonly running: Running; readonly clock: Clock } | undefined;
    const current = (): { readonly running: Running; readonly clock: Clock } => {
      if (now === undefined) throw new Error('nobody runs here');
      return now;
    };
    const ledger = tableLedger(tablePort(store, () => current().running));
    const clouds = createClouds({
      place: { env: {}, workingDir: '/', homeDir: '/', readText: async () => undefined },
      clock: {
        now: () => current().clock.now(),
        sleep: (ms) => current().clock.sleep(ms),
        random: () => current().clock.random(),
        freshId: () => current().clock.freshId(),
      },
      allowAdmin: false,
      secret: {
        id: 'clouds',
        read: async () => {
          const opened = await openCloud(current().running, secret(SECRET));
          return opened.kind === 'fault'
            ? { kind: 'unavailable', because: 'simulated' }
            : { kind: 'value', value: opened.cloud };
        },
      },
      createTransport: () => transportFor(() => current().running),
    });
    const slot: Slot = {
      number: made + (world.plan.seed % 2),
      ports: (running, clock) => {
        now = { running, clock };
        return { clouds, ledger, rolls: ledger.rolls, selects: ledger, freezes: ledger };
      },
      release: (healthy) => {
        if (healthy) free.push(slot);
      },
    };
    return slot;
  };
  return { environment: () => free.pop() ?? fresh() };
};
