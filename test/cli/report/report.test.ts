import { expect, test } from 'vitest';
import { aRoll, at, HOUR, NOON } from '../../builders.ts';
import { idOf } from '../a-cloud.ts';
import { aTerminal, type TerminalChanges } from '../a-terminal.ts';
import { anAws } from '../an-aws.ts';
import { aTable, stoppedEntry } from './a-night.ts';

const roll = aRoll({ ids: [idOf(1)], requestedAt: at(-900) });
const OFF = { [idOf(1)]: { server: { name: 'db-1', vmState: 'stopped' as const, powerState: 4 } } };

const here = async (changes: TerminalChanges = {}) => {
  const records = await aTable([roll], [stoppedEntry(roll, 0)]);
  return aTerminal({ machines: OFF, aws: anAws({ stack: { records } }).aws, ...changes });
};

test('Report writes one page beside the command, prints its path alone and exits with 0', async () => {
  const { run, out, err, written } = await here();
  expect(await run('report', '--stack', 'prod')).toBe(0);
  expect([out, err]).toEqual([['lights-out-report-2026-11-23.html'], []]);
  expect(written.get('lights-out-report-2026-11-23.html')).toContain('1 of 1 server off');
});

test('A page that is there stays, unless --force replaces it', async () => {
  const files = { 'a.html': 'old' };
  const first = await here({ files });
  expect(await first.run('report', '--stack', 'prod', '--out', 'a.html')).toBe(1);
  expect(first.err).toEqual(['lights-out: "a.html" was not written: it is there; --force replaces it']);
  const second = await here({ files });
  expect(await second.run('report', '--stack', 'prod', '--out', 'a.html', '--force')).toBe(0);
  expect(second.written.get('a.html')).toContain('<!doctype html>');
});

test('With --json each line is an object, there is no page, and a rate adds its money', async () => {
  const files = { 'r.yml': `servers: {db-1: {pricePerHour: 4, currency: EUR, watts: 1000}}` };
  const { run, out, err, written } = await here({ files });
  expect(await run('report', '--stack', 'prod', '--json', '--rates', 'r.yml')).toBe(0);
  const lines = out.map((line) => JSON.parse(line));
  expect([err, written.size, lines.map(({ kind }) => kind)]).toEqual([[], 0, ['request', 'server', 'off', 'total']]);
  expect(lines[1]).toMatchObject({
    serverId: idOf(1),
    name: 'db-1',
    outcome: 'stopped',
    endedAt: '2026-11-23T11:45:10.000Z',
  });
  const hours = (NOON - at(-890)) / HOUR;
  expect(lines[2].money.amount).toBeCloseTo(4 * hours, 6);
  expect(lines[2].kWh).toBeCloseTo(hours, 6);
  expect(lines[3].saved.EUR).toBeCloseTo(4 * hours, 6);
});

test('A server without a rate is one line, the page says "no rate", and the exit code is 1', async () => {
  const { run, err, written } = await here({ files: { 'r.yml': 'flavors: {other: {watts: 1}}' } });
  expect(await run('report', '--stack', 'prod', '--rates', 'r.yml', '--out', 'a.html')).toBe(1);
  expect(err).toEqual([expect.stringMatching(/^lights-out: r\.yml: no rate for 1 server: /)]);
  expect(written.get('a.html')).toContain('no rate');
});

test('A request that is not there is one line, and no page is written', async () => {
  const { run, out, err, written } = await here();
  expect(await run('report', '--stack', 'prod', '--request', 'morning')).toBe(1);
  expect([out, err, written.size]).toEqual([
    [],
    ['lights-out: stack prod has no request "morning"; records are kept for 45 days'],
    0,
  ]);
});

test('One request is found by its id', async () => {
  const { run, written } = await here();
  expect(await run('report', '--stack', 'prod', '--request', 'evening', '--out', 'a.html')).toBe(0);
  expect(written.get('a.html')).toContain('request evening');
});

test('A part of an id that fits several requests is one line with exit 2, and no page is written', async () => {
  const two = ['evening-1', 'evening-2'].map((requestId) => aRoll({ requestId, requestedAt: at(-900) }));
  const { run, err, written } = aTerminal({ aws: anAws({ stack: { records: await aTable(two, []) } }).aws });
  expect(await run('report', '--stack', 'prod', '--request', 'evening')).toBe(2);
  expect(err).toEqual([expect.stringMatching(/^lights-out: --request: fits 2 requests: evening-\d, evening-\d; type/)]);
  expect(written.size).toBe(0);
});

test('A cloud that is not configured here is one line and exit 1, and the page is written all the same', async () => {
  const unknown = async () => ({ kind: 'unknown', known: ['other'] }) as const;
  const { run, err, written } = await here({ clouds: { cloud: unknown, inspector: unknown } });
  expect(await run('report', '--stack', 'prod', '--out', 'a.html')).toBe(1);
  expect(err).toEqual([
    'lights-out: not read: cloud otc was not read, so names and hours off are not known: cloud otc is not configured here (clouds.yaml has: other)',
  ]);
  expect(written.get('a.html')).toContain('Not known for 1 server');
});

test.each([
  ['DynamoDB: TimeoutError', 1],
  ['DynamoDB: dynamodb:Query is not allowed', 2],
])('A table that answers %j is one line and exit %i, and no page is written', async (because, code) => {
  const records = await aTable([], []);
  const pointersOf = async () => ({ kind: 'unavailable', because }) as const;
  const { run, err, written } = aTerminal({ aws: anAws({ stack: { records: { ...records, pointersOf } } }).aws });
  expect(await run('report', '--stack', 'prod')).toBe(code);
  expect([err, written.size]).toEqual([[`lights-out: the table cannot be read: ${because}`], 0]);
});

test.each([
  [
    ['--since', 'yesterday'],
    '--since: "yesterday" is neither a duration (12h, 2d) nor an instant (2026-11-30T20:00:00Z) nor a date (2026-11-30)',
  ],
  [['--since', '0h'], '--since: "0h" is not in the past'],
  [['--since', '46d'], '--since: "46d" is more than 45 days ago, and nothing is kept longer'],
  [['--since', '1h', '--request', 'evening'], '--request: give it or --since, not both'],
  [['--json', '--out', 'a.html'], '--json: prints no page, so it takes no --out'],
  [['--rates', 'none.yml'], '--rates: "none.yml" cannot be read: ENOENT'],
  [['--rates', 'bad.yml'], 'bad.yml: line 1, prices: unknown field'],
])('Report refuses %j in one line and reads nothing', async (options, problem) => {
  const { run, out, err, written } = await here({ files: { 'bad.yml': 'prices: {}' } });
  expect(await run('report', '--stack', 'prod', ...options)).toBe(2);
  expect([out, err, written.size]).toEqual([[], [`lights-out: ${problem}`], 0]);
});
