import { describe, expect, test } from 'vitest';
import type { Health } from '../../cli/terminal/stack.ts';
import { aRoll, HOUR, NOON, serverNo } from '../builders.ts';
import { aFreeze } from '../lib/ledger/freeze-contract.ts';
import { aTerminal } from './a-terminal.ts';
import { type AwsChanges, anAws } from './an-aws.ts';

const NO_CLOUD = { defaultName: async () => undefined, problems: async () => ['environment: defines no cloud'] };
const NAMES = [
  ...['stack', 'table', 'event source', 'stop queue', 'dead letters', 'alarms', 'freeze'],
  ...['last request', 'cloud'],
];

/** A terminal without a cloud, on an account with the stack `prod`. */
const onStack = (changes: AwsChanges = {}, size?: { readonly columns: number; readonly rows: number }) => {
  const account = anAws(changes);
  const terminal = aTerminal({ aws: account.aws, clouds: NO_CLOUD, ...(size === undefined ? {} : { size }) });
  const lineOf = (about: string): string =>
    terminal.out.filter((line) => line.slice(4, 20).trim() === about).join('\n');
  return { ...account, ...terminal, lineOf };
};

const refused = (action: string) => async () => ({ kind: 'unavailable', because: `${action} is not allowed` }) as const;

describe('check of a stack', () => {
  test('A good stack has one line a finding, and without a cloud it alone is checked', async () => {
    const { run, out, err } = onStack();
    expect(await run('check', '--stack', 'prod')).toBe(0);
    expect(out.slice(0, -1).map((line) => line.slice(4, 20).trim())).toEqual(NAMES);
    expect(out[0]).toBe('  ✔ stack           prod in eu-central-1, UPDATE_COMPLETE');
    expect(out.at(-2)).toBe('  ! cloud           not checked: environment: defines no cloud');
    expect(out.at(-1)).toBe('  no problems, 2 remarks');
    expect(err).toEqual([]);
  });

  test('A cloud that was named and is not there is a usage error, and the stack is not asked', async () => {
    const { run, out, err } = onStack();
    expect(await run('check', '--stack', 'prod', '--cloud', 'nowhere')).toBe(2);
    expect([out, err.length]).toEqual([[], 1]);
  });

  test('A stack that cannot be read is one line and exit code 2', async () => {
    const { run, out, err } = onStack();
    expect(await run('check', '--stack', 'other')).toBe(2);
    expect(out).toEqual([]);
    expect(err).toEqual([
      'lights-out: --stack: stack other in eu-central-1 cannot be read: there is no stack of that name',
    ]);
  });

  const health: readonly (readonly [string, Partial<Health>, string, RegExp, number])[] = [
    [
      'a failed deployment',
      { status: 'UPDATE_FAILED' },
      'stack',
      /✘ .*UPDATE_FAILED: the last deployment failed: see/,
      1,
    ],
    [
      'a deployment that was taken back',
      { status: 'UPDATE_ROLLBACK_COMPLETE' },
      'stack',
      /! .*: the last deployment failed and was taken back/,
      0,
    ],
    ['a deployment', { status: 'UPDATE_IN_PROGRESS' }, 'stack', /! .*: a deployment is under way/, 0],
    ['an unknown status', { status: 'REVIEW' }, 'stack', /! .*, REVIEW$/, 0],
    [
      'a disabled event source',
      { eventSources: async () => ({ kind: 'states', states: ['Disabled'] }) },
      'event source',
      /✘ .*Disabled: messages wait and nothing is stopped until it is enabled/,
      1,
    ],
    [
      'an event source that changes',
      { eventSources: async () => ({ kind: 'states', states: ['Enabling'] }) },
      'event source',
      /! .*Enabling: look again in a minute/,
      0,
    ],
    [
      'no event source',
      { eventSources: async () => ({ kind: 'states', states: [] }) },
      'event source',
      /✘ .*there is none/,
      1,
    ],
    [
      'messages',
      { stopQueue: async () => ({ kind: 'counts', waiting: 7, inFlight: 2 }) },
      'stop queue',
      /✔ .*7 waiting, 2 in flight \(worked on, or wait for their next look\)$/,
      0,
    ],
    [
      'dead letters',
      { deadLetters: async () => ({ kind: 'counts', waiting: 8, inFlight: 1 }) },
      'dead letters',
      /✘ .*9, 1 of them taken by somebody at the moment: .*; read them: npm exec --no -- lights-out dead-letters list --stack prod$/,
      1,
    ],
    [
      'no alarms',
      { alarms: async () => ({ kind: 'alarms', count: 0, withoutData: 0, ringing: [] }) },
      'alarms',
      /✘ .*the stack has none/,
      1,
    ],
    [
      'alarms without data',
      { alarms: async () => ({ kind: 'alarms', count: 13, withoutData: 12, ringing: [] }) },
      'alarms',
      /✔ .*none of 13 rings; 12 have no data yet$/,
      0,
    ],
    [
      'an alarm that rings',
      {
        alarms: async () => ({
          kind: 'alarms',
          count: 13,
          withoutData: 0,
          ringing: [{ name: 'prod-WorkerErrors', description: 'The worker threw. First read', since: NOON }],
        }),
      },
      'alarm',
      /✘ .*WorkerErrors rings since 2026-11-23 12:00:00Z: The worker threw\. First read$/,
      1,
    ],
  ];
  test.each(health)('Check reports %s of a stack with its consequence', async (_what, changes, about, words, code) => {
    const { run, lineOf } = onStack({ health: changes });
    expect(await run('check', '--stack', 'prod')).toBe(code);
    expect(lineOf(about)).toMatch(words);
  });

  test('Each right that is missing is named, once the policy that has them, and the rest is checked all the same', async () => {
    const arn = 'arn:aws:iam::123456789012:policy/prod-OnCallPolicy';
    const { run, lineOf } = onStack({
      stack: { outputs: { OnCallPolicyArn: arn } },
      freezes: { freezesAt: refused('DynamoDB Query: dynamodb:Query') },
      health: { alarms: refused('DescribeAlarms: cloudwatch:DescribeAlarms') },
    });
    expect(await run('check', '--stack', 'prod')).toBe(1);
    expect(lineOf('table')).toBe('  ✘ table           dynamodb:Query is not allowed');
    expect(lineOf('alarms')).toBe('  ✘ alarms          cloudwatch:DescribeAlarms is not allowed');
    expect(lineOf('freeze')).toBe('  ! freeze          not known, since the table cannot be read');
    expect(lineOf('event source')).toContain('✔');
    expect(lineOf('your rights')).toBe(
      `  ! your rights     what is missing is in the policy of the output OnCallPolicyArn: ${arn}`,
    );
  });

  test('A service that does not answer is named with what it said, and no right is said to be missing', async () => {
    const { run, lineOf } = onStack({
      health: { deadLetters: refused('GetQueueAttributes: TimeoutError (HTTP 503) and it') },
    });
    expect(await run('check', '--stack', 'prod')).toBe(1);
    expect(lineOf('dead letters')).toContain('cannot be read: GetQueueAttributes: TimeoutError (HTTP 503)');
    expect(lineOf('your rights')).toBe('');
  });

  test('Freezes that are on are shown with their end, who froze and why', async () => {
    const { run, freezes, lineOf } = onStack();
    await freezes.putFreeze(aFreeze({ untilAt: NOON + 2 * HOUR, by: 'kim\u001b[2J' }), undefined);
    await freezes.putFreeze(aFreeze({ cloud: 'otc', untilAt: NOON - HOUR }), undefined);
    expect(await run('check', '--stack', 'prod')).toBe(0);
    expect(lineOf('freeze')).toMatch(
      /^ {2}! freeze {10}all clouds until 2026-11-23 14:00:00Z \(2 h\): no stop is sent\. By kim\S*: release week$/,
    );
    expect(lineOf('freeze')).not.toContain('\u001b');
  });

  test('With --json each finding is one object, and nothing else is on standard output', async () => {
    const { run, out, err } = onStack({
      health: { deadLetters: async () => ({ kind: 'counts', waiting: 1, inFlight: 0 }) },
    });
    expect(await run('check', '--stack', 'prod', '--json')).toBe(1);
    const found = out.map((line) => JSON.parse(line));
    expect(found.map(({ about }) => about)).toEqual(NAMES);
    expect(found[4]).toEqual({
      ...{ about: 'dead letters', mark: 'problem' },
      text: '1: stops that did not happen or are not proven; read them',
      command: 'npm exec --no -- lights-out dead-letters list --stack prod',
    });
    expect(err).toEqual([]);
  });

  test('On a terminal of 80 columns a command has a line of its own, and no line breaks', async () => {
    const counts = async () => ({ kind: 'counts', waiting: 1, inFlight: 0 }) as const;
    const { run, out } = onStack({ health: { deadLetters: counts } }, { columns: 80, rows: 24 });
    await run('check', '--stack', 'prod');
    expect(out).toContain('    npm exec --no -- lights-out dead-letters list --stack prod');
    for (const line of out) expect(line.length, line).toBeLessThan(80);
  });
});

describe('the last request of a stack', () => {
  const DAY = 24 * HOUR;

  test('The newest of the last eight days is shown, with the ends of its servers', async () => {
    const { run, ledger, lineOf } = onStack();
    const ids = [serverNo(1), serverNo(2)];
    for (const roll of [
      aRoll({ requestId: 'older', requestedAt: NOON - 2 * DAY }),
      aRoll({ requestId: 'newest', requestedAt: NOON - DAY, verdict: 'chosen', ids }),
    ]) {
      await ledger.rolls.pin(roll);
      await ledger.rolls.point(roll);
    }
    expect(await run('check', '--stack', 'prod')).toBe(0);
    expect(lineOf('last request')).toBe(
      '  ✔ last request    newest (queue) at 2026-11-22 12:00:00Z: 2 servers: 2 not ended',
    );
  });

  test('One that stopped nothing says why', async () => {
    const { run, ledger, lineOf } = onStack();
    const roll = aRoll({ requestId: 'r', verdict: 'too-many', because: '12 of at most 5', ids: [], dryRun: true });
    await ledger.rolls.pin(roll);
    await ledger.rolls.point(roll);
    await run('check', '--stack', 'prod');
    expect(lineOf('last request')).toBe(
      '  ! last request    r (queue, a rehearsal) at 2026-11-23 12:00:00Z: nothing stopped, too-many: 12 of at most 5',
    );
  });

  test('One older than eight days is not looked for', async () => {
    const { run, ledger, lineOf } = onStack();
    await ledger.rolls.point(aRoll({ requestedAt: NOON - 8 * DAY }));
    await run('check', '--stack', 'prod');
    expect(lineOf('last request')).toBe('  ! last request    none in the last 8 days');
  });

  test('One whose roll cannot be read is named all the same', async () => {
    const { run, ledger, lineOf } = onStack();
    await ledger.rolls.point(aRoll({ requestId: 'r' }));
    await run('check', '--stack', 'prod');
    expect(lineOf('last request')).toBe('  ! last request    r at 2026-11-23 12:00:00Z: this version cannot read it');
  });
});
