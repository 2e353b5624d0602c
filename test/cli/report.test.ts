import { describe, expect, test } from 'vitest';
import type { End } from '../../cli/end.ts';
import { interruptedLines } from '../../cli/failure-lines.ts';
import type { Output } from '../../cli/output.ts';
import { report } from '../../cli/report.ts';
import { idOf } from './a-cloud.ts';

const anEnd = (n: number, changes: Partial<End> = {}): End => ({
  serverId: idOf(n),
  outcome: 'stopped',
  because: 'off after our stop',
  seconds: 4.2,
  ...changes,
});

const output = (size: ReturnType<Output['size']> = undefined): Output => ({
  out: () => {},
  err: () => {},
  paint: (_ink, text) => text,
  size: () => size,
});

const lines = (ends: readonly End[], size?: ReturnType<Output['size']>): readonly string[] =>
  report(ends, { wait: true, seconds: 61, output: output(size) }).split('\n');

describe('report', () => {
  test('has one row a server and a last line', () => {
    const told = lines([
      anEnd(1),
      anEnd(2, { outcome: 'dead-lettered', reason: 'expired', because: 'notAfter has passed' }),
    ]);
    expect(told.filter((line) => line.includes('5e1f'))).toHaveLength(2);
    expect(told.find((line) => line.includes('expired'))).toMatch(/expired +notAfter has passed +4\.2$/);
    expect(told.at(-1)).toBe('2 servers: 1 stopped, 1 expired, in 61 s');
  });

  test.each([60, 80, 120, 200])('fits a terminal of %i columns', (columns) => {
    const told = lines([anEnd(1, { outcome: 'already-stopped', because: 'word '.repeat(40) })], { columns, rows: 20 });
    for (const line of told) expect(line.length).toBeLessThan(columns);
    expect(told.find((line) => line.includes('5e1f'))).toMatch(/already-stopped.*4\.2$/);
  });

  test('of very many servers, only those that did not end as asked have a row', () => {
    const many = Array.from({ length: 50 }, (_, n) => anEnd(n, n === 7 ? { outcome: 'held', because: 'locked' } : {}));
    const told = lines(many);
    expect(told.filter((line) => line.includes('5e1f'))).toHaveLength(1);
    expect(told.at(-1)).toBe('50 servers: 49 stopped, 1 held, in 61 s');
  });

  test('of ten thousand failures as many have a row as a person reads, the rarest outcome first, and a line says how to see all', () => {
    const many = Array.from({ length: 10_000 }, (_, n) =>
      anEnd(n, { outcome: 'dead-lettered', reason: n === 9_876 ? 'unverified' : 'forbidden', because: 'no' }),
    );
    const told = lines(many, { columns: 80, rows: 24 });
    expect(told).toHaveLength(1 + 40 + 2);
    expect(told[1]).toContain('unverified');
    expect(told.at(-2)).toBe('  and 9960 more (--json has a line for every server)');
    expect(told.at(-1)).toBe('10000 servers: 9999 forbidden, 1 unverified, in 61 s');
  });

  test('forty servers have a row each, in their order, and no line says that there are more', () => {
    const told = lines(Array.from({ length: 40 }, (_, n) => anEnd(n, n === 39 ? { outcome: 'held' } : {})));
    expect(told.filter((line) => line.includes('5e1f'))).toHaveLength(40);
    expect(told.at(-2)).toContain(idOf(39));
  });

  test('what Ctrl-C leaves behind is as short, and counts all', () => {
    const many = Array.from({ length: 10_000 }, (_, n) =>
      anEnd(n, n % 2 === 0 ? { outcome: 'accepted', underWay: 'ours' } : { outcome: 'held', underWay: "somebody's" }),
    );
    const told = interruptedLines(many);
    expect(told).toHaveLength(1 + 40 + 1);
    expect(told[0]).toContain("not confirmed off: 5000 accepted; powering off by somebody's stop: 5000 servers");
    expect(told.at(-1)).toBe('  and 9960 more (--json has a line for every server)');
    expect(interruptedLines(many.slice(0, 40))).toHaveLength(41);
  });

  test('shows the name beside the id, short enough for a line and harmless', () => {
    const told = lines([anEnd(1, { name: 'bms-db-01' }), anEnd(2), anEnd(3, { name: `\u001b[2J${'x'.repeat(200)}` })]);
    expect(told.find((line) => line.includes(idOf(1)))).toContain('bms-db-01');
    expect(told.join('')).not.toContain('\u001b');
    for (const line of told) expect(line.length).toBeLessThanOrEqual(130);
  });

  test('what a cloud says cannot move the cursor', () => {
    expect(lines([anEnd(1, { because: '\u001b[2Jgone\nand more' })]).join('')).not.toContain('\u001b');
  });
});
