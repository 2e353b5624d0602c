import { describe, expect, test } from 'vitest';
import { parseMessage } from '../../lib/message/message.ts';
import { idsDigest } from '../../lib/message/select-body.ts';
import { idsPart } from '../../lib/power/roll.ts';
import { aContext, aRoll, HOUR, NOON, SECOND } from '../builders.ts';
import { idOf } from './a-cloud.ts';
import { aListRoll, record, servers } from './a-night.ts';
import { aTerminal } from './a-terminal.ts';
import { anAws } from './an-aws.ts';

const [ONE, TWO] = [idOf(1), idOf(2)] as const;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('ask', () => {
  test('Ask sends the servers with an id and a time of their own, and says how to follow the request', async () => {
    const account = anAws();
    const { run, out, err } = aTerminal({ aws: account.aws });
    expect(await run('ask', ONE, TWO, '--stack', 'prod', '--reason', 'power work', '--window', '2h')).toBe(0);
    const [body, ...more] = account.sent.map((text) => JSON.parse(text));
    expect(body).toEqual({
      serverIds: [ONE, TWO],
      requestId: expect.stringMatching(UUID),
      requestedAt: '2026-11-23T12:00:00.000Z',
      window: '2h',
      reason: 'power work',
    });
    expect(more).toEqual([]);
    expect(out).toEqual([
      'Asked stack prod to stop 2 servers',
      `  request  ${body.requestId}`,
      `  follow   npm exec --no -- lights-out request ${body.requestId} --watch --stack prod`,
    ]);
    expect(err).toEqual([]);
  });

  test('What ask sends is the same request whenever and however often it arrives', async () => {
    const account = anAws();
    await aTerminal({ aws: account.aws }).run('ask', ONE, '--stack', 'prod');
    const read = (later: number) =>
      parseMessage(
        account.sent[0] ?? '',
        aContext({ messageId: `moved-${later}`, sentAt: NOON + later, now: NOON + later }),
      );
    expect(read(9 * HOUR)).toEqual(read(SECOND));
    expect(read(SECOND)).toMatchObject({ kind: 'request', request: { source: 'queue', requestedAt: NOON } });
  });

  test('Ask reads its servers from a file, as stop does', async () => {
    const account = anAws();
    const { run } = aTerminal({ aws: account.aws, files: { 'list.csv': `"ID","Name"\n"${ONE}","a"\n` } });
    expect(await run('ask', '--servers-from', 'list.csv', '--stack', 'prod')).toBe(0);
    expect(JSON.parse(account.sent[0] ?? '')).toMatchObject({ serverIds: [ONE] });
  });

  test('Options that choose are sent as they are, for the worker to choose, once a person has agreed', async () => {
    const account = anAws();
    const { run, asked, out, cloud } = aTerminal({ aws: account.aws, answer: true });
    expect(await run('ask', '--tag', 'env=dev', '--except-name', 'db-*', '--at-most', '5', '--stack', 'prod')).toBe(0);
    expect(asked).toEqual(["Stop servers by --tag env=dev --except-name 'db-*' --at-most 5? [y/N]"]);
    expect(JSON.parse(account.sent[0] ?? '')).toMatchObject({
      select: { tags: ['env=dev'], except: { name: ['db-*'] } },
      atMost: 5,
    });
    expect(out).toContain("Asked stack prod to stop servers by --tag env=dev --except-name 'db-*' --at-most 5");
    expect(cloud.calls).toEqual([]);
  });

  test('Without a yes nothing is asked', async () => {
    const account = anAws();
    const { run, out } = aTerminal({ aws: account.aws, answer: false });
    expect(await run('ask', '--tag', 'env=dev', '--stack', 'prod')).toBe(1);
    expect(out.at(-1)).toBe('Nothing was asked.');
    expect(account.sent).toEqual([]);
  });

  test('A rehearsal by options is asked for without a question, and with --yes a stop is', async () => {
    const account = anAws();
    const { run } = aTerminal({ aws: account.aws });
    expect(await run('ask', '--tag', 'env=dev', '--dry-run', '--stack', 'prod')).toBe(0);
    expect(await run('ask', '--tag', 'env=dev', '--yes', '--stack', 'prod')).toBe(0);
    expect(account.sent.map((body) => JSON.parse(body).dryRun)).toEqual([true, undefined]);
  });

  test('With --json ask prints the request as one object', async () => {
    const { aws } = anAws();
    const { run, out } = aTerminal({ aws });
    expect(await run('ask', ONE, '--stack', 'prod', '--json', '--request-id', 'ticket-4711')).toBe(0);
    expect(out.map((line) => JSON.parse(line))).toEqual([
      { requestId: 'ticket-4711', requestedAt: '2026-11-23T12:00:00.000Z', dryRun: false },
    ]);
  });

  test('A request that may not have been taken is asked for again under its own id', async () => {
    const { aws } = anAws({
      stack: { requests: { send: async () => ({ kind: 'unavailable', because: 'SendMessage: TimeoutError' }) } },
    });
    const { run, err, out } = aTerminal({ aws });
    expect(await run('ask', ONE, '--stack', 'prod', '--request-id', 'ticket-4711', '--wait')).toBe(1);
    expect(err).toEqual([
      'lights-out: it is not known whether the request was taken: SendMessage: TimeoutError; run it again with --request-id ticket-4711',
    ]);
    expect(out).toEqual([]);
  });

  test('Without the right to send, nothing was asked, and the right is named', async () => {
    const because = 'SendMessage: sqs:SendMessage is not allowed';
    const { aws } = anAws({ stack: { requests: { send: async () => ({ kind: 'unavailable', because }) } } });
    const { run, err } = aTerminal({ aws });
    expect(await run('ask', ONE, '--stack', 'prod')).toBe(2);
    expect(err).toEqual([`lights-out: nothing was asked: ${because}`]);
  });
});

describe('ask as it is not typed', () => {
  const many = { 'many.txt': Array.from({ length: 1001 }, (_, n) => idOf(n)).join('\n') };
  test.each<[readonly string[], string]>([
    [[], 'no server IDs given: type them, or use --servers-from FILE'],
    [['db-1'], '"db-1" is not a server ID (a UUID): argument 1'],
    [['--servers-from', 'many.txt'], '1001 servers given: one request names at most 1000'],
    [[ONE, '--window', '1m'], '--window: less than PT6M after requestedAt'],
    [[ONE, '--window', '25h'], '--window: more than PT24H after requestedAt'],
    [[ONE, '--request-id', 'ü'], '--request-id: must be 1 to 256 printable ASCII characters'],
    [[ONE, '--reason', 'x'.repeat(257)], '--reason: longer than 256 characters'],
    [[ONE, '--cloud', 'a\nb'], '--cloud: must be one line of printable characters'],
    [[ONE, '--tag', 'env=dev'], 'server IDs and options that choose servers exclude each other: give only one of them'],
    [['--tag', 'a/b', '--yes'], '--tag: no tag has a comma or a slash'],
    [['--tag', 'a'], '--yes: required to stop what the options choose, where there is no terminal to ask at'],
  ])('Ask %j is refused in one line, and nothing is sent', async (args, problem) => {
    const account = anAws();
    const { run, err } = aTerminal({ aws: account.aws, files: many });
    expect(await run('ask', ...args, '--stack', 'prod')).toBe(2);
    expect(err).toEqual([`lights-out: ${problem}`]);
    expect(account.sent).toEqual([]);
  });

  test('A window as long as STOP_WINDOW_MAX of the environment allows is sent', async () => {
    const { aws } = anAws();
    const { run } = aTerminal({ aws, env: { STOP_WINDOW_MAX: '2d' } });
    expect(await run('ask', ONE, '--window', '25h', '--stack', 'prod')).toBe(0);
  });
});

describe('ask --wait', () => {
  const listPart = { part: idsPart(idsDigest([ONE])), requestId: 'ticket-4711' };

  test('Ask waits until the worker has recorded the request, and until its servers have ended', async () => {
    const account = anAws();
    const roll = aListRoll([ONE], listPart);
    let [recorded, ended] = [false, false];
    const { run, out, err } = aTerminal({
      aws: account.aws,
      before: (at) => {
        if (at >= NOON + 10 * SECOND && !recorded) {
          recorded = true;
          void record(account, roll);
        }
        if (at >= NOON + 40 * SECOND && !ended) {
          ended = true;
          void servers(account, roll).ended(ONE, 'stopped', 'off after our stop', 35);
        }
      },
    });
    expect(await run('ask', ONE, '--request-id', 'ticket-4711', '--wait', '--stack', 'prod')).toBe(0);
    expect(out).toEqual([
      'Asked stack prod to stop 1 server',
      '  request  ticket-4711',
      `${ONE} open: not looked at yet`,
      `${ONE} stopped after 35 s: off after our stop`,
      '1 server: 1 stopped',
    ]);
    expect(err).toEqual(['not recorded by the worker yet; looking again']);
  });

  test('Another list under the same id does not end the waiting', async () => {
    const account = anAws();
    const other = await record(account, aListRoll([TWO], { requestId: 'ticket-4711', part: idsPart('e'.repeat(64)) }));
    await servers(account, other).ended(TWO, 'stopped');
    const { run, err } = aTerminal({
      aws: account.aws,
      before: (at, { interrupt }) => (at > NOON + 10 * SECOND ? interrupt() : undefined),
    });
    expect(await run('ask', ONE, '--request-id', 'ticket-4711', '--wait', '--stack', 'prod')).toBe(130);
    expect(err.at(-1)).toBe('lights-out: interrupted; the request goes on');
  });

  test('A choice that stops nothing says so, with the verdict and exit code 1', async () => {
    const account = anAws();
    await record(
      account,
      aRoll({ requestId: 'ticket-4711', ids: [], verdict: 'none-matched', because: 'none of 9 servers matched' }),
    );
    const { run, out, err } = aTerminal({ aws: account.aws });
    const args = ['ask', '--tag', 'env=dev', '--yes', '--request-id', 'ticket-4711', '--wait', '--stack', 'prod'];
    expect(await run(...args)).toBe(1);
    expect(out.at(-1)).toBe('nothing stopped, none-matched: none of 9 servers matched');
    expect(err).toEqual([]);
  });

  test('A request that is never recorded ends the waiting when nothing more can come of it', async () => {
    const { aws } = anAws();
    const { run, err, clock } = aTerminal({ aws });
    expect(await run('ask', ONE, '--window', '10m', '--wait', '--stack', 'prod')).toBe(1);
    expect(err.at(-1)).toBe(
      'lights-out: the worker has not recorded the request: it has not taken it, has no complete list of servers, or could not read it (see the dead letters)',
    );
    expect(clock.now() - NOON).toBeLessThan(HOUR);
  });
});
