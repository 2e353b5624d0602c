import { describe, expect, test } from 'vitest';
import { HOUR, NOON, SECOND } from '../builders.ts';
import { fault, idOf, type Machine } from './a-cloud.ts';
import { aTerminal, type TerminalChanges } from './a-terminal.ts';

const [ONE, TWO, THREE, FOUR] = [idOf(1), idOf(2), idOf(3), idOf(4)] as const;

const machine = (name: string, tags: readonly string[], more: Machine['server'] = {}): Machine => ({
  server: { name, tags, ...more },
});

const DB_1 = machine('bms-db-01', ['env=dev', 'team=a'], { metadata: { rack: 'r1' } });
const DB_2 = machine('bms-db-02', ['env=dev', 'keep'], { metadata: { rack: 'r2' } });
const CI = machine('bms-ci-04', ['env=dev', 'team=b'], { metadata: { rack: 'r2' } });
const PROD = machine('bms-prod', ['env=prod'], {
  ...{ flavor: 'm1.small', extraSpecs: { 'hw:cpu_policy': 'shared' }, metadata: { note: 'a=b=c' } },
});
const machines = { [ONE]: DB_1, [TWO]: DB_2, [THREE]: CI, [FOUR]: PROD };

// Ids that can be shortened, as real ones can.
const ON_SCREEN = {
  '6f70656e-7374-4163-8b20-6e6f74206f66': DB_1,
  '9d1c2b7a-0001-4001-8001-000000000001': DB_2,
  'c0ffee00-1111-4222-8333-444455556666': CI,
  'd00d1e00-1111-4222-8333-444455556666': PROD,
};

const SCREEN = { columns: 80, rows: 24 };

const choosing = (changes: TerminalChanges = {}) => aTerminal({ machines, ...changes });

const stopsIn = (calls: readonly string[]) => calls.filter((call) => call.startsWith('stop')).toSorted();

describe('stop by what people know servers by', () => {
  test('At a terminal stop shows the choice at 80 columns, asks once, and stops exactly those servers', async () => {
    const { run, out, asked, cloud } = aTerminal({ machines: ON_SCREEN, size: SCREEN, answer: true });
    expect(await run('stop', '--tag', 'env=dev', '--except-tag', 'keep', '--at-most', '5')).toBe(0);
    expect(out.slice(0, 3).join('\n').split('\n')).toEqual([
      'Cloud otc lists 4 servers; these are chosen:',
      '  name       server     flavor              tags',
      '  bms-ci-04  c0ffee00…  physical.o2.medium  env=dev, team=b',
      '  bms-db-01  6f70656e…  physical.o2.medium  env=dev, team=a',
      'Left out: 1 by --tag, 1 by --except-tag',
    ]);
    expect(asked).toEqual(['Stop these 2 servers? [y/N]']);
    expect(stopsIn(cloud.calls)).toEqual([
      'stop 6f70656e-7374-4163-8b20-6e6f74206f66',
      'stop c0ffee00-1111-4222-8333-444455556666',
    ]);
  });

  test('Any other answer than yes stops nothing, says so and exits with 1', async () => {
    const { run, out, asked, cloud } = choosing({ answer: false });
    expect(await run('stop', '--name', 'bms-prod')).toBe(1);
    expect(asked).toEqual(['Stop this server? [y/N]']);
    expect(out.at(-1)).toBe('Nothing was stopped.');
    expect(cloud.calls).toEqual(['list']);
  });

  test.each([
    [
      ['--any-tag', 'team=a', '--any-tag', 'team=b'],
      [ONE, THREE],
    ],
    [
      ['--tag', 'env=dev', '--tag', 'team=*'],
      [ONE, THREE],
    ],
    [
      ['--metadata', 'rack=r1', '--metadata', 'rack=r2', '--tag', 'team=*'],
      [ONE, THREE],
    ],
    [
      ['--metadata', 'rack=r?', '--except-metadata', 'rack=r1'],
      [TWO, THREE],
    ],
    [
      ['--name', 'bms-db-*', '--name', 'bms-prod', '--except-name', '*-02'],
      [ONE, FOUR],
    ],
    [['--flavor', 'physical.*', '--except-any-tag', 'keep', '--except-any-tag', 'team=b'], [ONE]],
    [['--machine', 'virtual'], [FOUR]],
    [['--metadata', 'note=a=b*'], [FOUR]],
    [['--machine', 'bare-metal', '--except-id', TWO.toUpperCase(), '--except-id', ONE], [THREE]],
    [['--name', '*', '--except-flavor', 'physical.*'], [FOUR]],
  ])('The options %j choose what they say', async (options, chosen) => {
    const { run, cloud } = choosing();
    expect(await run('stop', '--yes', ...options)).toBe(0);
    expect(stopsIn(cloud.calls)).toEqual(chosen.map((id) => `stop ${id}`));
  });

  test('With --json and --yes nothing but a line for each server is printed', async () => {
    const { run, out, err } = choosing();
    expect(await run('stop', '--json', '--yes', '--tag', 'team=a')).toBe(0);
    expect(out.map((line) => JSON.parse(line))).toMatchObject([{ serverId: ONE, outcome: 'stopped' }]);
    expect(err).toEqual([]);
  });

  test('A rehearsal by tag asks nothing and needs no --yes', async () => {
    const { run, asked, cloud } = choosing({ answer: true });
    expect(await run('stop', '--dry-run', '--tag', 'team=a')).toBe(0);
    expect(asked).toEqual([]);
    expect(cloud.calls).toEqual(['list', `show ${ONE}`]);
  });

  test('A chosen server that no longer fits right before its stop is held', async () => {
    const terminal = choosing();
    // The list as it was a moment ago.
    const row = { id: TWO, name: 'bms-db-02', tags: ['team=a'], metadata: {}, flavor: null, createdAt: NOON - HOUR };
    terminal.cloud.page = () => ({ kind: 'ok', value: { servers: [row], unknown: 0 }, dateAt: NOON });
    expect(await terminal.run('stop', '--yes', '--tag', 'team=a')).toBe(1);
    expect(terminal.out.at(-1)).toContain('1 held');
    expect(terminal.out.join('\n')).toContain('no longer matches: tags: does not fit "team=a"');
    expect(stopsIn(terminal.cloud.calls)).toEqual([]);
  });

  test('A marked server is counted before the question, and held', async () => {
    const marked = { [ONE]: machine('bms-db-01', ['env=dev', 'lights-out=keep']) };
    const { run, out, cloud } = aTerminal({ machines: marked, answer: true });
    expect(await run('stop', '--tag', 'env=dev')).toBe(1);
    expect(out).toContain('Marked to stay on: 1 of the chosen; a mark holds the stop');
    expect(stopsIn(cloud.calls)).toEqual([]);
  });

  test('A server that was created after the command began is left out', async () => {
    const young = { [ONE]: machine('a', ['env=dev']), [TWO]: machine('b', ['env=dev'], { agedMs: -2 * SECOND }) };
    const { run, out, cloud } = aTerminal({ machines: young });
    expect(await run('stop', '--yes', '--tag', 'env=dev')).toBe(0);
    expect(out).toContain('Left out: 1 created after the request');
    expect(stopsIn(cloud.calls)).toEqual([`stop ${ONE}`]);
  });
});

describe('a choice that stops nothing', () => {
  test.each([
    [['--tag', 'nobody'], {}, 'none of 4 servers matched'],
    [['--tag', 'env=dev', '--at-most', '2'], {}, '3 of 4 servers matched, more than the 2 that --at-most 2 allows'],
    [['--tag', 'env=dev', '--at-most', '50%'], {}, '3 of 4 servers matched, more than the 2 that --at-most 50% allows'],
    [
      ['--tag', 'env=dev'],
      { SELECT_AT_MOST: '1' },
      '3 of 4 servers matched, more than the 1 that SELECT_AT_MOST allows',
    ],
    [
      ['--tag', 'env=dev', '--at-most', '5'],
      { STOP_AT_MOST_PER_REQUEST: '2' },
      '3 of 4 servers matched, more than the 2 that STOP_AT_MOST_PER_REQUEST allows',
    ],
  ])('The options %j with %j stop nothing and exit with 1', async (options, env, because) => {
    const { run, out, err, cloud } = choosing({ env });
    expect(await run('stop', '--yes', ...options)).toBe(1);
    expect(err).toEqual([`lights-out: ${because}; nothing was stopped`]);
    expect(out).toEqual([]);
    expect(cloud.calls).toEqual(['list']);
  });

  test.each([[[]], [['--dry-run']], [['--no-wait', '--json']]])(
    'More servers are named than STOP_AT_MOST_PER_REQUEST allows: with %j nothing is stopped, and the exit code is 1',
    async (options) => {
      const { run, out, err, cloud } = choosing({ env: { STOP_AT_MOST_PER_REQUEST: '2' } });
      expect(await run('stop', ...options, ONE, TWO, THREE)).toBe(1);
      expect(err).toEqual([
        'lights-out: 3 servers named, more than the 2 that STOP_AT_MOST_PER_REQUEST allows; nothing was stopped',
      ]);
      expect(out).toEqual([]);
      expect(cloud.calls).toEqual([]);
    },
  );

  test('As many named servers as STOP_AT_MOST_PER_REQUEST allows are stopped; one that is named twice counts once', async () => {
    const { run, cloud } = choosing({ env: { STOP_AT_MOST_PER_REQUEST: '2' } });
    expect(await run('stop', ONE, TWO, ONE)).toBe(0);
    expect(stopsIn(cloud.calls)).toEqual([`stop ${ONE}`, `stop ${TWO}`]);
  });

  test('A list that stays incomplete is asked for again for a minute, and stops nothing', async () => {
    const terminal = choosing();
    terminal.cloud.page = () => fault({ trouble: 'unavailable', message: 'HTTP 503' });
    expect(await terminal.run('stop', '--yes', '--tag', 'env=dev')).toBe(1);
    expect(terminal.clock.now() - NOON).toBeGreaterThan(30 * SECOND);
    expect(terminal.clock.now() - NOON).toBeLessThanOrEqual(60 * SECOND);
    expect(terminal.err.at(0)).toBe('the list of servers is incomplete: HTTP 503; listing again');
    expect(terminal.err.at(-1)).toBe('lights-out: the list of servers is incomplete: HTTP 503; nothing was stopped');
    expect(new Set(terminal.cloud.calls)).toEqual(new Set(['list']));
  });

  test('A list that is complete at its second try is chosen from', async () => {
    const terminal = choosing();
    let tries = 0;
    terminal.cloud.page = () => {
      tries += 1;
      return tries === 1 ? { kind: 'ok', value: { servers: [], unknown: 1 }, dateAt: NOON } : undefined;
    };
    expect(await terminal.run('stop', '--yes', '--tag', 'team=a')).toBe(0);
    expect(terminal.err).toEqual([
      'the list of servers is incomplete: servers in a cell that is down: 1; listing again',
    ]);
  });

  test('A cloud that is too old to choose in is refused at once, with 2', async () => {
    const terminal = choosing();
    const message = 'a selector needs compute microversion 2.47, and this cloud offers 2.1 to 2.38';
    terminal.cloud.page = () => fault({ kind: 'refused', trouble: 'too-old', message });
    expect(await terminal.run('stop', '--yes', '--tag', 'env=dev')).toBe(2);
    expect(terminal.err).toEqual([
      `lights-out: cloud otc is too old to choose servers in: ${message}; nothing was stopped`,
    ]);
    expect(terminal.cloud.calls).toEqual(['list']);
  });

  test('Refused credentials while the servers are listed are reported at once, with 2', async () => {
    const terminal = choosing();
    terminal.cloud.page = () => fault({ kind: 'refused', trouble: 'credentials', message: 'HTTP 401' });
    expect(await terminal.run('stop', '--yes', '--tag', 'env=dev')).toBe(2);
    expect(terminal.err).toEqual(['lights-out: the cloud refuses the credentials: HTTP 401; nothing was stopped']);
  });

  test('A list that the cloud forbids is not asked for again', async () => {
    const terminal = choosing();
    terminal.cloud.page = () => fault({ kind: 'refused', trouble: 'forbidden', message: 'HTTP 403' });
    expect(await terminal.run('stop', '--yes', '--tag', 'env=dev')).toBe(1);
    expect(terminal.err).toEqual(['lights-out: the servers cannot be listed: HTTP 403; nothing was stopped']);
  });

  test('Terminal codes in names and tags do not reach the screen before the question', async () => {
    const bad = { [ONE]: machine('a\u001b[2Kb', ['env=dev', 'x\u001b]0;t\u0007'], {}) };
    const { run, out } = aTerminal({ machines: bad, size: SCREEN, answer: false });
    expect(await run('stop', '--tag', 'env=dev')).toBe(1);
    expect(out.join('\n')).not.toContain('\u001b');
  });

  test('Names, flavors and tags of full length fit a terminal of 80 columns', async () => {
    const long = {
      [ONE]: machine('n'.repeat(255), ['env=dev', 't'.repeat(60)], { flavor: 'f'.repeat(255), agedMs: HOUR }),
    };
    const { run, out } = aTerminal({ machines: long, size: SCREEN, answer: false });
    expect(await run('stop', '--tag', 'env=dev')).toBe(1);
    for (const line of out.join('\n').split('\n')) expect(line.length, line).toBeLessThan(80);
  });
});

describe('options that choose, typed wrong', () => {
  test.each([
    [['--tag', 'a,b'], '--tag: no tag has a comma or a slash'],
    [['--tag', 'env=dev', '--any-tag', 'a/b'], '--any-tag: no tag has a comma or a slash'],
    [['--tag', 't'.repeat(61)], '--tag: longer than the 60 characters of a tag'],
    [['--tag', ''], '--tag: is empty'],
    [['--name', 'n'.repeat(81)], '--name: longer than 80 characters'],
    [['--metadata', 'rack'], '--metadata: "rack" is not key=value'],
    [['--metadata', 'rack='], '--metadata rack: is empty'],
    [
      ['--tag', 'a', '--except-metadata', '=r1'],
      '--except-metadata "": no metadata has such a key: 1 to 255 letters, digits, spaces and - _ : .',
    ],
    [['--tag', 'a', '--metadata', 'constructor=x'], '--metadata constructor: no selector can name this key'],
    [['--tag', 'a', '--metadata', '__proto__=x'], '--metadata "__proto__": no selector can name this key'],
    [['--machine', 'mainframe'], '--machine: must be bare-metal, virtual, any'],
    [['--tag', 'a', '--except-id', 'bms-db-01'], '--except-id: not a UUID'],
    [
      ['--tag', 'a', '--at-most', '0'],
      '--at-most: must be a number of servers from 1 to 1000, or a share of all from "1%" to "100%"',
    ],
    [
      ['--tag', 'a', '--at-most', '05'],
      '--at-most: must be a number of servers from 1 to 1000, or a share of all from "1%" to "100%"',
    ],
    [
      ['--tag', 'a', '--at-most', '101%'],
      '--at-most: must be a number of servers from 1 to 1000, or a share of all from "1%" to "100%"',
    ],
    [
      ['--tag', 'a', '--at-most', '1e3'],
      '--at-most: must be a number of servers from 1 to 1000, or a share of all from "1%" to "100%"',
    ],
    [['--at-most', '5', ONE], '--at-most: only together with options that choose servers, such as --tag'],
    [['--yes', ONE], '--yes: only together with options that choose servers, such as --tag'],
    [['--tag', 'a', ONE], 'server IDs and options that choose servers exclude each other: give only one of them'],
    [
      ['--except-tag', 'keep'],
      "these options choose no server: add --tag, --any-tag, --metadata, --name, --flavor or a kind of --machine (all servers: --name '*')",
    ],
    [
      ['--machine', 'any'],
      "these options choose no server: add --tag, --any-tag, --metadata, --name, --flavor or a kind of --machine (all servers: --name '*')",
    ],
    [Array.from({ length: 101 }, (_, n) => ['--tag', `t${n}`]).flat(), '--tag: names more than 100 texts'],
  ])('The options %j are a usage error of one line', async (options, problem) => {
    const { run, err, cloud } = choosing({ answer: true });
    expect(await run('stop', ...options)).toBe(2);
    expect(err).toEqual([`lights-out: ${problem}`]);
    expect(cloud.calls).toEqual([]);
  });

  test.each([
    [[], {}, 'where there is no terminal to ask at'],
    [['--json'], { answer: true }, 'with --json'],
  ])('Without --yes nothing is stopped by options %j %j', async (options, changes, where) => {
    const { run, err, cloud } = choosing(changes);
    expect(await run('stop', '--tag', 'env=dev', ...options)).toBe(2);
    expect(err).toEqual([`lights-out: --yes: required to stop what the options choose, ${where}`]);
    expect(cloud.calls).toEqual([]);
  });

  test('An ID in a file and a selection exclude each other too', async () => {
    const { run, err, cloud } = choosing({ files: { 'ids.txt': ONE }, answer: true });
    expect(await run('stop', '--tag', 'env=dev', '--servers-from', 'ids.txt')).toBe(2);
    expect(err).toEqual([
      'lights-out: server IDs and options that choose servers exclude each other: give only one of them',
    ]);
    expect(cloud.calls).toEqual([]);
  });
});
