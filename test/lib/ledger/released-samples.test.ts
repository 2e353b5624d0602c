import { expect, test } from 'vitest';
import { deadLetterAttributes } from '../../../lib/aws/sqs.ts';
import { parseInstant } from '../../../lib/instant.ts';
import { ENTRY_FIELDS } from '../../../lib/ledger/entry-schema.ts';
import { freezesIn } from '../../../lib/ledger/freezes.ts';
import { decodeEntry, decodeReceipt, encodeEntry, encodeReceipt } from '../../../lib/ledger/items.ts';
import {
  deadLetterBody,
  parseIntentDeadLetter,
  parseUnreadDeadLetter,
} from '../../../lib/message/dead-letter-message.ts';
import { intentBody } from '../../../lib/message/intent-message.ts';
import { parseMessage } from '../../../lib/message/message.ts';
import { claim } from '../../../lib/power/decide/claim.ts';
import { type Entry, SCHEMA_VERSIONS } from '../../../lib/power/entry.ts';
import { SOURCES } from '../../../lib/power/intent.ts';
import { DONE_KINDS, REASONS } from '../../../lib/power/outcome.ts';
import { aContext, HOUR, MINUTE } from '../../builders.ts';
import { ENTRIES, INTENTS, LETTERS, RECEIPTS, UNREAD_LETTERS } from './released-samples.ts';
import { REPLAYED_ENTRIES, REPLAYED_INTENTS, REPLAYS } from './replay-samples.ts';
import { FREEZES, SELECTED_ENTRIES, SELECTED_INTENTS, SELECTED_LETTERS } from './selection-samples.ts';

// Entries are kept for 45 days and dead letters for 14, so a new version meets what an older one wrote.

const ALL_ENTRIES = { ...ENTRIES, ...SELECTED_ENTRIES, ...REPLAYED_ENTRIES };
const ALL_INTENTS = { ...INTENTS, ...SELECTED_INTENTS, ...REPLAYED_INTENTS };

const readEntry = (item: string): Entry => {
  const read = decodeEntry(JSON.parse(item));
  if (read.kind !== 'found') throw new Error(read.because);
  return read.entry;
};

// A dead letter is read as it comes back: some time after its failure.
const NOW = parseInstant('2026-11-24T08:00:00Z') ?? 0;

/** Plain values of a stored item, with nothing of our own readers. */
const plain = (value: unknown): unknown => {
  const [[type, content] = []] = Object.entries(value as object);
  if (type === 'N') return Number(content);
  if (type === 'L') return content.map(plain);
  if (type === 'M') return Object.fromEntries(Object.entries(content).map(([name, one]) => [name, plain(one)]));
  return type === 'NULL' ? null : content;
};

test.each(Object.entries(ALL_ENTRIES))('an entry as it was released is read with every field: %s', (_, item) => {
  const { pk, sk, outcome, reason, expiresAt, ...fields } = plain({ M: JSON.parse(item) }) as Record<string, unknown>;
  expect(readEntry(item)).toStrictEqual({ ...fields, expiresAt: Number(expiresAt) * 1000 });
});

test.each(Object.entries(ALL_ENTRIES))('an entry is written as it was released: %s', (_, item) => {
  expect(encodeEntry(readEntry(item))).toStrictEqual(JSON.parse(item));
});

test('the released entries have every field, every state of a send and every end there is', () => {
  const entries = Object.values(ALL_ENTRIES).map(readEntry);
  const sends = entries.flatMap((entry) => entry.sends);
  const fieldsOf = (values: readonly object[]) => new Set(values.flatMap((value) => Object.keys(value)));
  const { intent, sends: sendField } = ENTRY_FIELDS;
  expect(fieldsOf(entries)).toEqual(new Set([...Object.keys(ENTRY_FIELDS), 'expiresAt']));
  expect(fieldsOf(entries.map((entry) => entry.intent))).toEqual(new Set(Object.keys(intent.entries)));
  expect(new Set(entries.map(({ schemaVersion }) => schemaVersion))).toEqual(new Set(SCHEMA_VERSIONS));
  expect(fieldsOf(sends)).toEqual(new Set(Object.keys(sendField.item.entries)));
  expect(fieldsOf(entries.flatMap(({ trouble }) => trouble ?? []))).toContain('retryAfterMs');
  expect(new Set(sends.map(({ state }) => state))).toEqual(new Set(['unresolved', 'accepted', 'refused', 'failed']));
  expect(new Set(entries.flatMap(({ ending }) => ending?.kind ?? []))).toEqual(
    new Set([...DONE_KINDS, 'burying', 'dead-lettered']),
  );
});

test.each(Object.entries(RECEIPTS))(
  '%s of a webhook as it was released is read and written with every field',
  (_, item) => {
    const receipt = decodeReceipt(JSON.parse(item));
    expect(receipt && encodeReceipt(receipt)).toStrictEqual(JSON.parse(item));
  },
);

test.each(Object.entries(FREEZES))(
  'a freeze of %s as it was released is read and written with every field',
  async (_, item) => {
    const written: unknown[] = [];
    const book = freezesIn({
      get: async () => ({ kind: 'got', item: JSON.parse(item) }),
      getMany: async () => ({ kind: 'items', items: [JSON.parse(item)] }),
      query: async () => ({ kind: 'items', items: [JSON.parse(item)] }),
      put: async (_key, put) => {
        written.push(put);
        return { kind: 'put' };
      },
    });
    const read = await book.readFreeze(JSON.parse(item).cloud?.S ?? null);
    if (read.kind !== 'freeze' || read.freeze === undefined) throw new Error('not read');
    await book.putFreeze(read.freeze, undefined);
    expect(written).toStrictEqual([JSON.parse(item)]);
  },
);

test.each(Object.entries(ALL_INTENTS))(
  'a message of the stop queue as it was released is read with every field: %s',
  (_, body) => {
    const read = parseMessage(body, aContext({ now: NOW }));
    expect(read.kind === 'intent' ? intentBody(read.intent) : read).toBe(body);
  },
);

test('the released messages have every source', () => {
  const sources = Object.values(ALL_INTENTS).map((body) => JSON.parse(body).intent.source);
  expect(new Set(sources)).toEqual(new Set(SOURCES));
});

test.each([...Object.entries(LETTERS), ...Object.entries(SELECTED_LETTERS)])(
  'a dead letter as it was released is read with every field: %s',
  (reason, sample) => {
    const read = parseIntentDeadLetter(JSON.parse(sample.body), NOW);
    if (read.kind === 'problem') throw new Error(read.problem);
    expect(deadLetterBody(read.value)).toBe(sample.body);
    expect(deadLetterAttributes(read.value)).toEqual(sample.attributes);
    expect(read.value.failure.reason).toBe(reason);
    expect(parseMessage(sample.body, aContext({ now: NOW }))).toEqual({
      kind: 'letter',
      intent: read.value.intent,
      failedAt: read.value.failure.failedAt,
    });
  },
);

test('the released dead letters have every reason', () => {
  // Only a request ends with too many servers, never an intent.
  expect(new Set(Object.keys(LETTERS))).toEqual(new Set(REASONS.filter((reason) => reason !== 'too-many')));
});

test.each(Object.entries(UNREAD_LETTERS))(
  'a dead letter about a message as it was released is read with every field: %s',
  (reason, sample) => {
    const read = parseUnreadDeadLetter(JSON.parse(sample.body));
    if (read.kind === 'problem') throw new Error(read.problem);
    expect(deadLetterBody(read.value)).toBe(sample.body);
    expect(deadLetterAttributes(read.value)).toEqual(sample.attributes);
    expect(read.value.failure.reason).toBe(reason);
  },
);

test('a request in a released dead letter comes back as the request that it was', () => {
  const { original } = JSON.parse(UNREAD_LETTERS.expired.body);
  expect(parseMessage(UNREAD_LETTERS.expired.body, aContext({ now: NOW }))).toMatchObject({
    kind: 'request',
    request: { requestId: 'night-7', type: 'HARD', reason: 'inventory', serverIds: JSON.parse(original).serverIds },
  });
});

test('a released dead letter opens the released entry that it belongs to', () => {
  const entry = readEntry(ENTRIES['dead-lettered']);
  const letter = parseMessage(LETTERS.forbidden.body, aContext({ now: NOW }));
  if (letter.kind !== 'letter') throw new Error(letter.kind);
  const { intent, failedAt } = letter;
  const claimant = { owner: 'owner-2', now: NOW, leaseUntil: NOW + 1, receiveCount: 1, visibilityMs: 360_000 };
  expect(claim(entry, intent, claimant)).toMatchObject({ kind: 'ended' });
  expect(claim(entry, intent, { ...claimant, letterFailedAt: failedAt })).toMatchObject({
    kind: 'claim',
    entry: { owner: 'owner-2', sends: entry.sends },
  });
});

test.each(Object.entries(REPLAYS))(
  'a replay as it was released is read as what its letter asked for: %s',
  (kind, body) => {
    const read = parseMessage(body, aContext({ now: NOW + MINUTE, sentAt: NOW + MINUTE }));
    expect(read).toMatchObject({ kind });
    const asked =
      'request' in read ? read.request : 'call' in read ? read.call : 'intent' in read ? read.intent : undefined;
    expect(asked).toMatchObject({ replayedAt: NOW, notAfter: NOW + HOUR });
  },
);
