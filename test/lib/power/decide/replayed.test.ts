import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeEntry } from '../../../../lib/ledger/items.ts';
import { promisedOf } from '../../../../lib/ledger/promised.ts';
import { claim, isConflict } from '../../../../lib/power/decide/claim.ts';
import type { Entry } from '../../../../lib/power/entry.ts';
import type { Intent } from '../../../../lib/power/intent.ts';
import { replayed, unreplayed, windowOf } from '../../../../lib/power/replayed.ts';
import { aFailure, anEntry, anIntent, aSend, HOUR, NOON } from '../../../builders.ts';

const DAY = 24 * HOUR;
const REPLAYED = NOON + 20 * HOUR;
const AGAIN = NOON + 30 * HOUR;
const claimant = { owner: 'owner-2', now: AGAIN, leaseUntil: AGAIN + HOUR, receiveCount: 1, visibilityMs: 360_000 };

const first = anIntent();
const once = replayed(first, REPLAYED);
const twice = replayed(first, AGAIN);

const endedWith = (intent: Intent, failedAt: number): Entry =>
  anEntry({
    intent,
    leaseUntil: 0,
    ending: { kind: 'dead-lettered', because: 'frozen', failure: aFailure({ reason: 'expired', failedAt }) },
  });
const openWith = (intent: Intent, changes: Partial<Entry> = {}): Entry =>
  anEntry({ intent, leaseUntil: 0, ...changes });

/** What the ledger holds of the intent's instants after a claim; undefined where nothing is written. */
const adopted = (stored: Entry | undefined, message: Intent, letterFailedAt?: number) => {
  const claimed = claim(stored, message, { ...claimant, ...(letterFailedAt === undefined ? {} : { letterFailedAt }) });
  return claimed.kind === 'claim' ? claimed.entry.intent : undefined;
};

describe('a window', () => {
  test('a replay moves the window and never what users are judged by', () => {
    expect(once).toEqual({ ...first, replayedAt: REPLAYED, notAfter: REPLAYED + HOUR });
    expect(replayed(once, AGAIN)).toEqual({ ...first, replayedAt: AGAIN, notAfter: AGAIN + HOUR });
    expect(replayed(twice, REPLAYED)).toBe(twice);
    expect(replayed(first, undefined)).toBe(first);
    expect(replayed(first, NOON)).toBe(first);
    expect(unreplayed(twice)).toEqual(first);
    expect([first, once, twice].map(windowOf)).toEqual([HOUR, HOUR, HOUR]);
  });
});

describe('a claim by a replay', () => {
  // Stored, the message, `failedAt` of the letter in it, and what the ledger then holds: undefined where the end is repeated.
  test.each<readonly [string, Entry | undefined, Intent, number | undefined, Intent | undefined]>([
    ['a replay opens a new entry with its window', undefined, once, undefined, once],
    ['a replayed letter opens its own end with its window', endedWith(first, 7), once, 7, once],
    ['a replayed letter opens no other end', endedWith(first, 8), once, 7, undefined],
    ['a replayed letter opens the end of an earlier replay', endedWith(once, 8), twice, 8, twice],
    ['a letter that is moved back opens its end in the window that it has', endedWith(once, 8), once, 8, once],
    ['the letter of before the replay opens nothing any more', endedWith(once, 8), twice, 7, undefined],
    ['a replayed intent opens no end', endedWith(first, 7), once, undefined, undefined],
    ['a replay over an open entry is adopted', openWith(first), once, undefined, once],
    ['a replayed letter over an open entry is adopted', openWith(first), once, 7, once],
    ['a later replay over an open entry is adopted', openWith(once), twice, 7, twice],
    ['an earlier replay over an open entry changes nothing', openWith(twice), once, 7, twice],
    ['the same replay again changes nothing', openWith(once), once, 7, once],
    ['the first message after a replay changes nothing', openWith(once), first, undefined, once],
  ])('%s', (_, stored, message, letterFailedAt, expected) => {
    expect(adopted(stored, message, letterFailedAt)).toEqual(expected);
  });

  test('no replay opens an end that is no dead letter', () => {
    for (const kind of ['stopped', 'already-stopped', 'superseded', 'held', 'rehearsed'] as const) {
      const stored = openWith(first, { ending: { kind, because: 'so', endedAt: 7 } });
      for (const letterFailedAt of [{}, { letterFailedAt: 7 }])
        expect(claim(stored, once, { ...claimant, ...letterFailedAt })).toMatchObject({ kind: 'ended', entry: stored });
    }
  });

  test('a burial that was interrupted is finished with the window that its dead letter has', () => {
    const ending = { kind: 'burying', because: 'frozen', failure: aFailure({ failedAt: 7 }) } as const;
    expect(claim(openWith(first, { ending }), once, { ...claimant, letterFailedAt: 7 })).toMatchObject({
      kind: 'claim',
      entry: { ending, intent: first, schemaVersion: 1 },
    });
  });

  test('a replay waits for the delivery that is at work, and for the others of its batch', () => {
    expect(claim(openWith(first, { leaseUntil: AGAIN + 1 }), once, claimant)).toMatchObject({ kind: 'held' });
    const abandoned = openWith(first, { leaseUntil: AGAIN - HOUR });
    expect(claim(abandoned, once, { ...claimant, waits: 'any' })).toMatchObject({ kind: 'suspect' });
    expect(claim(abandoned, once, claimant)).toMatchObject({ entry: { intent: once, abandoned: 1 } });
  });

  test('a replay forgets no stop that was sent', () => {
    const stored = { ...endedWith(first, 7), sends: [aSend()], attempts: 3 };
    expect(claim(stored, once, { ...claimant, letterFailedAt: 7 })).toMatchObject({
      entry: { sends: [aSend()], attempts: 4 },
    });
  });

  test('an entry with a replay has version 3, and is kept 45 days after its new window', () => {
    const selected = anIntent({ selectDigest: 'a'.repeat(64) });
    for (const stored of [endedWith(first, 7), { ...endedWith(selected, 7), schemaVersion: 2 }]) {
      const message = replayed(stored.intent, REPLAYED);
      const claimed = claim(stored, message, { ...claimant, letterFailedAt: 7 });
      if (claimed.kind !== 'claim') throw new Error(claimed.kind);
      expect(claimed.entry).toMatchObject({ schemaVersion: 3, expiresAt: REPLAYED + HOUR + 45 * DAY });
      // What other versions read: no stop leaves later.
      expect(promisedOf(encodeEntry(claimed.entry))).toMatchObject({ lastStopBy: REPLAYED + HOUR });
    }
    const kept = endedWith(first, 7);
    const late = { ...kept, expiresAt: kept.expiresAt + 90 * DAY };
    expect(claim(late, once, { ...claimant, letterFailedAt: 7 })).toMatchObject({
      entry: { expiresAt: late.expiresAt },
    });
    expect(claim(undefined, once, { ...claimant, now: REPLAYED })).toMatchObject({
      entry: { schemaVersion: 3, expiresAt: REPLAYED + HOUR + 45 * DAY },
    });
  });

  test('a replay is no conflict; another window, time or type is one, replayed or not', () => {
    for (const [a, b] of [
      [first, once],
      [once, first],
      [once, twice],
    ] as const)
      expect(isConflict(a, b)).toBe(false);
    expect(isConflict(first, replayed(anIntent({ notAfter: NOON + 2 * HOUR }), REPLAYED))).toBe(true);
    expect(isConflict(once, anIntent({ requestedAt: NOON + 1, notAfter: NOON + HOUR + 1 }))).toBe(true);
    expect(isConflict(once, { ...once, type: 'HARD' })).toBe(true);
  });

  test('a replay with another window has the window of the first message', () => {
    const longer = replayed(anIntent({ notAfter: NOON + 5 * HOUR }), REPLAYED);
    expect(adopted(openWith(first), longer)).toEqual(once);
  });

  test('in whatever order messages come, requestedAt stays and notAfter is that of the latest replay which found the entry open', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 * HOUR }), { minLength: 1, maxLength: 8 }), (afters) => {
        let stored: Entry | undefined;
        for (const after of afters) {
          const claimed = claim(stored, replayed(first, after === 0 ? undefined : NOON + after), claimant);
          if (claimed.kind !== 'claim') throw new Error(claimed.kind);
          stored = { ...claimed.entry, leaseUntil: 0 };
        }
        const last = Math.max(...afters);
        expect(stored?.intent).toEqual(last === 0 ? first : replayed(first, NOON + last));
      }),
    );
  });
});
