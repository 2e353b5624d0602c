import { expect, test } from 'vitest';
import { createBoard, readOutcomeLine } from '../../../local/night/board.ts';

const ID = '3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f';
const line = (changes: Record<string, unknown> = {}) =>
  JSON.stringify({
    message: 'outcome',
    timestamp: '2026-01-15T12:00:00.000Z',
    serverId: ID,
    source: 'queue',
    outcome: 'look-again',
    reason: null,
    because: 'powering off',
    repeated: false,
    ...changes,
  });

const add = (board: ReturnType<typeof createBoard>, text: string): void => {
  const told = readOutcomeLine(text);
  if (told !== undefined) board.add(told);
};

test.each([
  ['text', 'not an "outcome"'],
  ['another line', line({ message: 'sending' })],
  ['a line that lacks a key', '{"message":"outcome"}'],
])('the board reads no outcome from %s', (_, text) => {
  expect(readOutcomeLine(text)).toBeUndefined();
});

test('the board follows a server to its end, and a repeated outcome changes nothing', () => {
  const board = createBoard([{ serverId: ID, name: 'bms-01', is: 'it runs', source: 'queue' }]);
  const moves: string[] = [];
  board.onChange(({ outcome }, { repeated }) => moves.push(`${outcome}${repeated ? ' again' : ''}`));
  expect(board.allEnded()).toBe(false);
  add(board, line());
  add(board, line({ outcome: 'dead-lettered', reason: 'stuck' }));
  add(board, line({ outcome: 'stopped', repeated: true }));
  add(board, line({ serverId: 'another' }));
  expect(board.rows()).toMatchObject([{ outcome: 'dead-lettered: stuck', final: true, endedAt: 1_768_478_400_000 }]);
  expect(board.allEnded()).toBe(true);
  expect(moves).toEqual(['look-again', 'dead-lettered: stuck']);
  expect(board.secondDeliveries()).toBe(1);
});

test.each(['another delivery is at work on it', 'the claim was not written: lost'])(
  'the board counts a delivery that met another one (%s), and does not show it',
  (because) => {
    const board = createBoard([{ serverId: ID, name: 'bms-01', is: 'it runs', source: 'queue' }]);
    add(board, line());
    add(board, line({ because }));
    expect(board.rows()).toMatchObject([{ because: 'powering off' }]);
    expect(board.secondDeliveries()).toBe(1);
  },
);
