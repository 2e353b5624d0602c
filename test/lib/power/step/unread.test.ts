import { describe, expect, test } from 'vitest';
import { encodeEntry } from '../../../../lib/ledger/items.ts';
import { promisedOf } from '../../../../lib/ledger/promised.ts';
import type { Item } from '../../../../lib/ledger/table.ts';
import { isItemOf, type Table } from '../../../../lib/ledger/table.ts';
import { tableLedger } from '../../../../lib/ledger/table-ledger.ts';
import { claim } from '../../../../lib/power/decide/claim.ts';
import { keyOf } from '../../../../lib/power/intent.ts';
import { aFailure, anEntry, anIntent, at, HOUR, MINUTE, NOON } from '../../../builders.ts';
import { aStep } from './a-step.ts';

/** A table that holds these items already. */
const aTable = (...given: readonly Item[]): Table => {
  const items = new Map(given.map((item) => [`${item.pk?.S} ${item.sk?.S}`, item]));
  return {
    get: async ({ pk, sk }) => ({ kind: 'got', item: items.get(`${pk} ${sk}`) }),
    getMany: async (keys) => ({
      kind: 'items',
      items: keys.map(({ pk, sk }) => items.get(`${pk} ${sk}`)).filter((item) => item !== undefined),
    }),
    put: async ({ pk, sk }, item, over) => {
      const stored = items.get(`${pk} ${sk}`);
      if (over === undefined ? stored !== undefined : !isItemOf(stored, over)) return { kind: 'open', stored };
      items.set(`${pk} ${sk}`, item);
      return { kind: 'put' };
    },
    query: async (pk) => ({ kind: 'items', items: [...items.values()].filter((item) => item.pk?.S === pk) }),
  };
};

const other = anIntent({ requestId: 'other', requestedAt: NOON - HOUR, notAfter: NOON + 10 * MINUTE });
const ended = { kind: 'stopped', because: 'off after our stop', endedAt: NOON - MINUTE } as const;
const dead = { kind: 'dead-lettered', because: 'paused', failure: aFailure() } as const;
const expiresAt = other.notAfter + 45 * 24 * HOUR;

const newer = (item: Item): Item => ({ ...item, schemaVersion: { N: '4' }, colour: { S: 'new' } });
const damaged = (item: Item): Item => ({ ...item, history: { S: 'gone' } });

const stepOver = async (...items: readonly Item[]) => {
  const world = aStep();
  Object.assign(world.ports, { ledger: tableLedger(aTable(...items)) });
  const { outcome, repeated } = await world.deliver();
  return { world, outcome, repeated };
};

describe.each([
  ['of a newer version', newer, 'schema version 4 is newer than 3'],
  ['that is damaged', damaged, 'damaged: history'],
])('an item %s', (kind, unreadable, because) => {
  test(`another intent’s item ${kind} that has ended holds nothing, whatever its end is called, and is reported`, async () => {
    for (const outcome of ['stopped', 'dead-lettered', 'burying', 'a new word']) {
      const item = unreadable({
        ...encodeEntry(anEntry({ intent: other, ending: ended, expiresAt })),
        outcome: { S: outcome },
      });
      const { world } = await stepOver(item);
      expect(world.stops).toHaveLength(1);
      expect(world.lines.alert).toMatchObject([{ what: 'ledger', because: `entry webhook#other: ${because}` }]);
    }
  });

  test(`another intent’s open item ${kind} holds the server until no stop of it can be under way, and is reported`, async () => {
    const item = unreadable(encodeEntry(anEntry({ intent: other, leaseUntil: 0, expiresAt })));
    const { world, outcome } = await stepOver(item);
    expect(world.stops).toHaveLength(0);
    expect(outcome).toMatchObject({ kind: 'look-again', trouble: 'ledger' });
    const until = '2026-11-23T12:12:00.000Z';
    const told = { what: 'ledger', because: `entry webhook#other: ${because}; it holds the server until ${until}` };
    expect(world.lines.alert).toMatchObject([told]);

    world.scene.now = at(11 * 60);
    await world.deliver();
    expect(world.stops).toHaveLength(0);
    world.scene.now = at(12 * 60);
    await world.deliver();
    expect(world.stops).toHaveLength(1);
  });

  test(`another intent’s item ${kind} holds the server for good when not even its time can be read`, async () => {
    const { expiresAt: _expiresAt, ...item } = unreadable(encodeEntry(anEntry({ intent: other, leaseUntil: 0 })));
    const { world } = await stepOver(item);
    world.scene.now = at(30 * 60);
    await world.deliver();
    expect(world.stops).toHaveLength(0);
  });

  test(`the intent’s own ended item ${kind} is acknowledged as it ended, without a call to the cloud`, async () => {
    for (const [ending, outcome] of [
      [ended, { kind: 'stopped' }],
      [dead, { kind: 'dead-lettered', reason: 'not-stoppable' }],
    ] as const) {
      const stepped = await stepOver(unreadable(encodeEntry(anEntry({ ending }))));
      expect(stepped).toMatchObject({ repeated: true, outcome });
      expect(stepped.world.looks).toEqual([]);
      expect(stepped.world.lines.alert).toMatchObject([{ what: 'ledger' }]);
    }
  });

  test(`the intent’s own item ${kind} is handed back with an alert while it is open or its dead letter asks to open it again`, async () => {
    const open = await stepOver(unreadable(encodeEntry(anEntry({ leaseUntil: 0 }))));
    expect(open.outcome).toMatchObject({ kind: 'look-again', trouble: 'ledger' });
    const { world } = await stepOver(unreadable(encodeEntry(anEntry({ ending: dead }))));
    const { outcome } = await world.deliver({ letterFailedAt: dead.failure.failedAt });
    expect(outcome).toMatchObject({ kind: 'look-again', trouble: 'ledger' });
  });

  test(`an item ${kind} that meets every step is reported every ten minutes`, async () => {
    const { world } = await stepOver(unreadable(encodeEntry(anEntry({ leaseUntil: 0 }))));
    for (let minutes = 1; minutes <= 25; minutes += 1) {
      world.scene.now = at(1 + minutes * 60);
      await world.deliver();
    }
    expect(world.lines.alert).toHaveLength(3);
  });
});

test('an item says for every version until when its stop may leave', () => {
  const claimed = claim(undefined, other, {
    owner: 'o',
    now: NOON,
    leaseUntil: at(65),
    receiveCount: 1,
    visibilityMs: 6 * MINUTE,
  });
  if (claimed.kind !== 'claim') throw new Error(claimed.kind);
  expect(promisedOf(encodeEntry(claimed.entry))).toEqual({ lastStopBy: other.notAfter });
  expect(keyOf(other).sort).toBe('webhook#other');
});
