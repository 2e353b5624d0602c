import { describe, expect, test } from 'vitest';
import { HOUR, NOON } from '../builders.ts';
import { aListRoll, aNight, nightServer, record, servers } from './a-night.ts';
import { aTerminal } from './a-terminal.ts';
import { anAws } from './an-aws.ts';

const SCREEN = { columns: 80, rows: 24 };

/** A terminal on a stack with a night. */
const aNightAt = async (changes: Parameters<typeof aTerminal>[0] = {}) => {
  const aws = anAws();
  const night = await aNight(aws);
  return { ...aTerminal({ aws: aws.aws, ...changes }), night, account: aws };
};

describe('requests', () => {
  test('At 80 columns requests shows who asked, what became of the servers, and a sum, newest first', async () => {
    const { run, out, err } = await aNightAt({ size: SCREEN });
    expect(await run('requests', '--stack', 'prod', '--since', '2d')).toBe(0);
    expect(out.join('\n').split('\n')).toEqual([
      '  Requests of stack prod, cloud otc, since 2026-11-21 12:00:00Z; times are UTC',
      '  when                  source    request         result',
      '  11:58:00              queue     0d1c2b3a…       2 servers: 1 stopped, 1 open',
      '                                                  until 12:58:00',
      '  11:00:00              queue     try-4711        rehearsal, 2 servers: 2',
      '                                                  rehearsed',
      '  10:00:00              queue     ticket-4711     nothing stopped, too-many: 61',
      '                                                  of 80 servers matched, more',
      '                                                  than the 50 that',
      '                                                  SELECT_AT_MOST allows',
      '  02:00:00              webhook   msg_2k7Qx9VbRt  2 servers: 1 stopped, 1 dead',
      '                                                  letter (expired)',
      '  2026-11-22 20:00:00Z  schedule  weekday-nights  5 servers: 1 stopped, 1',
      '                                                  already-stopped, 1',
      '                                                  superseded, 1 held, 1 dead',
      '                                                  letter (unverified)',
      '  2026-11-21 20:00:00Z  schedule  weekday-nights  nothing stopped, excepted:',
      '                                                  Thanksgiving',
      '  5 requests, 9 servers: 3 stopped, 1 already-stopped, 1 superseded, 1 held, 2',
      '  dead letters (1 expired, 1 unverified), 1 open',
      '  1 rehearsal, 2 servers: 2 rehearsed',
    ]);
    expect(err).toEqual([]);
  });

  test('On a pipe requests shows each request in one line, with its whole id and its cloud', async () => {
    const { run, out } = await aNightAt();
    expect(await run('requests', '--stack', 'prod', '--since', '1h')).toBe(0);
    expect(out.join('\n').split('\n').slice(1, 3)).toEqual([
      '  when      source  request                               cloud  result',
      '  11:58:00  queue   0d1c2b3a-1111-4222-8333-444455556666  otc    2 servers: 1 stopped, 1 open until 12:58:00',
    ]);
  });

  test('With --json requests prints one object a request and nothing else', async () => {
    const { run, out, err } = await aNightAt();
    expect(await run('requests', '--stack', 'prod', '--json', '--source', 'schedule')).toBe(0);
    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        requestId:
          'arn:aws:scheduler:eu-central-1:123456789012:schedule/lights-out/weekday-nights@2026-11-22T20:00:00.000Z',
        shortId: 'weekday-nights@2026-11-22T20:00:00.000Z',
        ...{ source: 'schedule', cloud: 'otc', dryRun: false, verdict: 'chosen', because: '5 of 9' },
        ...{ requestedAt: '2026-11-22T20:00:00.000Z', notAfter: '2026-11-22T22:00:00.000Z' },
        ...{ servers: 5, outcomes: { stopped: 1, 'already-stopped': 1, superseded: 1, held: 1 } },
        ...{ deadLetters: { unverified: 1 }, open: 0 },
      },
    ]);
    expect(err).toEqual([]);
  });

  test.each([
    [
      ['--failed', '--since', '2d'],
      ['ticket-4711', 'msg_2k7Qx9VbRt', 'weekday-nights@2026-11-22T20:00:00.000Z'],
    ],
    [['--source', 'webhook'], ['msg_2k7Qx9VbRt']],
    [['--cloud', 'other'], []],
    [
      ['--since', '2026-11-23T10:30:00Z'],
      ['0d1c2b3a-1111-4222-8333-444455556666', 'try-4711'],
    ],
    [
      ['--since', '2026-11-23', '--source', 'queue'],
      ['0d1c2b3a-1111-4222-8333-444455556666', 'try-4711', 'ticket-4711'],
    ],
  ])('Requests %j shows these and no others', async (options, ids) => {
    const { run, out } = await aNightAt();
    expect(await run('requests', '--stack', 'prod', '--json', ...options)).toBe(0);
    expect(out.map((line) => JSON.parse(line).shortId)).toEqual(ids);
  });

  test('An empty night is one line, and no failure', async () => {
    const { run, out, err } = aTerminal({ aws: anAws().aws, size: SCREEN });
    expect(await run('requests', '--stack', 'prod')).toBe(0);
    expect([out, err]).toEqual([['There are no requests of stack prod since 2026-11-22 12:00:00Z'], []]);
  });

  test('The lists of ids that came under one request are one request, and each server counts once', async () => {
    const aws = anAws();
    const [one, two, three] = [nightServer(1), nightServer(2), nightServer(3)] as const;
    await record(aws, aListRoll([one, two], { part: `ids-${'a'.repeat(64)}` }));
    const second = await record(aws, aListRoll([two, three], { part: `ids-${'b'.repeat(64)}` }));
    await servers(aws, second).ended(two, 'stopped');
    const { run, out } = aTerminal({ aws: aws.aws });
    expect(await run('requests', '--stack', 'prod')).toBe(0);
    expect(out.at(-1)).toBe('1 request, 3 servers: 1 stopped, 2 open');
  });

  test('A server that is still open after its window is not said to be open until then', async () => {
    const aws = anAws();
    await record(aws, aListRoll([nightServer(1)], { requestedAt: NOON - 3 * HOUR, notAfter: NOON - HOUR }));
    const { run, out } = aTerminal({ aws: aws.aws });
    expect(await run('requests', '--stack', 'prod', '--failed')).toBe(0);
    expect(out.join('\n')).toContain('1 server: 1 open, past the end of the window at 11:00:00');
  });

  test('A request with characters that move the cursor is shown without them', async () => {
    const aws = anAws();
    await record(aws, aListRoll([nightServer(1)], { cloud: 'a\u001b[2Jb', verdict: 'malformed', because: 'c\nd' }));
    const { run, out } = aTerminal({ aws: aws.aws });
    expect(await run('requests', '--stack', 'prod')).toBe(0);
    expect(out.join('')).not.toContain('\u001b');
  });
});

describe('requests that cannot be read', () => {
  const without = (changes: object) => {
    const account = anAws();
    return anAws({ stack: { records: { ...account.ledger, ...changes } } });
  };

  test('A day that cannot be read is named, and the other days are shown', async () => {
    const account = anAws();
    await aNight(account);
    const { ledger } = account;
    const aws = anAws({
      stack: {
        records: {
          ...ledger,
          pointersOf: async (day) =>
            day === '2026-11-22'
              ? { kind: 'unavailable', because: 'DynamoDB Query: TimeoutError' }
              : ledger.pointersOf(day),
        },
      },
    });
    const { run, out, err } = aTerminal({ aws: aws.aws });
    expect(await run('requests', '--stack', 'prod', '--since', '2d')).toBe(1);
    expect(err).toEqual(['lights-out: not all requests of 2026-11-22 were read: DynamoDB Query: TimeoutError']);
    expect(out.join('\n')).toContain('msg_2k7Qx9VbRt');
  });

  test('Requests of a day that this version cannot read are counted', async () => {
    const { aws } = without({ pointersOf: async () => ({ kind: 'pointers', pointers: [], unread: 2 }) });
    const { run, out, err } = aTerminal({ aws });
    expect(await run('requests', '--stack', 'prod', '--since', '1h')).toBe(1);
    expect([out, err]).toEqual([
      [],
      ['lights-out: not all requests of 2026-11-23 were read: this version cannot read 2 of them'],
    ]);
  });

  test('A missing right is named once, and is a matter of configuration', async () => {
    const { aws } = without({
      pointersOf: async () => ({ kind: 'unavailable', because: 'DynamoDB Query: dynamodb:Query is not allowed' }),
    });
    const { run, out, err } = aTerminal({ aws });
    expect(await run('requests', '--stack', 'prod', '--since', '7d')).toBe(2);
    expect(err).toEqual([
      'lights-out: not all requests of 8 days (2026-11-16 to 2026-11-23) were read: DynamoDB Query: dynamodb:Query is not allowed',
    ]);
    expect(out).toEqual([]);
  });

  test('Rolls that this version cannot read are counted', async () => {
    const { aws } = without({ rollsOf: async () => ({ kind: 'rolls', rolls: [], unread: 2 }) });
    const { run, err } = aTerminal({ aws });
    expect(await run('requests', '--stack', 'prod')).toBe(1);
    expect(err).toEqual(['lights-out: requests that this version cannot read: 2']);
  });

  test('Requests whose servers cannot be read are shown, and it is said that they were not read', async () => {
    const account = anAws();
    await aNight(account);
    const readMany = async () => ({ kind: 'unavailable', because: 'DynamoDB BatchGetItem: TimeoutError' }) as const;
    const { aws } = anAws({ stack: { records: { ...account.ledger, readMany } } });
    const { run, out, err } = aTerminal({ aws });
    expect(await run('requests', '--stack', 'prod', '--source', 'webhook')).toBe(1);
    expect(out.join('\n')).toContain('2 servers: not read');
    expect(err).toEqual(['lights-out: what became of some requests was not read: DynamoDB BatchGetItem: TimeoutError']);
  });
});

describe('requests as they are not typed', () => {
  test.each([
    ['soon', 'is neither a duration (12h, 2d) nor an instant (2026-11-30T20:00:00Z) nor a date (2026-11-30)'],
    ['2026-11-24', 'is not in the past'],
    ['0d', 'is not in the past'],
    ['46d', 'is more than 45 days ago, and nothing is kept longer'],
  ])('Requests since %s is refused in one line', async (since, problem) => {
    const { run, err } = aTerminal({ aws: anAws().aws });
    expect(await run('requests', '--stack', 'prod', '--since', since)).toBe(2);
    expect(err).toEqual([`lights-out: --since: "${since}" ${problem}`]);
  });

  test('Requests of a stack that is not there is refused in one line', async () => {
    const { run, err } = aTerminal({ aws: anAws().aws });
    expect(await run('requests', '--stack', 'dev')).toBe(2);
    expect(err).toEqual([
      'lights-out: --stack: stack dev in eu-central-1 cannot be read: there is no stack of that name',
    ]);
  });
});
