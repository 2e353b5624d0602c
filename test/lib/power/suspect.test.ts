import { describe, expect, test } from 'vitest';
import { countLostAlone, isUnreturned, redeliverBy } from '../../../lib/power/suspect.ts';
import { at, MINUTE } from '../../builders.ts';

const VISIBILITY_MS = 6 * MINUTE;
const arriving = (seconds: number, receiveCount: number) => ({
  now: at(seconds),
  receiveCount,
  visibilityMs: VISIBILITY_MS,
});

describe('a claim that was lost alone', () => {
  const stored = { leaseUntil: at(65), alone: { receive: 4, lost: 1 } };

  test('a claim lost alone counts when only visibility timeouts can have brought the message again', () => {
    expect(countLostAlone(stored, arriving(360, 5))).toBe(2);
    expect(countLostAlone(stored, arriving(65 + 180, 5))).toBe(2);
    // Two deliveries later: the one between ended with its function too.
    expect(countLostAlone(stored, arriving(720, 6))).toBe(2);
    expect(countLostAlone(stored, arriving(65 + 540, 6))).toBe(2);
  });

  test('a claim lost alone counts neither sooner, nor when a function handed the message back in between', () => {
    expect(countLostAlone(stored, arriving(65 + 179.999, 5))).toBe(1);
    expect(countLostAlone(stored, arriving(65 + 539.999, 6))).toBe(1);
    // A letter that was sent back is another message.
    for (const receiveCount of [1, 4, 40]) expect(countLostAlone(stored, arriving(3_600, receiveCount))).toBe(1);
  });

  test('no claim was lost alone when others were at work beside it', () => {
    expect(countLostAlone({ leaseUntil: at(65) }, arriving(360, 5))).toBe(0);
  });

  test('a message whose claim could not be released comes again before the claim would count as lost', () => {
    expect(redeliverBy(at(65), VISIBILITY_MS)).toBe(at(155));
  });
});

describe('a message that no function has handed back', () => {
  test.each([
    [1, 3_600, false],
    [2, 341.9, false],
    [2, 342, true],
    [3, 720, true],
    [3, 683.9, false],
    [9, 1_000, false],
  ])(
    'whether no function has handed a message back in delivery %i, %d s after its first: %s',
    (receiveCount, seconds, expected) => {
      expect(isUnreturned(at(0), arriving(seconds, receiveCount))).toBe(expected);
    },
  );
});
