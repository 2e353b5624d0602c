import { describe, expect, test } from 'vitest';
import type { Read } from '../../../lib/power/ports/ledger.ts';
import { tally } from '../../../lib/roll/tally.ts';
import { aFailure, anEntry, aRoll, NOON, SECOND, serverNo } from '../../builders.ts';

const found = (changes: Parameters<typeof anEntry>[0] = {}): Read => ({ kind: 'found', entry: anEntry(changes) });
const ended = (kind: 'stopped' | 'held', endedAt = NOON): Read => found({ ending: { kind, because: 'seen', endedAt } });

const rollOf = (count: number, changes: Parameters<typeof aRoll>[0] = {}) =>
  aRoll({ ids: Array.from({ length: count }, (_, n) => serverNo(n + 1)), ...changes });

describe('the tally of a roll', () => {
  test('a tally counts final outcomes by their kind', () => {
    expect(tally(rollOf(3), [ended('stopped'), ended('stopped'), ended('held')])).toMatchObject({
      servers: 3,
      outcomes: { stopped: 2, held: 1 },
      failures: [],
      open: [],
    });
  });

  test('a tally lists a dead letter by server, name and reason', () => {
    const failure = aFailure({ reason: 'stuck' });
    const dead = found({ ending: { kind: 'dead-lettered', because: 'still powering off', failure } });
    expect(tally(rollOf(1, { names: { [serverNo(1)]: 'db-1' } }), [dead])).toMatchObject({
      outcomes: { 'dead-lettered': 1 },
      failures: [
        {
          serverId: serverNo(1),
          name: 'db-1',
          outcome: 'dead-lettered',
          reason: 'stuck',
          because: 'still powering off',
        },
      ],
    });
  });

  test('an entry without an end, one that is absent and one whose dead letter has not left are open', () => {
    const reads = [
      found({ history: [{ at: NOON, decision: 'wait', because: 'being rebuilt' }] }),
      { kind: 'absent' } as const,
      found({ ending: { kind: 'burying', because: 'paused', failure: aFailure() } }),
    ];
    expect(tally(rollOf(3), reads).open).toEqual([
      { serverId: serverNo(1), because: 'being rebuilt' },
      { serverId: serverNo(2), because: 'not looked at yet' },
      { serverId: serverNo(3), because: 'its dead letter has not left yet' },
    ]);
  });

  test('an entry of another version counts by what every version promises to keep', () => {
    const because = 'schema version 9 is newer than 2';
    const reads: readonly Read[] = [
      { kind: 'unreadable', because, ended: { kind: 'stopped' } },
      { kind: 'unreadable', because, ended: { kind: 'dead-lettered', reason: 'stuck' } },
      { kind: 'unreadable', because, ended: { kind: 'otherwise' } },
      { kind: 'unreadable', because },
    ];
    const counted = tally(rollOf(4), reads);
    expect(counted.outcomes).toEqual({ stopped: 1, 'dead-lettered': 1, otherwise: 1 });
    expect(counted.failures.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['dead-lettered', 'stuck'],
      ['otherwise', undefined],
    ]);
    expect(counted.open).toEqual([{ serverId: serverNo(4), because }]);
  });

  test.each([
    [[40], { p50: 40, max: 40 }],
    [[90, 10, 40], { p50: 40, max: 90 }],
    [[10, 90, 40, 50], { p50: 40, max: 90 }],
  ])('the time to off of %j s is counted from the request', (seconds, expected) => {
    const reads = seconds.map((s) => ended('stopped', NOON + s * SECOND));
    expect(tally(rollOf(seconds.length), reads).timeToOffMs).toEqual({
      p50: expected.p50 * SECOND,
      max: expected.max * SECOND,
    });
  });

  test('a request that stopped nothing has no time to off', () => {
    expect(tally(rollOf(1), [ended('held')])).not.toHaveProperty('timeToOffMs');
  });

  test('a request that chose nothing waits for nobody, whatever its roll lists', () => {
    expect(tally(rollOf(2, { verdict: 'excepted' }), [])).toEqual({ servers: 0, outcomes: {}, failures: [], open: [] });
  });
});
