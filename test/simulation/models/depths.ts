import type { Clock } from '../../../lib/clock.ts';
import type { Item } from '../../../lib/ledger/table.ts';
import { tableLedger } from '../../../lib/ledger/table-ledger.ts';
import type { Entry } from '../../../lib/power/entry.ts';
import type { Fault } from '../../../lib/power/fault.ts';
import type { WorkerPorts } from '../../../lib/worker/work.ts';
import type { Running } from '../engine/running.ts';
import type { World } from '../engine/world.ts';
import { cloudPort } from './cloud-port.ts';
import { ledgerPort } from './ledger-port.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { NovaCalls } from './nova-calls.ts';
import { tablePort } from './table-port.ts';

/** A Lambda environment: it outlives its invocations, unless one of them is killed. */
export interface Slot {
  readonly number: number;
  ports(running: Running, clock: Clock): Pick<WorkerPorts, 'clouds' | 'ledger' | 'rolls' | 'selects' | 'freezes'>;
  release(healthy: boolean): void;
}

/** How deep the models go. */
export interface Depths {
  environment(): Slot;
}

const UNREADABLE: Fault = { kind: 'refused', trouble: 'secret', message: 'secret: cannot be read' };

/** Whether the secret can be read: the only thing about the configuration that fails by itself. */
export const openCloud = <T>(running: Running, cloud: T) =>
  running.call('clouds', '', (fault, latencyMs) => ({
    effectInMs: 0,
    effect: () => {},
    answerInMs: fault === undefined ? 0 : latencyMs,
    answer: () =>
      fault === undefined ? ({ kind: 'cloud', cloud } as const) : ({ kind: 'fault', fault: UNREADABLE } as const),
  }));

/**
 * Models behind the ports of a step: nothing is remembered between two invocations but the ledger, and the selectors that were read.
 * Entries are kept as they are; rolls, pointers and freezes as the items of a table.
 */
export const portDepth = (
  world: World,
  calls: NovaCalls,
  store: LedgerStore<Entry>,
  items: LedgerStore<Item>,
): Depths => {
  let made = 0;
  const free: Slot[] = [];
  const fresh = (): Slot => {
    made += 1;
    let now: Running | undefined;
    const table = tableLedger(
      tablePort(items, () => {
        if (now === undefined) throw new Error('nobody runs here');
        return now;
      }),
    );
    const slot: Slot = {
      number: made + (world.plan.seed % 2),
      ports: (running, clock) => {
        now = running;
        return {
          clouds: { cloud: () => openCloud(running, cloudPort(calls, running, clock, world.plan.listless === true)) },
          ledger: ledgerPort(store, running),
          rolls: table.rolls,
          selects: table,
          freezes: table,
        };
      },
      release: (healthy) => {
        if (healthy) free.push(slot);
      },
    };
    return slot;
  };
  return { environment: () => free.pop() ?? fresh() };
};
