import { describe, expect, test } from 'vitest';
import type { Unavailable } from '../../lib/power/ports/ledger.ts';
import type { Roll } from '../../lib/power/roll.ts';
import { HOUR, MINUTE, NOON, SECOND } from '../builders.ts';
import { aListRoll, nightServer, record, servers } from './a-night.ts';
import { aTerminal } from './a-terminal.ts';
import { type AnAws, anAws } from './an-aws.ts';

const [ONE, TWO] = [nightServer(1), nightServer(2)] as const;
const NAMES = { [ONE]: 'bms-db-01', [TWO]: 'bms-db-02' };
const TIMEOUT: Unavailable = { kind: 'unavailable', because: 'DynamoDB BatchGetItem: TimeoutError' };

/** A request at noon for two servers, watched from ten seconds later on. */
const aWatch = async (
  happens: Readonly<Record<number, (account: AnAws, roll: Roll) => unknown>>,
  changes: Parameters<typeof aTerminal>[0] = {},
  broken: (at: number) => Unavailable | undefined = () => undefined,
) => {
  const account = anAws();
  const roll = await record(account, aListRoll([ONE, TWO], { names: NAMES, notAfter: NOON + HOUR }));
  const left = new Map(Object.entries(happens).map(([second, act]) => [NOON + Number(second) * SECOND, act]));
  const readMany: AnAws['ledger']['readMany'] = async (keys) => {
    asked.push(keys.length);
    reads.push((made.clock.now() - NOON) / SECOND);
    return broken(made.clock.now()) ?? account.ledger.readMany(keys);
  };
  const { aws } = anAws({ stack: { records: { ...account.ledger, readMany } } });
  const reads: number[] = [];
  const asked: number[] = [];
  const made = aTerminal({
    aws,
    ...changes,
    before: (at, terminal) => {
      for (const [due, act] of left)
        if (due <= at) {
          left.delete(due);
          act(account, roll);
        }
      changes.before?.(at, terminal);
    },
  });
  return {
    ...made,
    reads,
    keys: asked,
    watch: (...args: readonly string[]) => made.run('request', 'evening', '--watch', '--stack', 'prod', ...args),
  };
};

const end = (id: typeof ONE, seconds: number) => (account: AnAws, roll: Roll) =>
  servers(account, roll).ended(id, 'stopped', 'off after our stop', seconds);
const wait = (id: typeof ONE, because: string) => (account: AnAws, roll: Roll) =>
  servers(account, roll).open(id, because);

describe('request --watch', () => {
  test('On a pipe each event is one line, and the last line says how it ended', async () => {
    const { watch, out, err } = await aWatch({
      3: wait(ONE, 'powering-off, our stop was accepted'),
      20: end(ONE, 18),
      60: (account, roll) => servers(account, roll).buried(TWO, 'stuck', 'still powering off'),
    });
    expect(await watch()).toBe(1);
    expect(out.slice(2)).toEqual([
      `bms-db-01 ${ONE} open: not looked at yet`,
      `bms-db-02 ${TWO} open: not looked at yet`,
      `bms-db-01 ${ONE} open: powering-off, our stop was accepted`,
      `bms-db-01 ${ONE} stopped after 18 s: off after our stop`,
      `bms-db-02 ${TWO} dead letter: stuck: still powering off`,
      '2 servers: 1 stopped, 1 dead letter (stuck)',
    ]);
    expect(err).toEqual([]);
  });

  test('A request that has ended is shown and not waited for', async () => {
    const account = anAws();
    const roll = await record(account, aListRoll([ONE]));
    await servers(account, roll).ended(ONE, 'stopped');
    const over = aTerminal({ aws: account.aws });
    expect(await over.run('request', 'evening', '--watch', '--stack', 'prod')).toBe(0);
    expect(over.clock.now()).toBe(NOON);
    expect(over.out.at(-1)).toBe('1 server: 1 stopped');
  });

  test('The looks are seconds apart, less and less often while nothing changes, and often again after a change', async () => {
    const { watch, reads } = await aWatch({ 100: end(ONE, 95), 130: end(TWO, 125) });
    expect(await watch()).toBe(0);
    const gaps = reads.slice(1).map((at, place) => at - (reads[place] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(20);
    expect(gaps[1]).toBe(2);
    expect(gaps.slice(2, 5)).toEqual([3, 4.5, 6.75]);
    const after = reads.findIndex((at) => at >= 100);
    expect(gaps[after]).toBe(2);
  });

  test('A server that has ended is not read again', async () => {
    const { watch, keys } = await aWatch({ 20: end(ONE, 18), 60: end(TWO, 55) });
    expect(await watch()).toBe(0);
    expect(keys.slice(0, 2)).toEqual([2, 2]);
    expect(keys.at(-1)).toBe(1);
  });

  test('A read that fails for a while is said once, and the watching goes on', async () => {
    const { watch, out, err } = await aWatch({ 30: end(ONE, 25), 50: end(TWO, 45) }, {}, (at) =>
      at > NOON && at < NOON + 40 * SECOND ? TIMEOUT : undefined,
    );
    expect(await watch()).toBe(0);
    expect(err).toEqual(['DynamoDB BatchGetItem: TimeoutError; looking again']);
    expect(out.at(-1)).toBe('2 servers: 2 stopped');
  });

  test('A right that is missing ends the watching, since no later look has it', async () => {
    const because = 'DynamoDB BatchGetItem: dynamodb:BatchGetItem is not allowed';
    const { watch, err } = await aWatch({}, {}, (at) => (at > NOON ? { kind: 'unavailable', because } : undefined));
    expect(await watch()).toBe(2);
    expect(err).toEqual([`lights-out: the request cannot be followed: ${because}`]);
  });

  test('What is open when no more can come is said to be open, and the exit code is 1', async () => {
    const { watch, out, err, clock } = await aWatch({ 20: end(ONE, 18) });
    expect(await watch()).toBe(1);
    expect(out.at(-1)).toBe('2 servers: 1 stopped, 1 open, past the end of the window at 13:00:00');
    expect(err).toEqual([
      'lights-out: by the default STOP_PATIENCE no more is expected of the servers that are open: see the log of the worker',
    ]);
    expect(clock.now() - NOON).toBeGreaterThanOrEqual(HOUR + 23 * MINUTE);
    expect(clock.now() - NOON).toBeLessThan(HOUR + 24 * MINUTE);
  });

  test('With --json each server is one object as it ends, and one that stays open is the last', async () => {
    const { watch, out } = await aWatch({ 20: end(TWO, 18) });
    expect(await watch('--json')).toBe(1);
    expect(out.map((line) => JSON.parse(line)).map(({ name, outcome }) => [name, outcome])).toEqual([
      ['bms-db-02', 'stopped'],
      ['bms-db-01', 'open'],
    ]);
  });

  test('Ctrl-C ends the watching with 130 and says what is still open', async () => {
    const { watch, err, out } = await aWatch(
      { 3: wait(TWO, 'powering-off, our stop was accepted'), 20: end(ONE, 18) },
      { before: (at, { interrupt }) => (at > NOON + 30 * SECOND ? interrupt() : undefined) },
    );
    expect(await watch()).toBe(130);
    expect(err).toEqual([
      'lights-out: interrupted; the request goes on: 2 servers: 1 stopped, 1 open until 13:00:00',
      `  bms-db-02 ${TWO} powering-off, our stop was accepted`,
    ]);
    expect(out.at(-1)).toContain('stopped after 18 s');
  });

  test('At a terminal the servers are drawn in place, the open ones first, and the end is a table', async () => {
    const { watch, frames, out } = await aWatch(
      { 20: end(ONE, 18), 60: end(TWO, 55) },
      { size: { columns: 80, rows: 24 } },
    );
    expect(await watch()).toBe(0);
    const halfway = frames.filter((frame) => frame.includes('1 stopped')).at(-1) ?? '';
    expect(halfway.split('\n').slice(0, 2)).toEqual([
      '  bms-db-02  open           not looked at yet',
      '  bms-db-01  stopped  18 s  off after our stop',
    ]);
    expect(halfway.split('\n')[2]).toMatch(/^2 servers: 1 stopped, 1 open until 13:00:00 {2}\(.* s\)$/);
    expect(frames.at(-1)).toBe('cleared');
    expect(out.at(-1)).toBe('  2 servers: 2 stopped');
  });

  test('No frame is longer or wider than the terminal, whatever the servers are called', async () => {
    const account = anAws();
    const ids = Array.from({ length: 40 }, (_, n) => nightServer(n));
    const names = Object.fromEntries(ids.map((id) => [id, `name-${'x'.repeat(60)}`]));
    const roll = await record(account, aListRoll(ids, { names }));
    await servers(account, roll).open(nightServer(0), 'y'.repeat(300));
    const { run, frames } = aTerminal({
      aws: account.aws,
      size: { columns: 60, rows: 12 },
      before: (at, { interrupt }) => (at > NOON + 10 * SECOND ? interrupt() : undefined),
    });
    expect(await run('request', 'evening', '--watch', '--stack', 'prod')).toBe(130);
    for (const frame of frames) {
      const lines = frame.split('\n');
      expect(lines.length).toBeLessThan(12);
      for (const line of lines) expect(line.length).toBeLessThan(60);
    }
    expect(frames[0]).toContain('  and 32 more');
  });
});
