import { describe, expect, test } from 'vitest';
import type { End } from '../../cli/stop/end.ts';
import { interruptedLines, report } from '../../cli/stop/report.ts';
import type { Output } from '../../cli/terminal/terminal.ts';
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
  test('A report has one row per server and a last line', () => {
    const printed = lines([
      anEnd(1),
      anEnd(2, { outcome: 'dead-lettered', reason: 'expired', because: 'notAfter has passed' }),
    ]);
    expect(printed.filter((line) => line.includes('5e1f'))).toHaveLength(2);
    expect(printed.find((line) => line.includes('expired'))).toMatch(/expired +notAfter has passed +4\.2$/);
    expect(printed.at(-1)).toBe('2 servers: 1 stopped, 1 expired, in 61 s');
  });

  test.each([60, 80, 120, 200])('A report fits a terminal of %i columns', (columns) => {
    const printed = lines([anEnd(1, { outcome: 'already-stopped', because: 'word '.repeat(40) })], {
      columns,
      rows: 20,
    });
    for (const line of printed) expect(line.length).toBeLessThan(columns);
    expect(printed.find((line) => line.includes('5e1f'))).toMatch(/already-stopped.*4\.2$/);
  });

  test('A report of over forty servers has rows only for those that did not end as asked', () => {
    const many = Array.from({ length: 50 }, (_, n) => anEnd(n, n === 7 ? { outcome: 'held', because: 'locked' } : {}));
    const printed = lines(many);
    expect(printed.filter((line) => line.includes('5e1f'))).toHaveLength(1);
    expect(printed.at(-1)).toBe('50 servers: 49 stopped, 1 held, in 61 s');
  });

  test('A report of ten thousand failures has forty rows, the rarest outcome first, and says how to see all', () => {
    const many = Array.from({ length: 10_000 }, (_, n) =>
      anEnd(n, { outcome: 'dead-lettered', reason: n === 9_876 ? 'unverified' : 'forbidden', because: 'no' }),
    );
    const printed = lines(many, { columns: 80, rows: 24 });
    expect(printed).toHaveLength(1 + 40 + 2);
    expect(printed[1]).toContain('unverified');
    expect(printed.at(-2)).toBe('  and 9960 more (--json prints a line for every server)');
    expect(printed.at(-1)).toBe('10000 servers: 9999 forbidden, 1 unverified, in 61 s');
  });

  test('A report of forty servers has a row for each in their order, and no line for more', () => {
    const printed = lines(Array.from({ length: 40 }, (_, n) => anEnd(n, n === 39 ? { outcome: 'held' } : {})));
    expect(printed.filter((line) => line.includes('5e1f'))).toHaveLength(40);
    expect(printed.at(-2)).toContain(idOf(39));
  });

  test('The lines after Ctrl-C list forty servers at most and count all', () => {
    const many = Array.from({ length: 10_000 }, (_, n) =>
      anEnd(n, n % 2 === 0 ? { outcome: 'accepted', underWay: 'ours' } : { outcome: 'held', underWay: "somebody's" }),
    );
    const printed = interruptedLines(many);
    expect(printed).toHaveLength(1 + 40 + 1);
    expect(printed[0]).toContain(
      "not confirmed off: 5000 accepted; powering off by somebody else's stop: 5000 servers",
    );
    expect(printed.at(-1)).toBe('  and 9960 more (--json prints a line for every server)');
    expect(interruptedLines(many.slice(0, 40))).toHaveLength(41);
  });

  test('A report shows the name beside the id, shortened and without control codes', () => {
    const printed = lines([
      anEnd(1, { name: 'bms-db-01' }),
      anEnd(2),
      anEnd(3, { name: `\u001b[2J${'x'.repeat(200)}` }),
    ]);
    expect(printed.find((line) => line.includes(idOf(1)))).toContain('bms-db-01');
    expect(printed.join('')).not.toContain('\u001b');
    for (const line of printed) expect(line.length).toBeLessThanOrEqual(130);
  });

  test('Text from a cloud cannot move the cursor in a report', () => {
    expect(lines([anEnd(1, { because: '\u001b[2Jgone\nand more' })]).join('')).not.toContain('\u001b');
  });
});
