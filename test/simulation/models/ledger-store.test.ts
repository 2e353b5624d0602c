import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freezesIn } from '../../../lib/ledger/freezes.ts';
import type { Item } from '../../../lib/ledger/table.ts';
import { memoryLedger, tableLedger } from '../../../lib/ledger/table-ledger.ts';
import type { Entry } from '../../../lib/power/entry.ts';
import type { Ledger, Written } from '../../../lib/power/ports/ledger.ts';
import { anEntry, anIntent, aServerId } from '../../builders.ts';
import { freezeContract } from '../../lib/ledger/freeze-contract.ts';
import { ledgerContract } from '../../lib/ledger/ledger-contract.ts';
import { rollsContract } from '../../lib/ledger/rolls-contract.ts';
import { drawPlan } from '../draw/plan.ts';
import type { FaultName } from '../engine/faults.ts';
import { startRunning } from '../engine/running.ts';
import { createWorld } from '../engine/world.ts';
import { ledgerPort } from './ledger-port.ts';
import { createLedgerStore } from './ledger-store.ts';
import { tableAtHand, tablePort } from './table-port.ts';

/** A world in which one function asks, and time passes until it is answered. */
const aWorld = (fault?: FaultName) => {
  const rates = fault === undefined ? {} : { [fault]: 1 };
  const world = createWorld({ ...drawPlan(1), rates });
  const running = startRunning(world, 1, 0, () => {});
  const answered = async <T>(answer: Promise<T>): Promise<T> => {
    await world.timeline.run(Number.POSITIVE_INFINITY);
    return await answer;
  };
  return { world, running, answered };
};

const inTime = (ledger: Ledger, answered: <T>(answer: Promise<T>) => Promise<T>): Ledger => ({
  read: (key) => answered(ledger.read(key)),
  write: (entry, over) => answered(ledger.write(entry, over)),
  entriesOf: (cloud, serverId) => answered(ledger.entriesOf(cloud, serverId)),
});

const behindPort = (fault?: FaultName) => {
  const { world, running, answered } = aWorld(fault);
  const store = createLedgerStore<Entry>(world);
  return { world, store, ledger: inTime(ledgerPort(store, running), answered) };
};

// The model of DynamoDB is held to what the product's own ledgers are held to.
ledgerContract('the model of DynamoDB', async () => ({
  fresh: async () => {
    const { world, running, answered } = aWorld();
    const ledger = tableLedger(tablePort(createLedgerStore<Item>(world), () => running));
    return {
      ...inTime(ledger, answered),
      readMany: (keys) => answered(ledger.readMany(keys)),
      receive: (receipt) => answered(ledger.receive(receipt)),
      find: (id) => answered(ledger.find(id)),
    };
  },
  close: async () => {},
}));

rollsContract('the model of DynamoDB', async () => ({
  fresh: async () => {
    const { world, running, answered } = aWorld();
    const ledger = tableLedger(tablePort(createLedgerStore<Item>(world), () => running));
    const { rolls } = ledger;
    return {
      ...ledger,
      selectOf: (key) => answered(ledger.selectOf(key)),
      pointersOf: (day) => answered(ledger.pointersOf(day)),
      rollsOf: (pointers) => answered(ledger.rollsOf(pointers)),
      rolls: {
        find: (key, part) => answered(rolls.find(key, part)),
        pin: (roll) => answered(rolls.pin(roll)),
        point: (roll) => answered(rolls.point(roll)),
        report: (roll, over) => answered(rolls.report(roll, over)),
      },
    };
  },
  close: async () => {},
}));

// What a function reads over the wire of the model, a person has written at hand.
freezeContract('the model of DynamoDB', async () => ({
  fresh: async () => {
    const { world, running, answered } = aWorld();
    const store = createLedgerStore<Item>(world);
    const people = freezesIn(tableAtHand(store));
    const { freezeOf } = freezesIn(tablePort(store, () => running));
    return { ...people, freezeOf: (cloud, now) => answered(freezeOf(cloud, now)) };
  },
  close: async () => {},
}));

test('the model behind the port answers any row of writes as the ledger in memory does', async () => {
  const owner = fc.constantFrom('a', 'b');
  const revision = fc.integer({ min: 1, max: 3 });
  const requestId = fc.constantFrom('request-1', 'request-2');
  const write = fc.record({ requestId, owner, revision, over: fc.option(fc.record({ owner, revision })) });
  await fc.assert(
    fc.asyncProperty(fc.array(write, { maxLength: 8 }), async (writes) => {
      const [model, memory] = [behindPort().ledger, memoryLedger()];
      for (const { requestId, owner, revision, over } of writes) {
        const entry = anEntry({ intent: anIntent({ requestId }), owner, revision });
        const before = over === null ? undefined : { ...entry, ...over };
        expect(await model.write(entry, before)).toEqual(await memory.write(entry, before));
      }
      const [found, kept] = [await model.entriesOf('otc', aServerId()), await memory.entriesOf('otc', aServerId())];
      expect(found).toEqual(kept);
    }),
    { numRuns: 100 },
  );
});

describe('a write that goes wrong', () => {
  const entry = anEntry();

  test.for<[FaultName, Written['kind'], boolean]>([
    ['write.slow', 'written', true],
    // The SDK repeated its own success: the condition fails, and what is stored is ours (F403).
    ['write.lost-answer', 'written', true],
    ['write.lost-unread', 'unavailable', true],
    ['write.throttled', 'unavailable', false],
    ['write.error-unwritten', 'unavailable', false],
    // It is read back before it arrives.
    ['write.late-write', 'unavailable', true],
  ])('%s: the answer is %s; stored in the end: %s', async ([fault, answer, stored]) => {
    const { ledger, store } = behindPort(fault);
    expect((await ledger.write(entry, undefined)).kind).toBe(answer);
    expect([...store.all().values()].map(({ entry: kept }) => kept)).toEqual(stored ? [entry] : []);
  });

  test('and reads that go wrong tell nothing', async () => {
    expect(await behindPort('read.unavailable').ledger.read({ partition: 'p', sort: 's' })).toMatchObject({
      kind: 'unavailable',
    });
    expect(await behindPort('query.unavailable').ledger.entriesOf('otc', aServerId())).toMatchObject({
      kind: 'unavailable',
    });
  });
});
