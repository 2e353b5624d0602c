import { describe, expect, test } from 'vitest';
import { anEntry, anIntent, HOUR, NOON } from '../builders.ts';
import { idOf } from './a-cloud.ts';
import { aListRoll, aNight, nightServer, record, servers } from './a-night.ts';
import { aTerminal } from './a-terminal.ts';
import { anAws } from './an-aws.ts';

const SCREEN = { columns: 80, rows: 24 };
const DAY = 24 * HOUR;
const QUEUED = '0d1c2b3a-1111-4222-8333-444455556666';

const aNightAt = async (changes: Parameters<typeof aTerminal>[0] = {}) => {
  const account = anAws();
  const night = await aNight(account);
  return { ...aTerminal({ aws: account.aws, ...changes }), night, account };
};

describe('request', () => {
  test('A schedule is found by its name, and its request is shown with each server, in 80 columns', async () => {
    const { run, out, err } = await aNightAt({ size: SCREEN });
    expect(await run('request', 'weekday-nights', '--stack', 'prod')).toBe(1);
    expect(out.join('\n').split('\n')).toEqual([
      '  Request weekday-nights; times are UTC',
      '  id       weekday-nights@2026-11-22T20:00:00.000Z',
      '  asked    by schedule at 2026-11-22 20:00:00Z, cloud otc',
      '  until    2026-11-22 22:00:00Z (over)',
      '  why      nights are for sleeping',
      "  selects  --tag env=dev --except-metadata 'keep=*' --at-most 40",
      '  chosen   5 of 9 servers; left out: 3 by --tag, 1 by --except-metadata',
      '  name       server     outcome          because                      off after',
      '  bms-db-01  6f706530…  stopped          off after our stop                48 s',
      '  bms-db-02  6f70841f…  already-stopped  stopped, power off',
      '  bms-db-03  6f70a30e…  superseded       started at 20:01:10, after',
      '                                         the request',
      '  bms-db-04  6f70c1fd…  held             locked: "release week"',
      '  bms-db-05  6f70e0ec…  dead letter      unverified: Nova says',
      '                                         stopped, the power is still',
      '                                         on',
      '  5 servers: 1 stopped, 1 already-stopped, 1 superseded, 1 held, 1 dead letter',
      '  (unverified)',
    ]);
    expect(err).toEqual([]);
  });

  test('A request that stopped nothing shows what it selected, why nothing was stopped, and who was left out', async () => {
    const { run, out } = await aNightAt({ size: SCREEN });
    expect(await run('request', 'ticket-4711', '--stack', 'prod')).toBe(1);
    expect(out.join('\n').split('\n').slice(4)).toEqual([
      "  selects   --tag env=dev --except-metadata 'keep=*' --at-most 25%",
      '  chosen    nothing stopped, too-many: 61 of 80 servers matched, more than the',
      '            50 that SELECT_AT_MOST allows',
      '  left out  19 by --tag',
      '  Nothing was stopped: too-many',
    ]);
  });

  test.each([
    ['a whole id', QUEUED, QUEUED],
    ['the start of an id', '0d1c2b3a', QUEUED],
    ['the start of an id as the table shortens it', '0d1c2b3a…', QUEUED],
    ['the end of an id', '444455556666', QUEUED],
    [
      'the whole id of a schedule',
      'arn:aws:scheduler:eu-central-1:123456789012:schedule/lights-out/weekday-nights@2026-11-22T20:00:00.000Z',
      'weekday-nights@2026-11-22T20:00:00.000Z',
    ],
    ['a schedule and its day', 'weekday-nights@2026-11-21', 'weekday-nights@2026-11-21T20:00:00.000Z'],
    ['a schedule, newest first', 'weekday-nights', 'weekday-nights@2026-11-22T20:00:00.000Z'],
  ])('Request takes %s', async (_what, typed, id) => {
    const { run, out } = await aNightAt();
    await run('request', typed, '--stack', 'prod');
    expect(out.join('\n')).toContain(`id       ${id}`.trimEnd());
  });

  test('A part that several requests fit is one line with the candidates, and nothing is shown', async () => {
    const { run, out, err } = await aNightAt();
    expect(await run('request', 'weekday-nights@', '--stack', 'prod')).toBe(2);
    expect(err).toEqual([
      'lights-out: "weekday-nights@" fits 2 requests, type more of one: weekday-nights@2026-11-22T20:00:00.000Z (schedule, cloud otc, 2026-11-22 20:00:00Z), weekday-nights@2026-11-21T20:00:00.000Z (schedule, cloud otc, 2026-11-21 20:00:00Z)',
    ]);
    expect(out).toEqual([]);
  });

  test('An id that two sources used is distinguished by --source, and its rehearsal by --dry-run', async () => {
    const account = anAws();
    const ids = [nightServer(1)];
    await record(account, aListRoll(ids, { requestId: 'evening', source: 'queue' }));
    await record(account, aListRoll(ids, { requestId: 'evening', source: 'webhook' }));
    await record(account, aListRoll(ids, { requestId: 'evening', source: 'queue', dryRun: true }));
    const show = async (...options: readonly string[]) => {
      const { run, out, err } = aTerminal({ aws: account.aws });
      const code = await run('request', 'evening', '--stack', 'prod', ...options);
      return { code, text: [...out, ...err].join('\n') };
    };
    expect(await show()).toEqual({
      code: 2,
      text: expect.stringContaining('fits 2 requests, add --source or --cloud'),
    });
    expect((await show('--source', 'webhook')).text).toContain('by webhook at');
    expect((await show('--source', 'queue')).text).toMatch(/^Request evening/);
    expect((await show('--source', 'queue', '--dry-run')).text).toMatch(/^Rehearsal evening/);
  });

  test.each([
    [['nobody'], 'no request "nobody" since 2026-10-09 12:00:00Z'],
    [['0d1'], 'no request "0d1" since 2026-10-09 12:00:00Z'],
    [['weekday-nights', '--since', '2h'], 'no request "weekday-nights" since 2026-11-23 10:00:00Z'],
  ])('A request %j that is not there is one line that says how far back it was looked for', async (args, problem) => {
    const { run, err } = await aNightAt();
    expect(await run('request', ...args, '--stack', 'prod')).toBe(1);
    expect(err).toEqual([`lights-out: ${problem}`]);
  });

  test('With --json request prints one object a server', async () => {
    const { run, out } = await aNightAt();
    expect(await run('request', 'msg_2k7Qx9VbRt', '--stack', 'prod', '--json')).toBe(1);
    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        ...{ requestId: 'msg_2k7Qx9VbRt', serverId: nightServer(5), outcome: 'stopped', because: 'off after our stop' },
        ...{ endedAt: '2026-11-23T02:01:11.000Z', secondsToOff: 71, notAfter: '2026-11-23T03:00:00.000Z' },
      },
      {
        ...{ requestId: 'msg_2k7Qx9VbRt', serverId: nightServer(6), outcome: 'dead-lettered', reason: 'expired' },
        because: 'the window ended; last trouble: Nova answered 503',
        ...{ endedAt: '2026-11-23T03:00:00.000Z', notAfter: '2026-11-23T03:00:00.000Z' },
      },
    ]);
  });

  test.each([
    ['stopped', 0],
    ['already-stopped', 0],
    ['rehearsed', 0],
    ['superseded', 1],
    ['held', 1],
  ] as const)('Of a request whose server ended %s the exit code is %i', async (kind, code) => {
    const account = anAws();
    const roll = await record(account, aListRoll([nightServer(1)]));
    await servers(account, roll).ended(nightServer(1), kind);
    expect(await aTerminal({ aws: account.aws }).run('request', 'evening', '--stack', 'prod')).toBe(code);
  });

  test('A request that a calendar excepted is as asked', async () => {
    const { run } = await aNightAt();
    expect(await run('request', 'weekday-nights@2026-11-21', '--stack', 'prod')).toBe(0);
  });

  test('A server of a list of ids has the name that the cloud shows, if it is configured', async () => {
    const account = anAws();
    await record(account, aListRoll([idOf(1)]));
    const { run, out, cloud } = aTerminal({
      aws: account.aws,
      machines: { [idOf(1)]: { server: { name: 'bms-ci-01' } } },
    });
    await run('request', 'evening', '--stack', 'prod');
    expect(out.join('\n')).toMatch(/bms-ci-01 +5e1f0000-0000-4000-8000-000000000001 +open +not looked at yet/);
    expect(cloud.calls).toEqual(['list']);
  });

  test('A cloud that is not configured is said, and the request is shown without names', async () => {
    const account = anAws();
    const roll = await record(account, aListRoll([idOf(1)], { cloud: 'other' }));
    await servers(account, roll).ended(idOf(1), 'stopped');
    const { run, out, err } = aTerminal({ aws: account.aws });
    expect(await run('request', 'evening', '--stack', 'prod')).toBe(0);
    expect(out.at(-1)).toBe('1 server: 1 stopped');
    expect(err).toEqual(['lights-out: cloud other was not read, so names are not shown: it is not configured here']);
  });

  test('With --left-out request shows who the selector leaves out now, by name and option', async () => {
    const { run, out } = await aNightAt({
      size: SCREEN,
      machines: {
        [idOf(1)]: { server: { name: 'bms-ci-01', tags: ['env=prod'], agedMs: DAY } },
        [idOf(2)]: { server: { name: 'bms-ci-02', tags: ['env=dev'], metadata: { keep: 'yes' }, agedMs: DAY } },
        [idOf(3)]: { server: { name: 'bms-ci-03', tags: ['env=dev'], agedMs: DAY } },
      },
    });
    await run('request', 'weekday-nights', '--stack', 'prod', '--left-out');
    const lines = out.join('\n').split('\n');
    const from = lines.indexOf('  Left out as the servers are now, which may differ from then:');
    expect(lines.slice(from + 1, from + 4)).toEqual([
      '  name       server                                left out',
      '  bms-ci-01  5e1f0000-0000-4000-8000-000000000001  by --tag',
      '  bms-ci-02  5e1f0000-0000-4000-8000-000000000002  by --except-metadata',
    ]);
  });

  test('A server that was asked for again shows when', async () => {
    const account = anAws();
    const roll = await record(account, aListRoll([nightServer(1)]));
    const entry = anEntry({
      intent: anIntent({ ...roll, serverId: nightServer(1), replayedAt: NOON + HOUR }),
      ending: { kind: 'stopped', because: 'off after our stop', endedAt: NOON + 2 * HOUR },
    });
    const readMany = async () => ({ kind: 'read', found: [{ kind: 'found', entry }] }) as const;
    const { aws } = anAws({ stack: { records: { ...account.ledger, readMany } } });
    const { run, out } = aTerminal({ aws });
    await run('request', 'evening', '--stack', 'prod');
    expect(out.join('\n')).toContain('off after our stop (replayed 13:00:00)');
    expect(out.join('\n')).toContain('replayed  1 server');
  });

  test('Without the right to read, the right is named, and it is not said that there is no such request', async () => {
    const because = 'DynamoDB Query: dynamodb:Query is not allowed';
    const { ledger } = anAws();
    const pointersOf = async () => ({ kind: 'unavailable', because }) as const;
    const { run, err } = aTerminal({ aws: anAws({ stack: { records: { ...ledger, pointersOf } } }).aws });
    expect(await run('request', 'evening', '--stack', 'prod')).toBe(2);
    expect(err).toEqual([`lights-out: not all requests of 46 days (2026-10-09 to 2026-11-23) were read: ${because}`]);
  });

  test('A day that was not read is said beside the request that was found', async () => {
    const account = anAws();
    await aNight(account);
    const { ledger } = account;
    const pointersOf: typeof ledger.pointersOf = async (day) =>
      day === '2026-11-20' ? { kind: 'unavailable', because: 'DynamoDB Query: TimeoutError' } : ledger.pointersOf(day);
    const { aws } = anAws({ stack: { records: { ...ledger, pointersOf } } });
    const { run, out, err } = aTerminal({ aws });
    expect(await run('request', 'try-4711', '--stack', 'prod')).toBe(0);
    expect(err).toEqual(['lights-out: not all requests of 2026-11-20 were read: DynamoDB Query: TimeoutError']);
    expect(out.at(-1)).toBe('2 servers: 2 rehearsed');
  });

  test.each([
    ['another version wrote it', { rollsOf: async () => ({ kind: 'rolls', rolls: [], unread: 1 }) as const }],
    ['it is gone', { rollsOf: async () => ({ kind: 'rolls', rolls: [], unread: 0 }) as const }],
  ])('A request of which nothing can be read is one line: %s', async (because, changes) => {
    const account = anAws();
    await record(account, aListRoll([nightServer(1)]));
    const { aws } = anAws({ stack: { records: { ...account.ledger, ...changes } } });
    const { run, err } = aTerminal({ aws });
    expect(await run('request', 'evening', '--stack', 'prod')).toBe(1);
    expect(err).toEqual([`lights-out: the request cannot be read: ${because}`]);
  });

  test('A request whose servers cannot be read is one line, and nothing is guessed', async () => {
    const account = anAws();
    await record(account, aListRoll([nightServer(1)]));
    const readMany = async () => ({ kind: 'unavailable', because: 'DynamoDB BatchGetItem: TimeoutError' }) as const;
    const { aws } = anAws({ stack: { records: { ...account.ledger, readMany } } });
    const { run, out, err } = aTerminal({ aws });
    expect(await run('request', 'evening', '--stack', 'prod')).toBe(1);
    expect([out, err]).toEqual([[], ['lights-out: the request was not read: DynamoDB BatchGetItem: TimeoutError']]);
  });
});
