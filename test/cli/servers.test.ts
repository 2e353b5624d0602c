import { describe, expect, test } from 'vitest';
import { NOON } from '../builders.ts';
import { fault, idOf } from './a-cloud.ts';
import { aTerminal } from './a-terminal.ts';

const [ONE, TWO, THREE] = [idOf(1), idOf(2), idOf(3)] as const;

const DB_1 = { server: { name: 'bms-db-01', tags: ['env=dev'] } };
const DB_2 = {
  server: { name: 'bms-db-02', tags: ['env=dev'], lockedBy: 'owner' as const, lockedReason: 'release week' },
};
const CI = { server: { name: 'bms-ci-04', tags: ['env=prod'] } };
const machines = { [ONE]: DB_1, [TWO]: DB_2, [THREE]: CI };

const SCREEN = { columns: 80, rows: 24 };
const ON_SCREEN = {
  '6f70656e-7374-4163-8b20-6e6f74206f66': DB_1,
  '9d1c2b7a-0001-4001-8001-000000000001': DB_2,
  'c0ffee00-1111-4222-8333-444455556666': CI,
};

describe('servers', () => {
  test('At 80 columns servers shows the chosen ones, who is held and by what, and the option that leaves out the others', async () => {
    const { run, out, err, cloud } = aTerminal({ machines: ON_SCREEN, size: SCREEN });
    expect(await run('servers', '--tag', 'env=dev')).toBe(0);
    expect(out.join('\n').split('\n')).toEqual([
      '  name       server     verdict   because',
      '  bms-db-01  6f70656e…  chosen    active, power on',
      '  bms-db-02  9d1c2b7a…  held      locked: "release week"',
      '  bms-ci-04  c0ffee00…  left-out  by --tag',
      '3 servers in cloud otc: 1 chosen, 1 held, 1 left-out (1 page read)',
      'Left out: 1 by --tag',
    ]);
    expect(err).toEqual([]);
    expect(cloud.calls.some((call) => call.startsWith('stop'))).toBe(false);
  });

  test('Of a server of another kind servers says what it is', async () => {
    const { run, out } = aTerminal({ machines });
    expect(await run('servers', '--machine', 'virtual')).toBe(1);
    expect(out[0]).toContain('left-out  by --machine: is bare-metal, not virtual');
  });

  test('Without options servers shows all of them, and asks about no cap', async () => {
    const { run, out, err } = aTerminal({ machines, env: { SELECT_AT_MOST: '1' } });
    expect(await run('servers')).toBe(0);
    expect(out.at(-1)).toBe('3 servers in cloud otc: 2 chosen, 1 held (1 page read)');
    expect(err).toEqual([]);
  });

  test('With --json servers prints one object for each server and nothing else', async () => {
    const { run, out } = aTerminal({ machines });
    expect(await run('servers', '--json', '--tag', 'env=dev', '--except-id', TWO)).toBe(0);
    expect(out.map((line) => JSON.parse(line)).toSorted((a, b) => (a.serverId < b.serverId ? -1 : 1))).toEqual([
      {
        ...{ serverId: ONE, name: 'bms-db-01', verdict: 'chosen', because: 'active, power on' },
        ...{ flavor: 'physical.o2.medium', tags: ['env=dev'] },
      },
      {
        ...{ serverId: TWO, name: 'bms-db-02', verdict: 'left-out', rule: 'except.serverIds' },
        ...{ because: 'by --except-id: names it', flavor: 'physical.o2.medium', tags: ['env=dev'] },
      },
      {
        ...{ serverId: THREE, name: 'bms-ci-04', verdict: 'left-out', rule: 'tags' },
        ...{ because: 'by --tag: does not fit "env=dev"', flavor: 'physical.o2.medium', tags: ['env=prod'] },
      },
    ]);
  });

  test('Servers shows what the settings of stop forbid', async () => {
    const { run, out } = aTerminal({ machines, env: { NEVER_STOP: 'bms-db-*', STOP_ONLY: 'bare-metal' } });
    expect(await run('servers')).toBe(0);
    expect(out[0]).toContain('NEVER_STOP: its name fits "bms-db-*"');
    expect(out.at(-1)).toBe('3 servers in cloud otc: 1 chosen, 2 held (1 page read)');
  });

  test('A selection that would stop nothing exits with 1 and says why', async () => {
    const many = aTerminal({ machines });
    expect(await many.run('servers', '--tag', 'env=dev', '--at-most', '1')).toBe(1);
    expect(many.out.at(-1)).toBe(
      'A stop would stop nothing: 2 of 3 servers matched, more than the 1 that --at-most 1 allows',
    );
    const none = aTerminal({ machines });
    expect(await none.run('servers', '--json', '--tag', 'nobody')).toBe(1);
    expect(none.err).toEqual(['lights-out: none of 3 servers matched: a stop would stop nothing']);
  });

  test('A server that cannot be looked at is unknown, and the exit code is 1', async () => {
    const terminal = aTerminal({ machines });
    terminal.cloud.instead = (_verb, id) =>
      id === ONE ? fault({ trouble: 'unavailable', message: 'HTTP 503' }) : undefined;
    expect(await terminal.run('servers')).toBe(1);
    expect(terminal.out.join('\n')).toMatch(/bms-db-01 .* unknown +HTTP 503/);
  });

  test('Of several pages servers says how many were read, and that a cell that is down is not shown', async () => {
    const terminal = aTerminal({ machines });
    const row = (id: typeof ONE) => ({ id, name: 'a', tags: [], metadata: {}, flavor: null, createdAt: NOON - 1 });
    terminal.cloud.page = (next) => ({
      ...{ kind: 'ok', dateAt: NOON },
      value: {
        servers: [row(next === undefined ? ONE : THREE)],
        unknown: 0,
        ...(next === undefined ? { next: 'p2' } : {}),
      },
    });
    expect(await terminal.run('servers')).toBe(0);
    expect(terminal.out.slice(-2)).toEqual([
      '2 servers in cloud otc: 2 chosen (2 pages read)',
      'A server in a cell that is down is not shown in a list of several pages',
    ]);
  });

  test('A project without servers is an empty list', async () => {
    const { run, out } = aTerminal();
    expect(await run('servers')).toBe(0);
    expect(out).toEqual(['0 servers in cloud otc: none (1 page read)']);
  });

  test('A list that is not complete chooses nothing', async () => {
    const terminal = aTerminal({ machines });
    terminal.cloud.page = () => fault({ kind: 'refused', trouble: 'forbidden', message: 'HTTP 403' });
    expect(await terminal.run('servers')).toBe(1);
    expect(terminal.err).toEqual(['lights-out: the servers cannot be listed: HTTP 403; nothing can be chosen']);
  });

  test.each([
    [['--tag', 'a/b'], '--tag: no tag has a comma or a slash'],
    [
      ['--except-tag', 'keep', '--at-most', '5'],
      "these options choose no server: add --tag, --any-tag, --metadata, --name, --flavor or a kind of --machine (all servers: --name '*')",
    ],
    [['--at-most', '5'], '--at-most: only together with options that choose servers, such as --tag'],
  ])('Servers refuses the options %j in one line', async (options, problem) => {
    const { run, err, cloud } = aTerminal({ machines });
    expect(await run('servers', ...options)).toBe(2);
    expect(err).toEqual([`lights-out: ${problem}`]);
    expect(cloud.calls).toEqual([]);
  });
});
