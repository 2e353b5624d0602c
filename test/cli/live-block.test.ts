import { describe, expect, test } from 'vitest';
import { type Live, liveBlock } from '../../cli/stop/live-progress.ts';
import { NOON } from '../builders.ts';
import { idOf } from './a-cloud.ts';

const aLive = (changes: Partial<Live> = {}): Live => ({
  total: 4,
  asAsked: 0,
  otherwise: 0,
  moving: new Map(),
  startedAt: NOON,
  ...changes,
});

const plain = (_ink: string, text: string): string => text;
const WIDE = { columns: 120, rows: 30 };

const movers = (count: number) =>
  new Map(Array.from({ length: count }, (_, n) => [idOf(n), { text: 'powering off', sinceAt: NOON }] as const));

describe('liveBlock', () => {
  test('The bar fills as servers end', () => {
    expect(liveBlock(aLive({ asAsked: 1, otherwise: 1 }), NOON + 3_900, WIDE, plain)).toBe(
      '████████████░░░░░░░░░░░░ 2/4, 1 not as asked  3 s',
    );
  });

  test('The live block shows each moving server and for how long it has moved', () => {
    expect(liveBlock(aLive({ moving: movers(1) }), NOON + 12_000, WIDE, plain).split('\n')[1]).toBe(
      '  5e1f0000-0000-4000-8000-000000000000 powering off, 12 s',
    );
  });

  test('The live block shows no more servers than the terminal has room for', () => {
    const lines = liveBlock(
      aLive({ moving: movers(9), trouble: 'no answer' }),
      NOON,
      { columns: 80, rows: 7 },
      plain,
    ).split('\n');
    expect(lines).toHaveLength(6);
    expect(lines.at(-2)).toBe('  and 6 more');
    expect(lines.at(-1)).toBe('no answer');
  });

  test('No line of the live block is longer than the terminal is wide', () => {
    const lines = liveBlock(
      aLive({ moving: movers(3), trouble: 'x'.repeat(300) }),
      NOON,
      { columns: 40, rows: 24 },
      plain,
    );
    for (const line of lines.split('\n')) expect(line.length).toBeLessThan(40);
  });
});
