import { describe, expect, test } from 'vitest';
import { deadLetterBody } from '../../../lib/message/dead-letter-message.ts';
import { intentBody } from '../../../lib/message/intent-message.ts';
import { ARN, aFailure, anIntent, at, HOUR, MINUTE, NOON } from '../../builders.ts';
import { letterId, queued } from './a-letter-box.ts';
import { aStack, serverLetter, serverOf } from './a-stack.ts';

const SIZE = { size: { columns: 80, rows: 24 } };
const machines = { [serverOf(1)]: { server: { name: 'bms-db-01' } } };

const SCHEDULER = {
  ERROR_CODE: 'AccessDenied',
  ERROR_MESSAGE: 'no right',
  SCHEDULED_TIME: '2026-11-23T12:00:00Z',
  SCHEDULE_ARN: ARN,
};
const unread = aFailure({ reason: 'malformed', because: 'serverIds: must be a list of UUIDs' });

const NIGHT = [
  serverLetter(1, {
    reason: 'expired',
    because: 'notAfter has passed: busy: task_state is rebuilding',
    failedAt: NOON + HOUR,
  }),
  serverLetter(2, { reason: 'forbidden', because: 'Nova answered 403', failedAt: at(90) }),
  serverLetter(3, { reason: 'expired', because: 'notAfter has passed', failedAt: NOON + HOUR + MINUTE }),
  queued(4, deadLetterBody({ original: '{"serverIds": 7}', failure: unread })),
  queued(5, JSON.stringify({ MessageBody: JSON.stringify({ serverIds: [serverOf(5)] }), QueueUrl: 'https://q/stop' }), {
    attributes: SCHEDULER,
  }),
  queued(6, intentBody(anIntent({ serverId: serverOf(6) }))),
];

describe('dead-letters list', () => {
  test('The list shows the letters by reason and request at 80 columns, with the names that the cloud shows, and leaves all in the queue', async () => {
    const { run, at: terminal, box } = aStack(NIGHT, { machines, ...SIZE });
    expect(await run('list')).toBe(0);
    const lines = terminal.out.join('\n').split('\n');
    expect(lines).toEqual([
      'Times are UTC; without a date, of 2026-11-23',
      '  letter    server             failed    because',
      'malformed',
      '  00000004  message            12:01:00  serverIds: must be a list of UUIDs',
      'expired: queue evening, cloud otc, asked 12:00:00',
      '  00000003  55555553…          13:01:00  notAfter has passed',
      '  00000001  bms-db-01          13:00:00  notAfter has passed: busy: task_state',
      '                                         is rebuilding',
      'forbidden: queue evening, cloud otc, asked 12:00:00',
      '  00000002  55555552…          12:01:30  Nova answered 403',
      'undelivered: schedule weekday-nights, cloud otc, asked 12:00:00',
      '  00000005  request, 1 server  12:01:00  AccessDenied: no right',
      'never-taken: webhook evening, cloud otc, asked 12:00:00',
      '  00000006  55555556…          12:01:00  no function took it; SQS moved it as',
      '                                         it was sent',
      '  6 dead letters: 2 expired, 1 malformed, 1 forbidden, 1 undelivered, 1',
      '  never-taken',
      'Look at one, and at what a replay of it would do:',
      'npm exec --no -- lights-out dead-letters show 00000004 --stack prod',
    ]);
    for (const line of lines) expect(line.length, line).toBeLessThan(80);
    expect(terminal.err).toEqual([]);
    expect(box.visible()).toHaveLength(6);
  });

  test('On a pipe the list is one whole line a letter, with cloud, request and times in full', async () => {
    const { run, at: terminal } = aStack(NIGHT.slice(0, 2), { machines });
    expect(await run('list')).toBe(0);
    const [head = '', first = '', second = '', counts] = terminal.out.join('\n').split('\n');
    expect(head.trim().split(/ {2,}/)).toEqual([
      'letter',
      'reason',
      'server',
      'cloud',
      'request',
      'asked at',
      'failed at',
      'because',
    ]);
    expect(first.trim().split(/ {2,}/)).toEqual([
      ...[letterId(1), 'expired', 'bms-db-01', 'otc', 'queue evening', '2026-11-23 12:00:00Z', '2026-11-23 13:00:00Z'],
      'notAfter has passed: busy: task_state is rebuilding',
    ]);
    expect(second).toContain(serverOf(2));
    expect(counts).toBe('2 dead letters: 1 expired, 1 forbidden');
  });

  test('With --json each letter is one object with its request, its server and its failure', async () => {
    const { run, at: terminal } = aStack(NIGHT, { machines });
    expect(await run('list', '--json', '--reason', 'undelivered')).toBe(0);
    expect(await run('list', '--json', '--server', 'bms-db-01')).toBe(0);
    const [undelivered, server, ...others] = terminal.out.map((line) => JSON.parse(line));
    expect(others).toEqual([]);
    expect(undelivered).toMatchObject({
      ...{
        messageId: letterId(5),
        reason: 'undelivered',
        about: 'request',
        servers: 1,
        requestedAt: '2026-11-23T12:00:00.000Z',
      },
    });
    expect(server).toEqual({
      ...{ messageId: letterId(1), reason: 'expired', because: 'notAfter has passed: busy: task_state is rebuilding' },
      ...{
        about: 'server',
        serverId: serverOf(1),
        name: 'bms-db-01',
        cloud: 'otc',
        source: 'queue',
        requestId: 'evening',
      },
      ...{ dryRun: false, requestedAt: '2026-11-23T12:00:00.000Z', notAfter: '2026-11-23T13:00:00.000Z' },
      ...{ sentAt: '2026-11-23T12:01:00.000Z', failedAt: '2026-11-23T13:00:00.000Z', attempts: 1 },
    });
  });

  test.each([
    [
      ['--reason', 'expired'],
      [3, 1],
    ],
    [['--request', 'weekday-nights'], [5]],
    [['--request', 'evening', '--server', serverOf(6).toUpperCase()], [6]],
    [['--server', serverOf(5)], [5]],
    [['--reason', 'stuck'], []],
  ])('The filter %j shows the letters %j', async (filter, expected) => {
    const { run, at: terminal } = aStack(NIGHT, { machines });
    expect(await run('list', '--json', ...filter)).toBe(0);
    expect(terminal.out.map((line) => JSON.parse(line).messageId)).toEqual(expected.map(letterId));
  });

  test('An empty queue is said to be empty, and is no fault', async () => {
    const { run, at: terminal } = aStack([]);
    expect(await run('list')).toBe(0);
    expect([terminal.out, terminal.err]).toEqual([['The dead-letter queue of stack prod is empty'], []]);
  });

  test('When no letter fits the filters, the list says how many there are', async () => {
    const { run, at: terminal } = aStack(NIGHT);
    expect(await run('list', '--reason', 'stuck')).toBe(0);
    expect(terminal.out).toEqual(['None of the 6 dead letters of stack prod fits']);
  });

  test('A cloud that is not configured or does not answer leaves the ids in place of names, and is no fault', async () => {
    const unknown = { cloud: async () => ({ kind: 'unknown', known: [] }) as const };
    const { run, at: terminal } = aStack(NIGHT.slice(0, 1), { clouds: unknown });
    expect(await run('list')).toBe(0);
    expect(terminal.out.join('\n')).toContain(serverOf(1));
    const silent = aStack(NIGHT.slice(0, 1));
    silent.at.cloud.page = () => ({
      kind: 'fault',
      fault: { kind: 'transient', trouble: 'unreachable', message: 'no' },
    });
    expect(await silent.run('list')).toBe(0);
    expect([silent.at.out.join('\n').includes(serverOf(1)), silent.at.err]).toEqual([true, []]);
  });

  test('A letter that looks like one of the worker and is none is shown as unreadable, with the field', async () => {
    const body = JSON.stringify({ intent: { version: 1 }, failure: { reason: 'forgotten' } });
    const { run, at: terminal } = aStack([queued(1, body), queued(2, 'hello \u001b[31m')]);
    expect(await run('list')).toBe(0);
    expect(terminal.out.join('\n')).toMatch(/unreadable .*intent\.source: required/);
    expect(terminal.out.join('\n')).toMatch(/never-taken .*not JSON/);
  });

  test('What a letter quotes cannot move the cursor or colour the terminal', async () => {
    const { run, at: terminal } = aStack([serverLetter(1, { because: 'x\u001b[2J\u202ey' }, { requestId: 'a b' })]);
    expect(await run('list')).toBe(0);
    expect(terminal.out.join('').replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('what was not read is said', () => {
  test('Fewer letters than the queue says that it has are said to be fewer, with exit code 1', async () => {
    const { run, at: terminal } = aStack(
      NIGHT,
      {},
      {
        box: () => ({ count: async () => ({ kind: 'count', waiting: 9, taken: 2 }) }),
      },
    );
    expect(await run('list')).toBe(1);
    expect(terminal.err).toEqual([
      'lights-out: 6 letters were seen, of about 9: the queue did not show the others, run it again',
      'lights-out: about 2 letters somebody else has taken at the moment: run it again later',
    ]);
  });

  test('More letters than the limit are said to be there, with exit code 1', async () => {
    const { run, at: terminal, box } = aStack(NIGHT);
    expect(await run('list', '--limit', '4')).toBe(1);
    expect(terminal.err).toEqual(['lights-out: 4 letters were read, of about 6: --limit reads more than 4']);
    expect(box.visible()).toHaveLength(6);
  });

  test('A queue that does not say how many letters it has is read all the same, and the missing right is named', async () => {
    const { run, at: terminal } = aStack(
      NIGHT,
      {},
      {
        box: () => ({ count: async () => ({ kind: 'unavailable', because: 'sqs:getqueueattributes is not allowed' }) }),
      },
    );
    expect(await run('list')).toBe(0);
    expect(terminal.err).toEqual([
      'lights-out: how many letters there are is not known: sqs:getqueueattributes is not allowed',
    ]);
  });

  test('Letters that could not be put back are said to come back by themselves, with exit code 1', async () => {
    const { run, at: terminal } = aStack(
      NIGHT,
      {},
      {
        box: () => ({ putBack: async () => ({ kind: 'unavailable', because: 'ChangeMessageVisibility: Throttled' }) }),
      },
    );
    expect(await run('list')).toBe(1);
    expect(terminal.err[0]).toMatch(
      /^lights-out: not every letter could be put back: ChangeMessageVisibility: Throttled; they show again by themselves by 2026-11-23 12:0\d:\d\dZ$/,
    );
  });

  test('Ctrl-C while the letters are read puts them back and exits with 130', async () => {
    const stack = aStack(
      NIGHT,
      {},
      {
        box: (box) => ({
          take: async (hiddenMs) => {
            stack.at.interrupt();
            return box.take(hiddenMs);
          },
        }),
      },
    );
    expect(await stack.run('list')).toBe(130);
    expect(stack.box.visible()).toHaveLength(6);
    expect(stack.at.out).toEqual([]);
  });

  test.each([
    ['the dead-letter queue: ReceiveMessage: sqs:receivemessage is not allowed', 2],
    ['the dead-letter queue: ReceiveMessage: TimeoutError', 1],
  ])('A queue that cannot be read (%s) is one line, with exit code %i', async (because, code) => {
    const { run, at: terminal } = aStack(
      NIGHT,
      {},
      { box: () => ({ take: async () => ({ kind: 'unavailable', because }) }) },
    );
    expect(await run('list')).toBe(code);
    expect([terminal.out, terminal.err]).toEqual([[], [`lights-out: the letters cannot be read: ${because}`]]);
  });

  test.each([
    [['--reason', 'tired'], /^lights-out: --reason: "tired" is no reason of a letter: malformed, too-many, /],
    [['--limit', '0'], /--limit.*Must be a whole number from 1 to 10000/],
    [['--limit', '10001'], /--limit.*Must be a whole number from 1 to 10000/],
    [['--stack', 'dev'], /^lights-out: --stack: stack dev in eu-central-1 cannot be read/],
  ])('The options %j are refused in one line, and no letter is taken', async (options, problem) => {
    const { at: terminal } = aStack(NIGHT);
    expect(await terminal.run('dead-letters', 'list', '--stack', 'prod', ...options)).toBe(2);
    expect(terminal.out).toEqual([]);
    expect(terminal.err.join('\n')).toMatch(problem);
  });
});
