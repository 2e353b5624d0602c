import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keyOf } from '../../../lib/power/intent.ts';
import type { EntryReads, Ledger, Receipt, Receipts } from '../../../lib/power/ports/ledger.ts';
import { anEntry, anIntent, aServerId, NOON, serverNo } from '../../builders.ts';

/** A kind of ledger under test: `fresh` gives an empty one. */
export interface LedgerUnderTest<Kind extends Ledger = Ledger & EntryReads & Receipts> {
  fresh(): Promise<Kind>;
  close(): Promise<void>;
}

const OTHER_SERVER = aServerId('5f0c8a3e-0000-4000-8000-00000000abcd');

const aReceipt = (changes: Partial<Receipt> = {}): Receipt => ({
  webhookId: 'msg_1',
  bodySha256: 'a'.repeat(64),
  firstAt: NOON,
  ...changes,
});

/** What every ledger must do with the entries of a step, whatever it is made of. */
export const entriesContract = (name: string, start: () => Promise<LedgerUnderTest<Ledger>>): void => {
  describe(`${name} as a ledger`, () => {
    let underTest: LedgerUnderTest<Ledger>;
    let ledger: Ledger;
    beforeAll(async () => {
      underTest = await start();
    });
    beforeEach(async () => {
      ledger = await underTest.fresh();
    });
    afterAll(async () => underTest.close());

    const claimed = anEntry();
    const key = keyOf(claimed.intent);

    test('a ledger knows nothing of an intent that nobody claimed', async () => {
      expect(await ledger.read(key)).toEqual({ kind: 'absent' });
      expect(await ledger.entriesOf('otc', aServerId())).toEqual({ kind: 'entries', entries: [] });
    });

    test('a ledger reads back what was written', async () => {
      const entry = anEntry({
        sends: [{ markedAt: NOON, evidenceAt: NOON - 40, state: 'unresolved' }],
        server: { vmState: 'active', taskState: null, powerState: 1 },
        trouble: { kind: 'transient', trouble: 'throttled', message: 'slow down', http: 429, retryAfterMs: 2000 },
        history: [{ at: NOON, decision: 'stop', because: 'active and idle' }],
      });
      expect(await ledger.write(entry, undefined)).toEqual({ kind: 'written' });
      expect(await ledger.read(key)).toEqual({ kind: 'found', entry });
    });

    test('a ledger lets one of fifty first claims win', async () => {
      const claims = Array.from({ length: 50 }, (_, i) => ledger.write(anEntry({ owner: `owner-${i}` }), undefined));
      const kinds = (await Promise.all(claims)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'written')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'lost')).toHaveLength(49);
    });

    test('a ledger lets one of fifty take-overs of the same entry win', async () => {
      await ledger.write(claimed, undefined);
      const takeOvers = Array.from({ length: 50 }, (_, i) =>
        ledger.write(anEntry({ owner: `heir-${i}`, revision: 2 }), claimed),
      );
      const kinds = (await Promise.all(takeOvers)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'written')).toHaveLength(1);
    });

    test('a ledger lets its owner write revision after revision', async () => {
      const second = anEntry({ revision: 2, looks: 1 });
      const third = anEntry({ revision: 3, looks: 2 });
      await ledger.write(claimed, undefined);
      expect(await ledger.write(second, claimed)).toEqual({ kind: 'written' });
      expect(await ledger.write(third, second)).toEqual({ kind: 'written' });
      expect(await ledger.read(key)).toEqual({ kind: 'found', entry: third });
    });

    test('a ledger refuses a former owner, and changes nothing', async () => {
      const takenOver = anEntry({ owner: 'owner-2', revision: 2 });
      await ledger.write(claimed, undefined);
      await ledger.write(takenOver, claimed);
      expect(await ledger.write(anEntry({ revision: 2, looks: 9 }), claimed)).toEqual({ kind: 'lost' });
      expect(await ledger.read(key)).toEqual({ kind: 'found', entry: takenOver });
    });

    test('a ledger refuses a write over a revision that is gone, even by its owner', async () => {
      await ledger.write(claimed, undefined);
      await ledger.write(anEntry({ revision: 2 }), claimed);
      await ledger.write(anEntry({ revision: 3 }), anEntry({ revision: 2 }));
      expect(await ledger.write(anEntry({ revision: 2 }), claimed)).toEqual({ kind: 'lost' });
    });

    test('a ledger refuses a write over an entry that is not there', async () => {
      expect(await ledger.write(anEntry({ revision: 2 }), claimed)).toEqual({ kind: 'lost' });
      expect(await ledger.read(key)).toEqual({ kind: 'absent' });
    });

    test('a ledger takes the same write twice as written: a client may repeat its own success', async () => {
      expect(await ledger.write(claimed, undefined)).toEqual({ kind: 'written' });
      expect(await ledger.write(claimed, undefined)).toEqual({ kind: 'written' });
    });

    test('a ledger keeps the newest twenty lines of history', async () => {
      const history = Array.from({ length: 25 }, (_, i) => ({ at: NOON + i, decision: `${i}`, because: 'looked' }));
      await ledger.write(anEntry({ history }), undefined);
      const found = await ledger.read(key);
      const kept = found.kind === 'found' ? found.entry.history.map(({ decision }) => decision) : [];
      expect(kept).toHaveLength(20);
      expect([kept[0], kept[19]]).toEqual(['5', '24']);
    });

    test('a ledger lists all entries of a server, whoever asked, and none of another server or cloud', async () => {
      const ofServer = [
        anEntry({ intent: anIntent({ requestId: 'request-1' }) }),
        anEntry({ intent: anIntent({ requestId: 'request-1', dryRun: true }) }),
        anEntry({ intent: anIntent({ requestId: 'request #2/ä', source: 'webhook' }) }),
      ];
      const others = [
        anEntry({ intent: anIntent({ serverId: OTHER_SERVER }) }),
        anEntry({ intent: anIntent({ cloud: 'otc-2' }) }),
      ];
      for (const entry of [...ofServer, ...others]) await ledger.write(entry, undefined);
      const found = await ledger.entriesOf('otc', aServerId());
      const entries = found.kind === 'entries' ? found.entries : [];
      expect(entries).toHaveLength(3);
      expect(entries).toEqual(expect.arrayContaining(ofServer));
    });

    test('a ledger lists the entries of a server in the order of their keys', async () => {
      for (const requestId of ['2', '1', '3'])
        await ledger.write(anEntry({ intent: anIntent({ requestId }) }), undefined);
      const found = await ledger.entriesOf('otc', aServerId());
      const ids = found.kind === 'entries' ? found.entries.map(({ intent }) => intent.requestId) : [];
      expect(ids).toEqual(['1', '2', '3']);
    });
  });
};

/** The same, and what the stack's ledger has beside it: many entries at once, and receipts. */
export const ledgerContract = (name: string, start: () => Promise<LedgerUnderTest>): void => {
  entriesContract(name, start);

  describe(`${name} as the ledger of a stack`, () => {
    let underTest: LedgerUnderTest;
    let ledger: Ledger & EntryReads & Receipts;
    beforeAll(async () => {
      underTest = await start();
    });
    beforeEach(async () => {
      ledger = await underTest.fresh();
    });
    afterAll(async () => underTest.close());

    test('a ledger reads many entries in the order of their keys, absent ones among them', async () => {
      const intents = Array.from({ length: 120 }, (_, n) => anIntent({ serverId: serverNo(n) }));
      const entries = intents.filter((_, n) => n % 2 === 0).map((intent) => anEntry({ intent }));
      for (const entry of entries) await ledger.write(entry, undefined);
      const read = await ledger.readMany(intents.map(keyOf));
      expect(read).toEqual({
        kind: 'read',
        found: intents.map((intent, n) =>
          n % 2 === 0 ? { kind: 'found', entry: anEntry({ intent }) } : { kind: 'absent' },
        ),
      });
      expect(await ledger.readMany([])).toEqual({ kind: 'read', found: [] });
    });

    test('a ledger distinguishes a new webhook, the same again, and another body under the same id', async () => {
      expect(await ledger.receive(aReceipt())).toEqual({ kind: 'new', receipt: aReceipt() });
      expect(await ledger.receive(aReceipt({ firstAt: NOON + 5000 }))).toEqual({ kind: 'same', receipt: aReceipt() });
      const other = aReceipt({ bodySha256: 'b'.repeat(64) });
      expect(await ledger.receive(other)).toEqual({ kind: 'other', receipt: aReceipt() });
      expect(await ledger.receive(aReceipt({ webhookId: 'msg_2' }))).toMatchObject({ kind: 'new' });
    });
  });
};
