import { expect, test } from 'vitest';
import { createTimeline } from './timeline.ts';

test('lets things happen by their instant, and in the order of their arrangement when that is the same', async () => {
  const timeline = createTimeline(0);
  const happened: string[] = [];
  for (const [at, name] of [
    [5, 'c'],
    [1, 'a'],
    [5, 'd'],
    [3, 'b'],
  ] as const)
    timeline.at(at, () => happened.push(`${timeline.now()}${name}`));
  expect(await timeline.run(10)).toBe('quiet');
  expect(happened).toEqual(['1a', '3b', '5c', '5d']);
});

test('runs every promise job between two events, however long their chain', async () => {
  const timeline = createTimeline(0);
  const happened: string[] = [];
  const chain = async (left: number): Promise<void> => {
    if (left > 0) await chain(left - 1);
  };
  timeline.at(1, () => {
    void chain(500).then(() => happened.push('chain'));
  });
  timeline.at(2, () => happened.push('next'));
  await timeline.run(10);
  expect(happened).toEqual(['chain', 'next']);
});

test('ends at its horizon, and when something never ends', async () => {
  const timeline = createTimeline(0);
  timeline.at(20, () => {});
  expect(await timeline.run(10)).toBe('horizon');
  const endless = createTimeline(0);
  const again = (): void => endless.at(endless.now() + 1, again);
  again();
  expect(await endless.run(Number.POSITIVE_INFINITY)).toBe('endless');
});

test('hands on what an event throws', async () => {
  const timeline = createTimeline(0);
  timeline.at(1, () => {
    throw new Error('broken');
  });
  await expect(timeline.run(10)).rejects.toThrow('broken');
});
