import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capOf, choose, leftOutOf, type Selection } from '../../../../lib/power/choose/choose.ts';
import type { AtMost } from '../../../../lib/power/choose/select.ts';
import type { ListedServer } from '../../../../lib/power/server.ts';
import { at, HOUR, NOON, serverNo } from '../../../builders.ts';

const listed = (n: number, changes: Partial<ListedServer> = {}): ListedServer => ({
  id: serverNo(n),
  name: `ci-${n}`,
  tags: ['env=dev'],
  metadata: {},
  flavor: { id: null, name: 'c2.large', extraSpecs: {} },
  createdAt: NOON - 24 * HOUR,
  ...changes,
});
const many = (count: number, changes: Partial<ListedServer> = {}) =>
  Array.from({ length: count }, (_, n) => listed(n + 1, changes));
const selection = (changes: Partial<Selection> = {}): Selection => ({
  select: { tags: ['env=dev'] },
  atMost: 50,
  atMostEver: 1_000,
  requestedAt: NOON,
  ...changes,
});

describe('a cap', () => {
  test.for<[AtMost, number, number]>([
    [40, 1_000, 40],
    [1, 0, 1],
    ['25%', 100, 25],
    ['25%', 103, 25],
    ['25%', 3, 1],
    ['1%', 10, 1],
    ['29%', 100, 29],
    ['58%', 50, 29],
    ['100%', 7, 7],
    ['100%', 0, 1],
  ])('atMost %s of %i servers allows %i', ([atMost, all, cap]) => {
    expect(capOf(atMost, all)).toBe(cap);
  });

  test('a share is rounded down to whole servers, and is at least one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 10_000 }), (share, all) => {
        const cap = capOf(`${share}%`, all);
        expect(cap).toBeGreaterThanOrEqual(1);
        expect(cap === 1 || cap * 100 <= share * all).toBe(true);
        expect((cap + 1) * 100).toBeGreaterThan(share * all);
      }),
    );
  });
});

describe('a choice', () => {
  test('the servers that match are chosen in the order of the list, and all are counted', () => {
    const servers = [
      listed(1),
      listed(2, { tags: [] }),
      listed(3, { createdAt: at(1) }),
      listed(4, { name: 'keep' }),
      listed(5, { createdAt: NOON }),
      listed(6, { createdAt: null }),
      listed(7, { tags: ['env=prod'] }),
    ];
    const select = { tags: ['env=dev'], except: { name: ['keep'] } };
    expect(choose(servers, selection({ select }))).toEqual({
      verdict: 'chosen',
      because: '3 of 7',
      ids: [serverNo(1), serverNo(5), serverNo(6)],
      counts: { listed: 7, matched: 3, leftOut: { tags: 2, 'created-later': 1, 'except.name': 1 } },
    });
  });

  test('a list of which nothing matches, or which is empty, chooses nobody', () => {
    expect(choose(many(2, { tags: [] }), selection())).toEqual({
      verdict: 'none-matched',
      because: 'none of 2 servers matched',
      ids: [],
      counts: { listed: 2, matched: 0, leftOut: { tags: 2 } },
    });
    expect(choose([], selection())).toMatchObject({ verdict: 'none-matched', counts: { listed: 0 } });
  });

  test('exactly as many as the cap allows are chosen, and one more stops nobody', () => {
    expect(choose(many(50), selection())).toMatchObject({ verdict: 'chosen', ids: { length: 50 } });
    expect(choose(many(51), selection())).toEqual({
      verdict: 'too-many',
      because: '51 of 51 servers matched, more than the 50 that atMost allows',
      ids: [],
      counts: { listed: 51, matched: 51, leftOut: {} },
    });
  });

  test('a share counts all that are listed, not those that match', () => {
    const servers = [...many(2), ...many(6, { tags: [] }).map((one, n) => ({ ...one, id: serverNo(100 + n) }))];
    expect(choose(servers, selection({ atMost: '25%' }))).toMatchObject({ verdict: 'chosen', ids: { length: 2 } });
    expect(choose(servers, selection({ atMost: '24%' }))).toMatchObject({ verdict: 'too-many' });
  });

  test('the smaller of both caps holds, and is the one that is named', () => {
    expect(choose(many(11), selection({ atMostEver: 10 })).because).toBe(
      '11 of 11 servers matched, more than the 10 that STOP_AT_MOST_PER_REQUEST allows',
    );
    expect(choose(many(11), selection({ atMost: 10, atMostEver: 10 })).because).toContain('10 that atMost allows');
    expect(choose(many(5), selection({ atMost: 4, atMostEver: 10 })).because).toContain('4 that atMost allows');
  });

  test('a server is left out by the reason that its count names', () => {
    const { select, requestedAt } = selection();
    expect(leftOutOf({ select, requestedAt }, listed(1))).toBeUndefined();
    expect(leftOutOf({ select, requestedAt }, listed(1, { tags: [], createdAt: at(1) }))).toEqual({
      by: 'created-later',
      because: 'created after the request',
    });
    expect(leftOutOf({ select, requestedAt }, listed(1, { tags: [] }))).toEqual({
      by: 'tags',
      because: 'tags: does not fit "env=dev"',
    });
  });

  test('whatever the list and the caps are, no more than the cap is chosen, and every server is counted once', () => {
    const servers = fc.array(
      fc.record({ tags: fc.constantFrom<string[][]>([], ['env=dev']), createdAt: fc.constantFrom(NOON, at(5), null) }),
      { maxLength: 12 },
    );
    const caps = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom<AtMost>('10%', '50%', '100%'));
    fc.assert(
      fc.property(servers, caps, fc.integer({ min: 1, max: 12 }), (all, atMost, atMostEver) => {
        const list = all.map((changes, n) => listed(n, changes));
        const { ids, counts, verdict } = choose(list, selection({ atMost, atMostEver }));
        expect(ids.length).toBeLessThanOrEqual(Math.min(capOf(atMost, list.length), atMostEver));
        expect(ids.length).toBe(verdict === 'chosen' ? counts.matched : 0);
        const left = Object.values(counts.leftOut).reduce((sum, count) => sum + count, 0);
        expect(counts.matched + left).toBe(list.length);
      }),
    );
  });
});
