import { describe, expect, test } from 'vitest';
import { drawPlan } from '../draw/plan.ts';
import { createWorld, DUSK } from '../engine/world.ts';
import { createQueue } from './queue.ts';

const aQueue = (maxReceives = 3) => {
  const world = createWorld({ ...drawPlan(1), rates: {} });
  const dead = createQueue(world, 'dead', { visibilityMs: 60_000, maxReceives: 1_000 });
  const queue = createQueue(world, 'stop', { visibilityMs: 60_000, maxReceives, deadLetters: dead });
  const at = (inMs: number, happen: () => void): void => world.timeline.at(DUSK + inMs, happen);
  return { queue, dead, at, run: () => world.timeline.run(DUSK + 3_600_000) };
};

describe('the model of SQS', () => {
  test('hides a received message for its visibility timeout, and counts', async () => {
    const { queue, at, run } = aQueue();
    const seen: (number | undefined)[] = [];
    at(0, () => queue.send('one'));
    for (const inMs of [1_000, 30_000, 61_001]) at(inMs, () => seen.push(queue.receive(10)[0]?.receives));
    await run();
    expect(seen).toEqual([1, undefined, 2]);
  });

  test('shows a message again when it is asked to, for its newest receipt only', async () => {
    const { queue, at, run } = aQueue();
    const seen: (number | undefined)[] = [];
    at(0, () => queue.send('one'));
    at(1_000, () => queue.show(queue.receive(1)[0]?.receiptHandle ?? '', 5_000));
    at(5_999, () => seen.push(queue.receive(1)[0]?.receives));
    at(6_000, () => seen.push(queue.receive(1)[0]?.receives));
    await run();
    expect(seen).toEqual([undefined, 2]);
  });

  test('the queue knows whether anything is visible, and each message when it was sent, as text', async () => {
    const { queue, at, run } = aQueue();
    const seen: unknown[] = [];
    at(7, () => {
      seen.push(queue.hasVisible());
      queue.send('one');
      seen.push(queue.hasVisible(), queue.receive(1)[0]?.sentAt, queue.hasVisible());
    });
    at(60_007, () => seen.push(queue.hasVisible()));
    await run();
    expect(seen).toEqual([false, true, String(DUSK + 7), false, true]);
  });

  test('never gives back what was deleted', async () => {
    const { queue, at, run } = aQueue();
    const seen: number[] = [];
    at(0, () => queue.send('one'));
    at(1_000, () => queue.remove(queue.receive(1)[0]?.receiptHandle ?? ''));
    at(120_000, () => seen.push(queue.receive(1).length));
    await run();
    expect(seen).toEqual([0]);
  });

  test('moves a message to the dead letters after too many receives, as it was sent', async () => {
    const { queue, dead, at, run } = aQueue(1);
    at(0, () => queue.send('one', { name: 'text' }));
    at(1_000, () => queue.receive(1));
    at(100_000, () => queue.receive(1));
    await run();
    expect(dead.takeAll()).toEqual([
      { id: 'dead-1', messageId: 'stop-1', sentAt: DUSK, body: 'one', attributes: { name: 'text' } },
    ]);
  });

  test('looks further when it moves a message', async () => {
    const { queue, at, run } = aQueue(1);
    const seen: string[] = [];
    at(0, () => ['one', 'two', 'three'].map((body) => queue.send(body)));
    at(1_000, () => queue.receive(3));
    at(2_000, () => queue.send('new'));
    at(100_000, () => seen.push(...queue.receive(1).map(({ body }) => body)));
    await run();
    expect(seen).toEqual(['new']);
  });
});
