import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { NovaRequest } from '../../../cloud/cloud-log.ts';
import type { Row } from '../../../local/night/board.ts';
import { castOf } from '../../../local/night/cast.ts';
import { notAskedRows, requestRows } from '../../../local/night/other-rows.ts';
import { legend, outcomesTable, promisesList, type ReportRow, totalsLine } from '../../../local/night/report.ts';
import { picture } from '../../../local/night/screen.ts';

const WIDTHS = [80, 100, 120, 200];
const SCHEDULES = [{ serverIds: ['5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01'], windowMs: undefined, dryRun: false }];
const LONG =
  'a reason that a cloud has written in one long sentence that no terminal of the usual size can hold in one line';

const cast = castOf(SCHEDULES);
const aReported = (changes: Partial<ReportRow> = {}): ReportRow => ({
  name: 'bms-01',
  is: 'nothing',
  outcome: 'stopped',
  because: 'off after our stop',
  shows: 1,
  sends: 1,
  seconds: 2.9,
  startedByHand: false,
  ...changes,
});
const widest = (text: string): number => Math.max(...text.split('\n').map((line) => stringWidth(line)));

describe.each(WIDTHS)('the night on a terminal of %i columns', (columns) => {
  test('the rows of the night’s table break only between words', () => {
    const rows = cast.map(({ name, is }) =>
      aReported({ name, is, outcome: 'dead-lettered: stop-failed', because: LONG }),
    );
    expect(widest(outcomesTable(rows, columns))).toBeLessThan(columns);
  });

  test('the legend and the promises of the night fit the terminal', () => {
    const kept = [{ promise: 'One bad message harms nobody', seen: LONG, broken: [] }];
    expect(widest(legend(columns))).toBeLessThan(columns);
    expect(widest(promisesList(kept, columns))).toBeLessThan(columns);
  });

  test('the live picture of the night is no taller and no wider than the terminal', () => {
    const rows = cast.map(
      ({ serverId, name, is }): Row => ({
        serverId,
        name,
        is,
        source: 'queue',
        outcome: 'look-again',
        because: LONG,
        final: false,
      }),
    );
    const drawn = picture(rows, { columns, rows: 24 });
    expect(widest(drawn)).toBeLessThan(columns);
    expect(drawn.split('\n').length).toBeLessThan(24);
  });
});

test('at 80 columns each server of the night has one line', () => {
  const rows = cast.map(({ name, is }) => aReported({ name, is, outcome: 'already-stopped', sends: 0 }));
  expect(outcomesTable(rows, 80).split('\n')).toHaveLength(rows.length + 1);
});

test('on a pipe a row of the night’s table is one line, however long', () => {
  const rows = [aReported({ outcome: 'dead-lettered: forbidden', because: LONG })];
  expect(outcomesTable(rows, undefined).split('\n')).toHaveLength(2);
});

test.each<[string, Partial<ReportRow>, string]>([
  ['stopped', {}, 'off in 2.9 s'],
  ['stopped at the second try', { sends: 2 }, 'off in 2.9 s, 2 stops'],
  ['stopped, and started since', { startedByHand: true }, 'off in 2.9 s; left on since a user started it'],
  ['stopped, and the log does not say when', { seconds: null }, 'off after our stop'],
  ['off before', { outcome: 'already-stopped', sends: 0, seconds: null }, 'nothing was sent'],
  ['off in the end, after a stop of ours', { outcome: 'already-stopped', because: 'off', seconds: null }, 'off'],
  ['held by a lock', { outcome: 'held', because: 'locked: "no"', sends: 0, seconds: null }, 'the lock is respected'],
  ['held by a mark', { outcome: 'held', because: 'marked lights-out: protected' }, 'the mark is respected'],
  ['excepted', { outcome: 'excepted', because: 'a holiday', sends: 0, seconds: null }, 'nothing was sent'],
  ['superseded', { outcome: 'superseded', because: 'reboot at 2026-01-15T12:00:00.000Z' }, 'rebooted by a user'],
  ['superseded by what the night does not play', { outcome: 'superseded', because: 'deleted' }, 'deleted'],
  ['a dead letter', { outcome: 'dead-lettered: stuck' }, 'stuck: still powering off'],
  ['a dead letter in the words of the cloud', { outcome: 'dead-lettered: forbidden', because: 'no' }, 'forbidden: no'],
  ['not at its end', { outcome: 'look-again', because: 'powering off' }, 'powering off'],
])('the table says what happened to a server: %s', (_, changes, words) => {
  expect(outcomesTable([aReported(changes)], undefined)).toContain(`${words}  `);
});

test('the totals count second deliveries in one figure', () => {
  expect(totalsLine([aReported(), aReported({ outcome: 'held', sends: 0 })], 31, 12.34)).toBe(
    '2 servers: 1 stopped, 1 held. 1 stops sent, 12.3 s. Everything was sent twice: 31 second deliveries are not shown.',
  );
});

test('requests that never became intents have rows of their own, and a server’s dead letter has none', () => {
  const deadLetters = [
    { serverId: undefined, reason: 'malformed', because: 'serverIds[0]: not a UUID' },
    { serverId: undefined, reason: 'too-many', because: '3 of 9 servers matched' },
    { serverId: 'one', reason: 'stuck', because: 'powering off' },
  ];
  const completed = [
    { verdict: 'excepted', because: 'excepted: a holiday' },
    { verdict: 'chosen', because: '5 of 9' },
    { verdict: 'too-many', because: '3 of 9 servers matched' },
  ];
  expect(requestRows(deadLetters, completed)).toMatchObject([
    { is: 'an unreadable message', outcome: 'dead-lettered: malformed', shows: 5 },
    { is: 'a selection too large', outcome: 'dead-lettered: too-many', shows: 7 },
    { is: 'a schedule on a holiday', outcome: 'excepted', shows: 10 },
  ]);
});

test('a server that was not chosen has a row that says whether a stop was sent', () => {
  const row = { serverId: 'one', name: 'bms-34', is: 'tagged after the choice', shows: 6 };
  const stop: NovaRequest = {
    kind: 'request',
    seq: 0,
    at: 1,
    receivedAt: 1,
    method: 'POST',
    path: '/v2.1/servers/one/action',
    action: 'os-stop',
    serverId: 'one',
    requestId: 'req-1',
    status: 202,
    user: 'stopper',
    fault: null,
  };
  expect(outcomesTable(notAskedRows([row], [], 'stopper'), undefined)).toContain('not chosen  nothing was sent  6');
  expect(outcomesTable(notAskedRows([row], [stop], 'stopper'), undefined)).toContain('not chosen  a stop was sent');
});

test('a broken promise lists every case that broke it', () => {
  const told = promisesList([{ promise: 'Never late', seen: '3 stops', broken: ['one', 'two'] }], undefined);
  expect(told).toMatch(/✘ +1 Never late +one\n +two$/);
});
