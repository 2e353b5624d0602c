import { describe, expect, test } from 'vitest';
import type { Freeze } from '../../lib/power/ports/freezes.ts';
import { HOUR, MINUTE, NOON } from '../builders.ts';
import { idOf } from './a-cloud.ts';
import { aTerminal } from './a-terminal.ts';
import { anAws } from './an-aws.ts';

const DAY = 24 * HOUR;
const KIM = 'arn:aws:iam::123456789012:user/kim';
const BY_LEE = 'arn:aws:iam::123456789012:user/lee';

const frozen = (changes: Partial<Freeze> = {}) => ({
  ...{ cloud: null, frozenAt: NOON - HOUR, untilAt: NOON + HOUR, by: BY_LEE, why: 'audit' },
  ...{ owner: 'lee', revision: 1 },
  ...changes,
});

describe('freeze', () => {
  test('Freeze writes who, why and until when, and says that only stops on their way still leave', async () => {
    const { aws, freezes } = anAws();
    const { run, out, err } = aTerminal({ aws });
    expect(await run('freeze', '--stack', 'prod', '--until', '9h30m', '--why', 'release night')).toBe(0);
    expect(out).toEqual([
      'Frozen: all clouds of stack prod',
      '  until  2026-11-23T21:30:00.000Z (9 h 30 min)',
      `  by     ${KIM}`,
      '  why    release night',
      'Only stops that are already on their way still leave.',
    ]);
    expect(err).toEqual([]);
    const untilAt = NOON + 9 * HOUR + 30 * MINUTE;
    expect(await freezes.freezeOf('otc', NOON)).toEqual({
      kind: 'freeze',
      freeze: expect.objectContaining({ cloud: null, frozenAt: NOON, untilAt, by: KIM, why: 'release night' }),
    });
  });

  test('Freeze shows the freeze that it replaces', async () => {
    const { aws, freezes } = anAws();
    await freezes.putFreeze(frozen({ cloud: 'otc' }), undefined);
    const { run, out } = aTerminal({ aws });
    expect(await run('freeze', '--stack', 'prod', '--cloud', 'otc', '--until', '1d', '--why', 'x')).toBe(0);
    const at = out.indexOf('It replaces this freeze of cloud otc:');
    expect(out.slice(at + 1, at + 4)).toEqual([
      '  until  2026-11-23T13:00:00.000Z (1 h)',
      `  by     ${BY_LEE}`,
      '  why    audit',
    ]);
    for (const line of out) expect(line.length, line).toBeLessThan(80);
    expect(await freezes.readFreeze('otc')).toMatchObject({ freeze: { untilAt: NOON + DAY, revision: 2 } });
    expect(await freezes.freezeOf('another', NOON)).toEqual({ kind: 'freeze', freeze: undefined });
  });

  test('A freeze that another person wrote in between is read again and replaced', async () => {
    const { aws, freezes } = anAws();
    const { putFreeze } = freezes;
    let isFirst = true;
    const raced = anAws({
      freezes: {
        ...freezes,
        putFreeze: async (freeze, over) => {
          if (isFirst) await putFreeze(frozen(), undefined);
          isFirst = false;
          return putFreeze(freeze, over);
        },
      },
    });
    const { run, out } = aTerminal({ aws: { ...aws, stack: raced.aws.stack } });
    expect(await run('freeze', '--stack', 'prod', '--until', '1d', '--why', 'x')).toBe(0);
    expect(out.join('\n')).toContain('It replaces this freeze of all clouds');
  });

  test('With --json freeze prints one object, with the freeze that it replaces', async () => {
    const { aws, freezes } = anAws();
    await freezes.putFreeze(frozen({ cloud: 'otc' }), undefined);
    const { run, out, err } = aTerminal({ aws });
    const options = ['--stack', 'prod', '--cloud', 'otc', '--until', '1d', '--why', 'x', '--json'];
    expect([await run('freeze', ...options), err]).toEqual([0, []]);
    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        ...{ stack: 'prod', cloud: 'otc', by: KIM, why: 'x' },
        ...{ frozenAt: '2026-11-23T12:00:00.000Z', untilAt: '2026-11-24T12:00:00.000Z' },
        replaced: {
          ...{ cloud: 'otc', by: BY_LEE, why: 'audit' },
          ...{ frozenAt: '2026-11-23T11:00:00.000Z', untilAt: '2026-11-23T13:00:00.000Z' },
        },
      },
    ]);
  });

  test('A date freezes to the end of that day everywhere', async () => {
    const { aws } = anAws();
    const { run, out } = aTerminal({ aws });
    expect(await run('freeze', '--stack', 'prod', '--until', '2026-12-24', '--why', 'x')).toBe(0);
    expect(out[1]).toBe('  until  2026-12-25T12:00:00.000Z (32 d)');
  });

  test.each(['putFreeze', 'readFreeze'] as const)(
    'Freeze does not claim to have frozen when %s gets no answer',
    async (call) => {
      const unavailable = async () => ({ kind: 'unavailable', because: 'DynamoDB: TimeoutError' }) as const;
      const { run, out, err } = aTerminal({ aws: anAws({ freezes: { [call]: unavailable } }).aws });
      expect(await run('freeze', '--stack', 'prod', '--until', '1d', '--why', 'x')).toBe(1);
      expect(out).toEqual([]);
      expect(err).toEqual([
        'lights-out: it is not known whether stops are frozen: DynamoDB: TimeoutError; run it again',
      ]);
    },
  );

  test.each([
    [
      ['--until', 'tomorrow'],
      '--until: "tomorrow" is neither an instant (2026-12-01T06:00:00Z) nor a date (2026-12-01) nor a duration (12h)',
    ],
    [
      ['--until', '2026-11-31'],
      '--until: "2026-11-31" is neither an instant (2026-12-01T06:00:00Z) nor a date (2026-12-01) nor a duration (12h)',
    ],
    [['--until', '2026-11-23T12:00:00Z'], '--until: "2026-11-23T12:00:00Z" is not in the future'],
    [['--until', '0h'], '--until: "0h" is not in the future'],
    [['--until', '2161h'], '--until: "2161h" is more than 90 days ahead'],
    [['--until', '999999d'], '--until: "999999d" is more than 90 days ahead'],
    [['--why', ''], '--why: must be one line of 1 to 256 printable characters'],
    [['--why', '  '], '--why: must be one line of 1 to 256 printable characters'],
    [['--why', 'two\nlines'], '--why: must be one line of 1 to 256 printable characters'],
    [['--why', 'w'.repeat(257)], '--why: must be one line of 1 to 256 printable characters'],
    [['--cloud', 'a\nb'], '--cloud: must be one line of printable characters'],
    [['--stack', 'dev'], '--stack: stack dev in eu-central-1 cannot be read: there is no stack of that name'],
  ])('Freeze refuses %j in one line and freezes nothing', async (options, problem) => {
    const { aws, freezes } = anAws();
    const { run, out, err } = aTerminal({ aws });
    expect(await run('freeze', '--stack', 'prod', '--until', '1d', '--why', 'x', ...options)).toBe(2);
    expect([out, err]).toEqual([[], [`lights-out: ${problem}`]]);
    expect(await freezes.readFreeze(null)).toEqual({ kind: 'freeze', freeze: undefined });
  });

  test.each(['--stack', '--until', '--why'])('Freeze without %s is a usage error', async (missing) => {
    const all = [
      ['--stack', 'prod'],
      ['--until', '1d'],
      ['--why', 'x'],
    ].filter(([option]) => option !== missing);
    const { run, err } = aTerminal({ aws: anAws().aws });
    expect(await run('freeze', ...all.flat())).toBe(2);
    expect(err.join('\n')).toContain(missing);
  });
});

describe('thaw', () => {
  test('Thaw ends a freeze now, and shows whose it was', async () => {
    const { aws, freezes } = anAws();
    await freezes.putFreeze(frozen(), undefined);
    const { run, out } = aTerminal({ aws });
    expect(await run('thaw', '--stack', 'prod')).toBe(0);
    expect(out).toEqual([
      'Thawed: all clouds of stack prod; it was frozen',
      '  until  2026-11-23T13:00:00.000Z (1 h)',
      `  by     ${BY_LEE}`,
      '  why    audit',
      'A freeze of one cloud has to be ended with --cloud.',
    ]);
    expect(await freezes.freezeOf('otc', NOON)).toEqual({ kind: 'freeze', freeze: undefined });
  });

  test.each([
    ['that was never there', undefined],
    ['that is over', frozen({ untilAt: NOON })],
  ])('Thaw says that there is no freeze, of one %s, and exits with 0', async (_, before) => {
    const { aws, freezes } = anAws();
    if (before !== undefined) await freezes.putFreeze(before, undefined);
    const { run, out } = aTerminal({ aws });
    expect(await run('thaw', '--stack', 'prod')).toBe(0);
    expect(out[0]).toBe('There is no freeze of all clouds of stack prod');
  });

  test('Thaw of one cloud says that all clouds are still frozen', async () => {
    const { aws, freezes } = anAws();
    await freezes.putFreeze(frozen({ cloud: 'otc' }), undefined);
    await freezes.putFreeze(frozen({ why: 'everything' }), undefined);
    const { run, out } = aTerminal({ aws });
    expect(await run('thaw', '--stack', 'prod', '--cloud', 'otc')).toBe(0);
    expect(out.slice(4)).toEqual([
      'All clouds are still frozen:',
      '  until  2026-11-23T13:00:00.000Z (1 h)',
      `  by     ${BY_LEE}`,
      '  why    everything',
    ]);
  });

  test('With --json thaw prints one object: what was thawed, and what still freezes all clouds', async () => {
    const { aws, freezes } = anAws();
    await freezes.putFreeze(frozen({ cloud: 'otc' }), undefined);
    await freezes.putFreeze(frozen({ why: 'everything' }), undefined);
    const { run, out, err } = aTerminal({ aws });
    for (const options of [['--cloud', 'otc'], ['--cloud', 'otc'], []])
      expect([await run('thaw', '--stack', 'prod', '--json', ...options), err]).toEqual([0, []]);
    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        ...{ stack: 'prod', cloud: 'otc' },
        thawed: expect.objectContaining({ cloud: 'otc', untilAt: '2026-11-23T13:00:00.000Z', by: BY_LEE }),
        allFrozen: expect.objectContaining({ cloud: null, why: 'everything' }),
      },
      { stack: 'prod', cloud: 'otc', allFrozen: expect.objectContaining({ why: 'everything' }) },
      { stack: 'prod', cloud: null, thawed: expect.objectContaining({ cloud: null, why: 'everything' }) },
    ]);
  });

  test('Thaw of one cloud says when it cannot read whether all clouds are frozen', async () => {
    const { freezes } = anAws();
    const readFreeze: typeof freezes.readFreeze = async (cloud) =>
      cloud === null ? { kind: 'unavailable', because: 'DynamoDB: TimeoutError' } : freezes.readFreeze(cloud);
    const { run, out, err } = aTerminal({ aws: anAws({ freezes: { ...freezes, readFreeze } }).aws });
    expect(await run('thaw', '--stack', 'prod', '--cloud', 'otc')).toBe(1);
    expect(out).toEqual(['There is no freeze of cloud otc of stack prod']);
    expect(err).toEqual(['lights-out: it is not known whether all clouds are frozen: DynamoDB: TimeoutError']);
  });

  test('Thaw does not claim to have thawed when the write gets no answer', async () => {
    const { freezes } = anAws();
    await freezes.putFreeze(frozen(), undefined);
    const putFreeze = async () => ({ kind: 'unavailable', because: 'DynamoDB: TimeoutError' }) as const;
    const { run, err } = aTerminal({ aws: anAws({ freezes: { ...freezes, putFreeze } }).aws });
    expect(await run('thaw', '--stack', 'prod')).toBe(1);
    expect(err).toEqual(['lights-out: it is not known whether the freeze ended: DynamoDB: TimeoutError; run it again']);
  });
});

describe('stop --stack', () => {
  test('With --stack stop sends nothing while the cloud is frozen, and goes on when it ends', async () => {
    const { aws, freezes } = anAws();
    await freezes.putFreeze(frozen({ untilAt: NOON + 10 * MINUTE }), undefined);
    const terminal = aTerminal({ aws });
    const sentAt: number[] = [];
    terminal.cloud.instead = (verb) => {
      if (verb === 'stop') sentAt.push(terminal.clock.now());
      return undefined;
    };
    expect(await terminal.run('stop', '--stack', 'prod', idOf(1))).toBe(0);
    expect(sentAt).toHaveLength(1);
    expect(sentAt[0]).toBeGreaterThanOrEqual(NOON + 10 * MINUTE);
    expect(terminal.err.join('\n')).toContain(`by ${BY_LEE}`);
    expect(terminal.out.join('\n')).not.toContain('--stack');
  });

  test('The stack of LIGHTS_OUT_STACK freezes a stop at a terminal as one of --stack does', async () => {
    const { aws, freezes } = anAws();
    await freezes.putFreeze(frozen({ untilAt: NOON + DAY }), undefined);
    const { run, cloud, out } = aTerminal({ aws, env: { LIGHTS_OUT_STACK: 'prod' } });
    expect(await run('stop', '--window', '10m', idOf(1))).toBe(1);
    expect(cloud.calls.filter((call) => call.startsWith('stop'))).toEqual([]);
    expect(out.join('\n')).not.toContain('Freezes are not looked at');
  });

  test('A freeze that lasts longer than the window ends the run with 1, and nothing is sent', async () => {
    const { aws, freezes } = anAws();
    await freezes.putFreeze(frozen({ cloud: 'otc', untilAt: NOON + DAY }), undefined);
    const { run, cloud, out } = aTerminal({ aws });
    expect(await run('stop', '--stack', 'prod', '--window', '10m', idOf(1))).toBe(1);
    expect(cloud.calls.filter((call) => call.startsWith('stop'))).toEqual([]);
    expect(out.at(-1)).toContain('1 server: 1 expired');
  });

  test('A stack that cannot be read stops nothing', async () => {
    const { run, err, cloud } = aTerminal({ aws: anAws().aws });
    expect(await run('stop', '--stack', 'dev', idOf(1))).toBe(2);
    expect(err).toEqual([
      'lights-out: --stack: stack dev in eu-central-1 cannot be read: there is no stack of that name',
    ]);
    expect(cloud.calls).toEqual([]);
  });
});
