import { describe, expect, test } from 'vitest';
import { changedAfter, doubtfulStarts } from '../../lib/history.ts';
import { anAction, at, NOON } from './world.ts';

describe('a start that might be Ironic’s echo', () => {
  const echo = anAction({ requestId: 'req-echo', startedAt: at(20) });
  const doubtful = (originAt: number, start = echo) =>
    doubtfulStarts([start, anAction({ action: 'reboot', startedAt: originAt })], NOON);

  test('has an origin at or before the request', () => {
    expect(doubtful(NOON)).toEqual([echo]);
    expect(doubtful(NOON + 1)).toEqual([]);
  });

  test('has an origin at or before itself', () => {
    const early = { ...echo, startedAt: at(-1) };
    expect(doubtful(at(-1), early)).toEqual([early]);
    expect(doubtful(at(-1) + 1, early)).toEqual([]);
  });

  test('is asked about once: its events tell', () => {
    expect(doubtful(at(-60), { ...echo, events: ['compute_power_update'] })).toEqual([]);
  });
});

test('a change counts as after the request from five seconds before it, in the whole second that Nova tells', () => {
  expect(changedAfter(at(-6), NOON)).toBe(false);
  expect(changedAfter(at(-6) + 1, NOON)).toBe(true);
});
