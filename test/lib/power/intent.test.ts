import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Intent, keyOf, partitionOf } from '../../../lib/power/intent.ts';
import { anIntent, serverNo } from '../../builders.ts';

test('the keys of all intents for one server are in one partition', () => {
  expect(partitionOf('otc', serverNo(1))).toBe('server#otc#00000000-0000-4000-8000-000000000001');
  expect(keyOf(anIntent({ requestId: 'a' })).partition).toBe(keyOf(anIntent({ requestId: 'b' })).partition);
});

test('the key of an intent spells its identity out, so that a person can read it', () => {
  expect(keyOf(anIntent({ source: 'webhook', requestId: 'msg 1#2' })).sort).toBe('webhook#msg%201%232');
  expect(keyOf(anIntent({ source: 'queue', requestId: 'a', dryRun: true })).sort).toBe('queue#a#dry-run');
});

test('the key of an intent leaves out all that is no identity', () => {
  const changed = anIntent({ requestedAt: 1, notAfter: 2, type: 'HARD', reason: 'another' });
  expect(keyOf(changed)).toEqual(keyOf(anIntent()));
});

test('intents of different identities have different keys', () => {
  const tricky = fc
    .array(fc.constantFrom('#', '%', '2', '3', 'a', '-', 'dry-run'), { maxLength: 4 })
    .map((parts) => parts.join(''));
  const identity = fc.record({
    cloud: tricky,
    serverId: fc.constantFrom(serverNo(1), serverNo(2)),
    source: fc.constantFrom<Intent['source']>('schedule', 'webhook', 'queue', 'cli'),
    requestId: tricky,
    dryRun: fc.boolean(),
  });
  fc.assert(
    fc.property(identity, identity, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      const [a, b] = [keyOf(anIntent(one)), keyOf(anIntent(other))];
      expect(a.partition === b.partition && a.sort === b.sort).toBe(same);
    }),
  );
});
