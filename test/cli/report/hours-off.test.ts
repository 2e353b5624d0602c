import { expect, test } from 'vitest';
import { hoursOff } from '../../../cli/report/night/hours-off.ts';
import type { ServerAction } from '../../../lib/power/server.ts';
import { anAction, at, HOUR, MINUTE, NOON } from '../../builders.ts';

const NOW = NOON + 10 * HOUR;
const PROVEN = NOON + MINUTE;

const off = (...actions: readonly ServerAction[]) => ({ isOff: true, isGone: false, actions });
const on = (...actions: readonly ServerAction[]) => ({ isOff: false, isGone: false, actions });
const gone = (...actions: readonly ServerAction[]) => ({ isOff: false, isGone: true, actions });
const started = (startedAt: number, changes: Partial<ServerAction> = {}) =>
  anAction({ requestId: `req-${startedAt}`, startedAt, ...changes });
const ours = (startedAt: number) => started(startedAt, { action: 'stop', userId: 'ours' });

test.each([
  [
    'still off, without a record since: up to now, marked as such',
    [PROVEN],
    off(ours(NOON + 1)),
    [[PROVEN, NOW, 'still-off']],
  ],
  [
    'started by a user: up to that start',
    [PROVEN],
    on(started(NOON + 2 * HOUR), ours(NOON + 1)),
    [[PROVEN, NOON + 2 * HOUR, 'powered-on']],
  ],
  [
    'started twice: up to the first start',
    [PROVEN],
    on(started(NOON + 3 * HOUR), started(NOON + 2 * HOUR)),
    [[PROVEN, NOON + 2 * HOUR, 'powered-on']],
  ],
  [
    'started and stopped by a user: what the user stopped is not ours',
    [PROVEN],
    off(started(NOON + 3 * HOUR, { action: 'stop' }), started(NOON + 2 * HOUR)),
    [[PROVEN, NOON + 2 * HOUR, 'powered-on']],
  ],
  [
    'a start that failed ends it too: the hours are never too many',
    [PROVEN],
    off(started(NOON + 2 * HOUR, { failed: true })),
    [[PROVEN, NOON + 2 * HOUR, 'powered-on']],
  ],
  [
    'a reboot and a rebuild are power-ons',
    [PROVEN],
    on(started(NOON + 3 * HOUR, { action: 'reboot' }), started(NOON + 2 * HOUR, { action: 'rebuild' })),
    [[PROVEN, NOON + 2 * HOUR, 'powered-on']],
  ],
  ['a lock changes nothing', [PROVEN], off(started(NOON + 2 * HOUR, { action: 'lock' })), [[PROVEN, NOW, 'still-off']]],
  [
    'two requests that found it off at the same time count once',
    [PROVEN, PROVEN + MINUTE],
    off(ours(NOON + 1)),
    [[PROVEN, NOW, 'still-off']],
  ],
  [
    'two requests that overlap, until a user starts it, count once',
    [PROVEN + HOUR, PROVEN],
    on(started(NOON + 3 * HOUR)),
    [[PROVEN, NOON + 3 * HOUR, 'powered-on']],
  ],
  [
    'stopped, started, and stopped again by another request: both times',
    [PROVEN, NOON + 4 * HOUR],
    off(ours(NOON + 4 * HOUR - 1), started(NOON + 3 * HOUR), ours(NOON + 1)),
    [
      [PROVEN, NOON + 3 * HOUR, 'powered-on'],
      [NOON + 4 * HOUR, NOW, 'still-off'],
    ],
  ],
  [
    'stopped again a second after its start: the start ends the first time only',
    [at(10), at(14)],
    off(started(at(12))),
    [
      [at(10), at(12), 'powered-on'],
      [at(14), NOW, 'still-off'],
    ],
  ],
  [
    'deleted: up to the deletion',
    [PROVEN],
    gone(started(NOON + 2 * HOUR, { action: 'delete' })),
    [[PROVEN, NOON + 2 * HOUR, 'deleted']],
  ],
] as const)('Hours off of a server that was %s', (_, offAts, shown, spans) => {
  expect(hoursOff(offAts, shown, NOW)).toEqual({
    kind: 'known',
    spans: spans.map(([fromAt, untilAt, end]) => ({ fromAt, untilAt, end })),
    offMs: spans.reduce((sum, [fromAt, untilAt]) => sum + untilAt - fromAt, 0),
  });
});

test.each([
  ['is on without any record of a power-on', on(ours(NOON + 1)), 'it is not off now'],
  ['is gone without any record of its deletion', gone(ours(NOON + 1)), 'the server is gone'],
])('Hours off are not guessed when the server %s', (_, shown, because) => {
  expect(hoursOff([PROVEN], shown, NOW)).toEqual({ kind: 'unknown', because: expect.stringContaining(because) });
});
