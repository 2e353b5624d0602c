import { describe, expect, test } from 'vitest';
import { claim, isConflict } from '../../../../lib/power/decide/claim.ts';
import { aFailure, anEntry, anIntent, aSend, at, NOON } from '../../../builders.ts';

const claimant = { owner: 'owner-2', now: at(60), leaseUntil: at(120), receiveCount: 2, visibilityMs: 360_000 };
const intent = anIntent();

describe('a claim', () => {
  test('a first claim opens a new entry', () => {
    expect(claim(undefined, intent, claimant)).toEqual({
      kind: 'claim',
      entry: {
        schemaVersion: 1,
        intent,
        owner: 'owner-2',
        leaseUntil: at(120),
        revision: 1,
        abandoned: 0,
        attempts: 1,
        firstAttemptAt: at(60),
        looks: 0,
        sends: [],
        history: [],
        // 45 days after notAfter.
        expiresAt: NOON + 3_600_000 + 3_888_000_000,
      },
    });
  });

  test('a claim takes an entry that was released, and keeps what is known of it', () => {
    const stored = anEntry({ leaseUntil: 0, revision: 7, attempts: 3, abandoned: 0, looks: 4, sends: [aSend()] });
    expect(claim(stored, intent, claimant)).toEqual({
      kind: 'claim',
      entry: { ...stored, owner: 'owner-2', leaseUntil: at(120), revision: 8, attempts: 4 },
    });
  });

  test('a claim waits for the lease of another owner, and takes over when it ends', () => {
    expect(claim(anEntry({ leaseUntil: at(60) + 1 }), intent, claimant)).toEqual({
      kind: 'held',
      untilAt: at(60) + 1,
      because: 'another delivery is at work on it',
      trouble: 'busy',
    });
    expect(claim(anEntry({ leaseUntil: at(60), sends: [aSend()] }), intent, claimant)).toMatchObject({
      kind: 'claim',
      entry: { owner: 'owner-2', abandoned: 1, sends: [aSend()] },
    });
  });

  test('a claim is held back until the Retry-After of the last recorded wait is over', () => {
    const trouble = {
      kind: 'transient',
      trouble: 'throttled',
      message: 'Nova answered 429',
      retryAfterMs: 30_000,
    } as const;
    const waits = { at: at(30) + 1, decision: 'wait', because: 'throttled' };
    const stored = anEntry({ leaseUntil: 0, trouble, history: [waits] });
    expect(claim(stored, intent, claimant)).toEqual({
      kind: 'held',
      untilAt: at(60) + 1,
      because: 'Retry-After is not over yet',
      trouble: 'throttled',
    });
    const burying = { kind: 'burying', because: 'gone', failure: aFailure() } as const;
    for (const over of [
      { history: [{ ...waits, at: at(30) }] },
      { history: [waits, { ...waits, decision: 'send' }] },
      { history: [] },
      { trouble: { kind: 'transient', trouble: 'unavailable', message: 'Nova answered 503' } as const },
      { ending: burying },
    ])
      expect(claim({ ...stored, ...over }, intent, claimant)).toMatchObject({ kind: 'claim' });
    // Another delivery may have written this after we looked at the clock.
    const { trouble: _, ...untroubled } = { ...stored, history: [{ ...waits, at: at(61) }] };
    expect(claim(untroubled, intent, claimant)).toMatchObject({ kind: 'claim' });
  });

  test('abandoned claims in a row are counted, and forgotten after one that was released', () => {
    expect(claim(anEntry({ leaseUntil: at(10), abandoned: 2 }), intent, claimant)).toMatchObject({
      entry: { abandoned: 3 },
    });
    expect(claim(anEntry({ leaseUntil: 0, abandoned: 2 }), intent, claimant)).toMatchObject({
      entry: { abandoned: 0 },
    });
  });

  test('a claim over an abandoned one waits for the others of its batch, and then runs alone and says so', () => {
    const abandoned = anEntry({ leaseUntil: at(10) });
    expect(claim(abandoned, intent, { ...claimant, waits: 'any' })).toEqual({ kind: 'suspect', lost: 0 });
    for (const waits of [{ waits: 'repeated' } as const, {}])
      expect(claim(abandoned, intent, { ...claimant, ...waits })).toMatchObject({
        entry: { alone: { receive: 2, lost: 0 } },
      });
  });

  test('a claim that was lost while it ran alone waits for those that were not', () => {
    const lost = anEntry({ leaseUntil: at(60 - 180), alone: { receive: 1, lost: 1 } });
    for (const waits of ['any', 'repeated'] as const)
      expect(claim(lost, intent, { ...claimant, waits })).toEqual({ kind: 'suspect', lost: 2 });
    expect(claim(lost, intent, claimant)).toMatchObject({ entry: { alone: { receive: 2, lost: 2 } } });
  });

  test('a claim over a released one waits for nobody, and does not run alone', () => {
    const stored = anEntry({ leaseUntil: 0 });
    for (const waits of [{ waits: 'any' } as const, {}]) {
      const claimed = claim(stored, intent, { ...claimant, ...waits });
      expect(claimed).toMatchObject({ kind: 'claim', entry: { abandoned: 0 } });
      expect(claimed).not.toHaveProperty('entry.alone');
    }
  });

  test('a claim finds an end final, whatever it is and whatever the lease says', () => {
    for (const kind of ['stopped', 'already-stopped', 'superseded', 'held', 'rehearsed'] as const) {
      const ending = { kind, because: 'it was so', endedAt: at(30) };
      for (const leaseUntil of [0, at(10), at(200)]) {
        const stored = anEntry({ ending, leaseUntil });
        for (const letter of [{}, { letterFailedAt: at(30) }])
          expect(claim(stored, intent, { ...claimant, ...letter })).toEqual({ kind: 'ended', ending, entry: stored });
      }
    }
  });

  test('only its own dead letter opens a dead-lettered entry again', () => {
    const ending = { kind: 'dead-lettered', because: 'paused', failure: aFailure({ failedAt: at(30) }) } as const;
    const stored = anEntry({ ending, leaseUntil: 0 });
    expect(claim(stored, intent, claimant)).toMatchObject({ kind: 'ended' });
    expect(claim(stored, intent, { ...claimant, letterFailedAt: at(29) })).toMatchObject({ kind: 'ended' });
    expect(claim(stored, intent, { ...claimant, letterFailedAt: at(30) })).toMatchObject({ kind: 'claim' });
  });

  test('a reopened entry is judged again, and remembers only the stops sent and the attempts', () => {
    const stored = anEntry({
      ending: { kind: 'dead-lettered', because: 'gone', failure: aFailure({ failedAt: at(30) }) },
      leaseUntil: 0,
      looks: 9,
      attempts: 5,
      sends: [aSend()],
      trouble: { kind: 'transient', trouble: 'throttled', message: 'Nova answered 429' },
      notFoundAt: at(1),
      poweredAt: at(2),
      unexplainedAt: at(3),
    });
    const claimed = claim(stored, intent, { ...claimant, letterFailedAt: at(30) });
    expect(claimed).toEqual({
      kind: 'claim',
      entry: anEntry({ owner: 'owner-2', leaseUntil: at(120), revision: 2, attempts: 6, sends: [aSend()] }),
    });
  });

  test('a claim resumes a burial when its lease is over, whatever dead letter comes', () => {
    const ending = { kind: 'burying', because: 'gone', failure: aFailure({ failedAt: at(30) }) } as const;
    expect(claim(anEntry({ ending, leaseUntil: at(61) }), intent, claimant)).toMatchObject({ kind: 'held' });
    for (const letter of [{}, { letterFailedAt: at(30) }])
      expect(claim(anEntry({ ending, leaseUntil: at(59) }), intent, { ...claimant, ...letter })).toMatchObject({
        kind: 'claim',
        entry: { ending },
      });
  });

  test('a later message of the same identity never moves the instants of an intent', () => {
    const later = anIntent({ notAfter: at(7200), requestedAt: at(600) });
    expect(claim(anEntry({ leaseUntil: 0 }), later, claimant)).toMatchObject({ entry: { intent } });
  });
});

describe('a conflict', () => {
  test('a message conflicts with an earlier one of its identity when its instants or its type differ', () => {
    expect(isConflict(intent, anIntent())).toBe(false);
    expect(isConflict(intent, anIntent({ reason: 'another text' }))).toBe(false);
    expect(isConflict(intent, anIntent({ requestedAt: at(1) }))).toBe(true);
    expect(isConflict(intent, anIntent({ notAfter: at(1) }))).toBe(true);
    expect(isConflict(intent, anIntent({ type: 'HARD' }))).toBe(true);
  });
});
