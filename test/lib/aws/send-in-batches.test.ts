import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BatchReply, sendInBatches } from '../../../lib/aws/send-in-batches.ts';
import { aClock } from '../../fakes.ts';

interface Entry {
  readonly Id: string;
}
const entries = (count: number): Entry[] => Array.from({ length: count }, (_, n) => ({ Id: `e${n}` }));
const all = (batch: readonly Entry[]): BatchReply => ({ taken: batch.map(({ Id }) => Id), failed: [] });
const failing = (id: string, ours = false) => ({ id, code: 'InternalError', ours });

test('a batch sender sends nothing when there is nothing', async () => {
  const sent = await sendInBatches([], () => Promise.reject(new Error('called')), aClock());
  expect(sent).toEqual({ kind: 'sent' });
});

test('a batch sender makes no more batches than it needs', async () => {
  const sizes: number[] = [];
  const send = async (batch: readonly Entry[]) => {
    sizes.push(batch.length);
    return all(batch);
  };
  await sendInBatches(entries(23), send, aClock());
  expect(sizes).toEqual([10, 10, 3]);
});

test('a batch sender sends every entry once, ten to a batch, five batches at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 130 }), async (count) => {
      const seen: string[] = [];
      let open = 0;
      const sent = await sendInBatches(
        entries(count),
        async (batch) => {
          open += 1;
          expect(batch.length).toBeLessThanOrEqual(10);
          expect(open).toBeLessThanOrEqual(5);
          await Promise.resolve();
          seen.push(...batch.map(({ Id }) => Id));
          open -= 1;
          return all(batch);
        },
        aClock(),
      );
      expect(sent).toEqual({ kind: 'sent' });
      expect(seen).toHaveLength(count);
      expect(new Set(seen)).toEqual(new Set(entries(count).map(({ Id }) => Id)));
    }),
  );
});

test('a batch sender sends again only what was not taken, after a random pause that grows', async () => {
  const pause = aClock(0.5);
  const calls: string[][] = [];
  const sent = await sendInBatches(
    entries(3),
    async (batch) => {
      calls.push(batch.map(({ Id }) => Id));
      if (calls.length === 1) return { taken: ['e1'], failed: [failing('e0'), failing('e2')] };
      return calls.length === 2 ? { taken: ['e0'], failed: [failing('e2')] } : all(batch);
    },
    pause,
  );
  expect(sent).toEqual({ kind: 'sent' });
  expect(calls).toEqual([['e0', 'e1', 'e2'], ['e0', 'e2'], ['e2']]);
  expect(pause.slept).toEqual([100, 200]);
});

test('a batch sender gives up after three attempts', async () => {
  let calls = 0;
  const sent = await sendInBatches(
    entries(2),
    async () => {
      calls += 1;
      return { taken: ['e0'], failed: [failing('e1')] };
    },
    aClock(),
  );
  expect(sent).toEqual({ kind: 'unavailable', because: 'SQS did not accept 1 of 2: InternalError' });
  expect(calls).toBe(3);
});

test('a batch sender does not take silence for success', async () => {
  const sent = await sendInBatches(entries(2), async () => ({ taken: ['e0'], failed: [] }), aClock());
  expect(sent).toEqual({ kind: 'unavailable', because: 'SQS did not accept 1 of 2: no answer' });
});

test('a batch sender does not send again what SQS will never take, but the rest', async () => {
  const calls: string[][] = [];
  const sent = await sendInBatches(
    entries(3),
    async (batch) => {
      calls.push(batch.map(({ Id }) => Id));
      return calls.length === 1
        ? { taken: ['e0'], failed: [{ id: 'e1', code: 'ReceiptHandleIsInvalid', ours: true }, failing('e2')] }
        : all(batch);
    },
    aClock(),
  );
  expect(sent).toEqual({ kind: 'unavailable', because: 'SQS did not accept 1 of 3: ReceiptHandleIsInvalid' });
  expect(calls).toEqual([['e0', 'e1', 'e2'], ['e2']]);
});

test('a batch sender sends a whole batch again when the call failed, and never repeats the text of the error', async () => {
  const calls: string[][] = [];
  const sent = await sendInBatches(
    entries(2),
    async (batch) => {
      calls.push(batch.map(({ Id }) => Id));
      throw Object.assign(new Error('the receipt handle AQEB… is wrong'), { code: 'ECONNREFUSED' });
    },
    aClock(),
  );
  expect(sent).toEqual({ kind: 'unavailable', because: 'SQS did not accept 2 of 2: Error (ECONNREFUSED)' });
  expect(calls).toEqual([
    ['e0', 'e1'],
    ['e0', 'e1'],
    ['e0', 'e1'],
  ]);
});

test('a batch sender ends with the first wave that does not get through', async () => {
  let batches = 0;
  const sent = await sendInBatches(
    entries(120),
    async (batch) => {
      batches += 1;
      return batch[0]?.Id === 'e10'
        ? { taken: [], failed: [{ id: 'e10', code: 'InvalidMessageContents', ours: true }] }
        : all(batch);
    },
    aClock(),
  );
  expect(sent).toMatchObject({ kind: 'unavailable' });
  expect(batches).toBeLessThanOrEqual(7);
});
