import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeEntry, encodeEntry } from '../../../lib/ledger/items.ts';
import { fromItem, toItem } from '../../../lib/ledger/table.ts';
import type { Entry } from '../../../lib/power/entry.ts';
import { anEntry, anIntent, aServerId, NOON } from '../../builders.ts';

const text = fc.string({ unit: 'binary', maxLength: 40 });
const instant = fc.integer({ min: 0, max: 4_102_444_800_000 });
const count = fc.nat(1000);
const state = fc.record({
  vmState: text,
  taskState: fc.option(text),
  powerState: fc.option(fc.nat(9)),
});
const fault = fc.record(
  {
    kind: fc.constantFrom('refused', 'conflict', 'transient', 'ambiguous'),
    trouble: fc.constantFrom('throttled', 'credentials', 'unanswered', 'bug'),
    message: text,
    http: fc.integer({ min: 100, max: 599 }),
    code: text,
    openstackRequestId: text,
    retryAfterMs: count,
  },
  { requiredKeys: ['kind', 'trouble', 'message'] },
);
const intent = fc.record(
  {
    source: fc.constantFrom('schedule', 'webhook', 'queue', 'cli'),
    requestId: fc.string({ minLength: 1, maxLength: 256 }),
    serverId: fc.uuid().map(aServerId),
    cloud: fc.string({ minLength: 1 }),
    requestedAt: instant,
    notAfter: instant,
    type: fc.constantFrom('SOFT', 'HARD'),
    dryRun: fc.boolean(),
    reason: text,
  },
  { requiredKeys: ['source', 'requestId', 'serverId', 'cloud', 'requestedAt', 'notAfter', 'dryRun'] },
);
const failure = fc.record(
  {
    reason: fc.constantFrom('expired', 'stuck', 'unverified', 'not-found'),
    because: text,
    http: count,
    code: text,
    openstackRequestId: text,
    server: state,
    attempts: count,
    firstAttemptAt: instant,
    failedAt: instant,
  },
  { requiredKeys: ['reason', 'because', 'attempts', 'firstAttemptAt', 'failedAt'] },
);
const ending = fc.oneof(
  fc.record({ kind: fc.constantFrom('stopped', 'superseded', 'held'), because: text, endedAt: instant }),
  fc.record({ kind: fc.constantFrom('burying', 'dead-lettered'), because: text, failure }),
);
const send = fc.record(
  {
    markedAt: instant,
    evidenceAt: instant,
    state: fc.constantFrom('unresolved', 'accepted', 'refused', 'failed'),
    answeredAt: instant,
    openstackRequestId: text,
    fault,
  },
  { requiredKeys: ['markedAt', 'evidenceAt', 'state'] },
);
const entries: fc.Arbitrary<Entry> = fc.record(
  {
    schemaVersion: fc.constant(1),
    intent,
    owner: text,
    leaseUntil: instant,
    revision: count,
    abandoned: count,
    attempts: count,
    firstAttemptAt: instant,
    looks: count,
    sends: fc.array(send, { maxLength: 3 }),
    notFoundAt: instant,
    poweredAt: instant,
    unexplainedAt: instant,
    server: state,
    serverFault: text,
    trouble: fault,
    history: fc.array(fc.record({ at: instant, decision: text, because: text }), { maxLength: 20 }),
    ending,
    expiresAt: fc.nat(4_102_444_800).map((seconds) => seconds * 1000),
  },
  {
    requiredKeys: [
      'schemaVersion',
      'intent',
      'owner',
      'leaseUntil',
      'revision',
      'abandoned',
      'attempts',
      'firstAttemptAt',
      'looks',
      'sends',
      'history',
      'expiresAt',
    ],
  },
);

describe('an item of the ledger', () => {
  test('an item of the ledger reads back as the entry that was written, whatever it holds', () => {
    fc.assert(
      fc.property(entries, (entry) => {
        expect(decodeEntry(encodeEntry(entry))).toEqual({ kind: 'found', entry });
      }),
    );
  });

  test('an item of the ledger expires in whole seconds, never earlier than asked', () => {
    const item = encodeEntry(anEntry({ expiresAt: 1_771_156_800_001 }));
    expect(item.expiresAt).toEqual({ N: '1771156801' });
    expect(decodeEntry(item)).toMatchObject({ entry: { expiresAt: 1_771_156_801_000 } });
  });

  test('an item of the ledger repeats its ending for people, and the reason of a dead letter', () => {
    const failure = { reason: 'expired', because: '', attempts: 1, firstAttemptAt: NOON, failedAt: NOON } as const;
    expect(encodeEntry(anEntry({ ending: { kind: 'burying', because: '', failure } }))).toMatchObject({
      outcome: { S: 'burying' },
      reason: { S: 'expired' },
    });
    const stopped = encodeEntry(anEntry({ ending: { kind: 'stopped', because: '', endedAt: NOON } }));
    expect(stopped.outcome).toEqual({ S: 'stopped' });
    expect(stopped).not.toHaveProperty('reason');
    expect(encodeEntry(anEntry())).not.toHaveProperty('outcome');
  });

  const words = {
    source: ['schedule', 'webhook', 'queue', 'cli'],
    type: ['SOFT', 'HARD'],
    kind: ['refused', 'conflict', 'transient', 'ambiguous'],
    trouble: [
      ...['not-found', 'forbidden', 'locked', 'conflict', 'bad-request', 'unauthorized', 'credentials', 'admin'],
      ...['configuration', 'secret', 'certificate', 'endpoint', 'clock', 'history', 'throttled', 'unreachable'],
      ...['unavailable', 'unanswered', 'server-error', 'unclear', 'ledger', 'queue', 'busy', 'bug'],
    ],
    state: ['unresolved', 'accepted', 'refused', 'failed'],
    done: ['stopped', 'already-stopped', 'superseded', 'held', 'rehearsed'],
    buried: ['burying', 'dead-lettered'],
    reason: [
      ...['malformed', 'expired', 'not-found', 'not-stoppable', 'forbidden', 'stop-failed', 'stuck', 'unverified'],
    ],
  } as const;

  test('an item of the ledger reads back every word of its unions', () => {
    const failure = { because: '', attempts: 1, firstAttemptAt: NOON, failedAt: NOON };
    const mark = { markedAt: NOON, evidenceAt: NOON };
    const entries: Entry[] = [
      ...words.source.map((source) => anEntry({ intent: anIntent({ source }) })),
      ...words.type.map((type) => anEntry({ intent: anIntent({ type }) })),
      ...words.kind.map((kind) => anEntry({ trouble: { kind, trouble: 'bug', message: '' } })),
      ...words.trouble.map((trouble) => anEntry({ trouble: { kind: 'refused', trouble, message: '' } })),
      ...words.state.map((state) => anEntry({ sends: [{ ...mark, state }] })),
      ...words.done.map((kind) => anEntry({ ending: { kind, because: '', endedAt: NOON } })),
      ...words.buried.map((kind) =>
        anEntry({ ending: { kind, because: '', failure: { ...failure, reason: 'stuck' } } }),
      ),
      ...words.reason.map((reason) =>
        anEntry({ ending: { kind: 'burying', because: '', failure: { ...failure, reason } } }),
      ),
    ];
    expect(entries).toHaveLength(53);
    for (const entry of entries) expect(decodeEntry(encodeEntry(entry))).toEqual({ kind: 'found', entry });
  });

  test('an item of the ledger drops the oldest lines of a history over twenty', () => {
    const history = Array.from({ length: 21 }, (_, i) => ({ at: NOON, decision: `${i}`, because: '' }));
    const decoded = decodeEntry(encodeEntry(anEntry({ history })));
    expect(decoded.kind === 'found' ? decoded.entry.history[0]?.decision : decoded).toBe('1');
  });

  test('an item of the ledger is not written with a field that could not be read back', () => {
    const entry = anEntry({ intent: Object.assign(anIntent(), { token: 'canary' }) });
    expect(() => encodeEntry(entry)).toThrow('an entry that cannot be stored: damaged: intent.token');
    expect(() => encodeEntry(anEntry({ leaseUntil: Number.NaN }))).toThrow(TypeError);
  });

  describe('is unreadable', () => {
    const whole = encodeEntry(anEntry());
    const without = (name: string) => Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name));
    const damages: { name: string; item: Record<string, AttributeValue>; because: string }[] = [
      { name: 'without its owner', item: without('owner'), because: 'damaged: owner' },
      { name: 'without its schema version', item: without('schemaVersion'), because: 'damaged: schemaVersion' },
      {
        name: 'of schema version 0',
        item: { ...whole, schemaVersion: { N: '0' } },
        because: 'damaged: schemaVersion',
      },
      {
        name: 'of a newer schema, whatever else it holds',
        item: { schemaVersion: { N: '12' } },
        because: 'schema version 12 is newer than 3',
      },
      { name: 'with a field nobody knows', item: { ...whole, colour: { S: 'canary' } }, because: 'damaged: colour' },
      { name: 'with text for a number', item: { ...whole, leaseUntil: { S: '5' } }, because: 'damaged: leaseUntil' },
      { name: 'with half a number', item: { ...whole, revision: { N: '1.5' } }, because: 'damaged: revision' },
      { name: 'with binary data', item: { ...whole, owner: { B: new Uint8Array([1]) } }, because: 'damaged: owner' },
      {
        name: 'with another server’s intent',
        item: { ...whole, pk: { S: 'server#otc#5f0c8a3e-0000-4000-8000-00000000abcd' } },
        because: 'damaged: another intent’s key',
      },
      {
        name: 'with a server id in upper case',
        item: {
          ...whole,
          intent: { M: toItem({ ...anIntent(), serverId: '0B3D6A4E-7C55-4F3A-9D5E-2F4D0C1B7A11' }) },
        },
        because: 'damaged: intent.serverId',
      },
      {
        name: 'with a word that no union knows',
        item: { ...whole, sends: { L: [{ M: toItem({ markedAt: 1, evidenceAt: 1, state: 'toString' }) }] } },
        because: 'damaged: sends.0.state',
      },
      {
        name: 'with a list of a word',
        item: { ...whole, sends: { L: [{ M: toItem({ markedAt: 1, evidenceAt: 1, state: ['accepted'] }) }] } },
        because: 'damaged: sends.0.state',
      },
      {
        name: 'with nothing for a server id',
        item: { ...whole, intent: { M: toItem({ ...anIntent(), serverId: null }) } },
        because: 'damaged: intent.serverId',
      },
      {
        name: 'with text for a newer schema version',
        item: { ...whole, schemaVersion: { S: '12' } },
        because: 'damaged: schemaVersion',
      },
      {
        name: 'under another request’s key',
        item: { ...whole, sk: { S: 'queue#request-2' } },
        because: 'damaged: another intent’s key',
      },
      {
        name: 'in many places, of which three are told',
        item: { pk: { S: 'p' }, sk: { S: 's' }, schemaVersion: { N: '1' } },
        because: 'damaged: intent, owner, leaseUntil',
      },
    ];
    test.each(damages)('$name', ({ item, because }) => {
      expect(decodeEntry(item)).toEqual({ kind: 'unreadable', because });
    });
  });
});

describe('attributes', () => {
  test('plain data keeps its type, and undefined fields are left out', () => {
    const item = toItem({ text: '', number: 1.5, yes: true, nothing: null, list: [1, 'a'], gone: undefined });
    expect(item).toEqual({
      text: { S: '' },
      number: { N: '1.5' },
      yes: { BOOL: true },
      nothing: { NULL: true },
      list: { L: [{ N: '1' }, { S: 'a' }] },
    });
    expect(fromItem(item)).toEqual({ text: '', number: 1.5, yes: true, nothing: null, list: [1, 'a'] });
  });

  test('what no attribute holds is a bug', () => {
    expect(() => toItem({ big: 1n })).toThrow('no DynamoDB attribute holds a bigint');
    expect(() => toItem({ infinite: Number.POSITIVE_INFINITY })).toThrow(TypeError);
  });
});
