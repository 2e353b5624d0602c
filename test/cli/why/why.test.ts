import { describe, expect, test } from 'vitest';
import type { TableLedger } from '../../../lib/ledger/table-ledger.ts';
import type { ConfiguredClouds } from '../../../lib/openstack/open-clouds.ts';
import type { Entry } from '../../../lib/power/entry.ts';
import type { Cloud, ServerList } from '../../../lib/power/ports/cloud.ts';
import type { Roll } from '../../../lib/power/roll.ts';
import type { ServerAction } from '../../../lib/power/server.ts';
import { ARN, aFailure, anAction, anEntry, anIntent, aRoll, aSend, HOUR, MINUTE, NOON } from '../../builders.ts';
import { aClock } from '../../fakes.ts';
import { type ACloud, aCloud, fault, idOf } from '../a-cloud.ts';
import { aTerminal, type TerminalChanges } from '../a-terminal.ts';
import { anAws } from '../an-aws.ts';

const [ONE, TWO] = [idOf(1), idOf(2)] as const;
const AGED = { agedMs: 100 * HOUR };
const machines = {
  [ONE]: { server: { ...AGED, name: 'bms-db-01', tags: ['env=prod'] } },
  [TWO]: { server: { ...AGED, name: 'bms-db-02', vmState: 'stopped', powerState: 4 } },
};

const EARLIER = NOON - 3 * HOUR;
const anEarlierEntry = (changes: Partial<Entry> = {}): Entry =>
  anEntry({
    intent: anIntent({
      ...{ source: 'schedule', requestId: `${ARN}@2026-11-23T09:00:00.000Z`, serverId: TWO },
      ...{ requestedAt: EARLIER, notAfter: EARLIER + HOUR, reason: 'nightly' },
    }),
    sends: [aSend({ markedAt: EARLIER + 3_000, answeredAt: EARLIER + 4_000, openstackRequestId: 'req-ours' })],
    history: [{ at: EARLIER + 3_000, decision: 'send', because: 'unchanged since yesterday' }],
    server: { vmState: 'stopped', taskState: null, powerState: 4 },
    ending: { kind: 'stopped', because: 'off after our stop', endedAt: EARLIER + 48_000 },
    ...changes,
  });

/** The same cloud, with these records of Nova's. */
const withActions = (clouds: ACloud['clouds'], actions: readonly ServerAction[]): Partial<ConfiguredClouds> => ({
  cloud: async (name) => {
    const opened = await clouds.cloud(name);
    if (opened.kind !== 'cloud') return opened;
    const listed = actions.map(({ events: _, endedAt: _endedAt, ...listedOnly }) => listedOnly);
    const found = (requestId: string) => actions.find((action) => action.requestId === requestId);
    const cloud: Cloud & ServerList = {
      ...opened.cloud,
      listActions: async () => ({ kind: 'ok', value: listed }),
      showAction: async (_id, requestId) => {
        const value = found(requestId);
        return value === undefined ? fault({ kind: 'refused', trouble: 'not-found' }) : { kind: 'ok', value };
      },
    };
    return { kind: 'cloud', cloud };
  },
});

const OUR_STOP = anAction({
  ...{ action: 'stop', requestId: 'req-ours', userId: 'stack', startedAt: EARLIER + 4_000 },
  ...{ events: ['compute_stop_instance'], endedAt: EARLIER + 46_000 },
});

/** An opened cloud that has none of the servers. */
const absent = (
  opened: Awaited<ReturnType<ConfiguredClouds['cloud']>>,
  because: Parameters<typeof fault>[0],
): Awaited<ReturnType<ConfiguredClouds['cloud']>> =>
  opened.kind === 'cloud'
    ? {
        kind: 'cloud',
        cloud: { ...opened.cloud, showServer: async () => fault(because), listActions: async () => fault(because) },
      }
    : opened;

/** A cloud that recorded our stop of the second server. */
const stopped = (): TerminalChanges => ({ clouds: withActions(aCloud(aClock(), machines).clouds, [OUR_STOP]) });

const write = async (ledger: TableLedger, entries: readonly Entry[], rolls: readonly Roll[] = []): Promise<void> => {
  for (const entry of entries) expect(await ledger.write(entry, undefined)).toEqual({ kind: 'written' });
  for (const roll of rolls) {
    await ledger.rolls.pin(roll);
    await ledger.rolls.point(roll);
  }
};

const withLedger = async (
  { entries = [], rolls = [] }: { readonly entries?: readonly Entry[]; readonly rolls?: readonly Roll[] },
  changes: TerminalChanges = {},
) => {
  const { aws, ledger } = anAws();
  await write(ledger, entries, rolls);
  const terminal = aTerminal({ machines, aws, env: { LIGHTS_OUT_STACK: 'prod' }, ...changes });
  return { ...terminal, lines: () => terminal.out.join('\n').split('\n') };
};

const SCREEN = { columns: 80, rows: 24 };
const NOT_HERE: Partial<ConfiguredClouds> = {
  cloud: async () => ({ kind: 'unknown', known: [] }),
  defaultName: async () => undefined,
  problems: async () => ['no clouds.yaml was found'],
};

describe('why', () => {
  test('At 80 columns why answers in the first line, and shows ledger and action log below', async () => {
    const { run, lines, err, cloud } = await withLedger(
      { entries: [anEarlierEntry()] },
      { size: SCREEN, ...stopped() },
    );
    expect(await run('why', TWO)).toBe(0);
    expect(lines()).toEqual([
      'bms-db-02 is off since 2026-11-23 09:00:46Z: our stop, asked for by schedule',
      '  weekday-nights of 2026-11-23 09:00:00Z',
      `server ${TWO} of cloud otc, stack prod`,
      '',
      '  UTC         what             because',
      '  2026-11-23',
      '    12:00:00  seen             stopped, power off',
      '    09:00:48  stopped          off after our stop (seen: stopped, power off)',
      '    09:00:04  stop accepted    Nova took our stop, done at 2026-11-23',
      '                               09:00:46Z: req-ours',
      '    09:00:03  decided to stop  unchanged since yesterday',
      '    09:00:00  asked            schedule weekday-nights, until 2026-11-23',
      '                               10:00:00Z: nightly',
    ]);
    for (const line of lines()) expect(line.length, line).toBeLessThan(80);
    expect(err).toEqual([]);
    expect(cloud.calls.some((call) => call.startsWith('stop'))).toBe(false);
  });

  test('On a pipe each event is one whole line with its day', async () => {
    const { run, lines } = await withLedger({ entries: [anEarlierEntry()] }, stopped());
    expect(await run('why', TWO)).toBe(0);
    expect(lines()[0]).toBe(
      'bms-db-02 is off since 2026-11-23 09:00:46Z: our stop, asked for by schedule weekday-nights of 2026-11-23 09:00:00Z',
    );
    expect(lines().at(-1)).toBe(
      '  2026-11-23 09:00:00Z  asked            schedule weekday-nights, until 2026-11-23 10:00:00Z: nightly',
    );
  });

  test('With --json the answer is one object, and each event another', async () => {
    const { run, out } = await withLedger({ entries: [anEarlierEntry()] }, stopped());
    expect(await run('why', TWO, '--json')).toBe(0);
    const [answer, ...events] = out.map((line) => JSON.parse(line));
    expect(answer).toEqual({
      ...{ kind: 'answer', serverId: TWO, name: 'bms-db-02', cloud: 'otc', power: 'off', cause: 'our-stop' },
      ...{ because: expect.stringMatching(/^off since/), since: '2026-11-23T09:00:46.000Z', older: 0, notRead: [] },
      ...{ source: 'schedule', requestId: `${ARN}@2026-11-23T09:00:00.000Z`, requestedAt: '2026-11-23T09:00:00.000Z' },
    });
    expect(events.map(({ kind, at: when }) => [kind, when])).toEqual([
      ['seen', '2026-11-23T12:00:00.000Z'],
      ['ended', '2026-11-23T09:00:48.000Z'],
      ['answered', '2026-11-23T09:00:04.000Z'],
      ['decided', '2026-11-23T09:00:03.000Z'],
      ['asked', '2026-11-23T09:00:00.000Z'],
    ]);
    expect(events.at(-1)).toMatchObject({ cloud: 'otc', dryRun: false, notAfter: '2026-11-23T10:00:00.000Z' });
  });

  test('The command stop at a terminal shows as a user’s stop: it leaves no ledger', async () => {
    const { run, lines, out } = await withLedger({});
    expect(await run('stop', ONE)).toBe(0);
    out.length = 0;
    expect(await run('why', 'bms-db-01')).toBe(0);
    expect(lines()[0]).toMatch(/^bms-db-01 is off since 2026-11-23 12:00:\d\dZ: stop by user stopper$/);
  });

  test('A dead letter comes with the command that shows it, in two lines on a terminal and one on a pipe', async () => {
    const entry = anEarlierEntry({
      intent: anIntent({ serverId: ONE, requestedAt: EARLIER, notAfter: EARLIER + HOUR }),
      ...{ sends: [], history: [] },
      ending: {
        kind: 'dead-lettered',
        because: 'vm_state is paused',
        failure: aFailure({ firstAttemptAt: EARLIER, failedAt: EARLIER + MINUTE }),
      },
    });
    const screen = await withLedger({ entries: [entry] }, { size: SCREEN });
    expect(await screen.run('why', ONE)).toBe(0);
    expect(screen.lines().slice(-3)).toEqual([
      'Look at its dead letter:',
      '  npm exec --no -- lights-out dead-letters list --stack prod \\',
      `    --server ${ONE}`,
    ]);
    const pipe = await withLedger({ entries: [entry] });
    await pipe.run('why', ONE);
    expect(pipe.lines().at(-1)).toBe(`  npm exec --no -- lights-out dead-letters list --stack prod --server ${ONE}`);
  });

  test('A request that left the server out is named, judged by its tags of now', async () => {
    const roll = aRoll({ requestedAt: EARLIER, notAfter: EARLIER + HOUR, select: { tags: ['env=dev'] } });
    const { run, lines } = await withLedger({ rolls: [roll] });
    expect(await run('why', 'bms-db-01')).toBe(0);
    expect(lines()[0]).toBe(
      'bms-db-01 is on since 2026-11-19 08:00:00Z: create by user stopper; queue evening of 2026-11-23 09:00:00Z left it out by --tag: does not fit "env=dev" (as the server is now)',
    );
  });

  test('A freeze is in the answer and in the time line', async () => {
    const { aws, freezes } = anAws();
    const freeze = { cloud: 'otc', frozenAt: NOON - MINUTE, untilAt: NOON + HOUR, by: 'arn:lee', why: 'audit' };
    await freezes.putFreeze({ ...freeze, owner: 'lee', revision: 1 }, undefined);
    const { run, out } = aTerminal({ machines, aws });
    expect(await run('why', ONE, '--stack', 'prod')).toBe(0);
    expect(out[0]).toContain('stops are frozen: cloud otc until 2026-11-23 13:00:00Z by arn:lee: audit');
    expect(out.join('\n')).toMatch(/2026-11-23 11:59:00Z +frozen +cloud otc until/);
  });

  test('Events from before --since are counted, and --since shows them', async () => {
    const short = await withLedger({ entries: [anEarlierEntry()] }, stopped());
    expect(await short.run('why', TWO, '--since', '1h')).toBe(0);
    expect(short.lines().at(-1)).toBe('4 older events are not shown: --since shows more');
    const date = await withLedger({ entries: [anEarlierEntry()] }, stopped());
    expect(await date.run('why', TWO, '--since', '2026-11-23')).toBe(0);
    expect(date.lines().at(-1)).toContain('asked');
  });

  test('What a caller wrote moves no cursor and starts no line', async () => {
    const entry = anEarlierEntry({
      intent: anIntent({
        serverId: TWO,
        requestedAt: EARLIER,
        notAfter: NOON,
        requestId: 'r'.repeat(256),
        reason: `${'x'.repeat(240)}a\u001b[2Jb\nc`,
      }),
    });
    const { run, out, lines } = await withLedger({ entries: [entry] }, stopped());
    await run('why', TWO);
    expect(lines().at(-1)).toMatch(/webhook r{256}, until .*: x{240}a\[2Jb c$/);
    expect(out.join('')).not.toContain('\u001b');
  });
});

describe('how why finds its server', () => {
  test('The beginning of an id is enough, when no name is the same', async () => {
    const others = { 'c0ffee00-1111-4222-8333-444455556666': { server: { name: 'ci-1' } }, ...machines };
    const { run, out } = await withLedger({}, { machines: others });
    expect(await run('why', 'C0FFEE')).toBe(0);
    expect(out[0]).toMatch(/^ci-1 is on/);
    const named = await withLedger({}, { machines: { ...others, [ONE]: { server: { name: 'c0ffee' } } } });
    await named.run('why', 'c0ffee');
    expect(named.out[1]).toContain(ONE);
  });

  test('Two servers of one name are listed by id, and the exit code is 2', async () => {
    const twins = { [ONE]: { server: { name: 'db' } }, [TWO]: { server: { name: 'db' } } };
    const { run, out, err } = await withLedger({}, { machines: twins });
    expect(await run('why', 'db')).toBe(2);
    expect(out).toEqual([]);
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(/^lights-out: db is 2 servers, give the id of one: db 5e1f.*, db 5e1f/);
  });

  test('An unknown name says where it was looked for, and the case of a name counts', async () => {
    const { run, out, err } = await withLedger({ rolls: [aRoll({ requestedAt: EARLIER })] });
    expect(await run('why', 'BMS-DB-01')).toBe(1);
    expect([out, err]).toEqual([
      [],
      ['lights-out: there is no server BMS-DB-01 in cloud otc (2 servers) or in the requests that were read (1)'],
    ]);
  });

  test('An id that neither cloud nor ledger knows is unknown', async () => {
    const terminal = await withLedger({});
    terminal.cloud.instead = () =>
      fault({ kind: 'refused', trouble: 'not-found', http: 404, code: 'itemNotFound', message: 'HTTP 404' });
    expect(await terminal.run('why', idOf(9))).toBe(1);
    expect(terminal.err).toEqual([
      `lights-out: there is no server ${idOf(9)} in cloud otc or in the ledger of stack prod`,
    ]);
  });

  test('Where no cloud is configured the name comes from a roll, and the ledger is shown all the same', async () => {
    const roll = aRoll({
      requestedAt: EARLIER,
      ids: [TWO],
      names: { [TWO]: 'bms-db-02' },
      source: 'schedule',
      requestId: `${ARN}@2026-11-23T09:00:00.000Z`,
    });
    const { run, lines, err } = await withLedger({ entries: [anEarlierEntry()], rolls: [roll] }, { clouds: NOT_HERE });
    expect(await run('why', 'bms-db-02')).toBe(1);
    expect(lines()[0]).toBe(
      'bms-db-02: by the ledger, schedule weekday-nights of 2026-11-23 09:00:00Z had it off at 2026-11-23 09:00:48Z: off after our stop; whether it is off now was not seen: cloud otc is not configured here (no clouds.yaml was found)',
    );
    expect(err).toEqual([
      'lights-out: not read: the server itself: cloud otc is not configured here (no clouds.yaml was found)',
    ]);
  });

  test('Where no cloud is configured an unknown name says that the cloud was not searched', async () => {
    const { run, err } = await withLedger({ rolls: [aRoll({ requestedAt: EARLIER })] }, { clouds: NOT_HERE });
    expect(await run('why', 'nobody')).toBe(1);
    expect(err).toEqual([
      'lights-out: there is no server nobody in the requests that were read (1)',
      'lights-out: not read: no clouds.yaml was found',
      'lights-out: not read: the servers of cloud otc: it is not configured here',
    ]);
  });

  test('A cloud whose list fails is said, and rolls are searched', async () => {
    const terminal = await withLedger({ rolls: [aRoll({ requestedAt: EARLIER, ids: [ONE], names: { [ONE]: 'db' } })] });
    terminal.cloud.page = () => fault({ kind: 'refused', trouble: 'forbidden', message: 'HTTP 403' });
    expect(await terminal.run('why', 'nobody')).toBe(1);
    expect(terminal.err).toEqual([
      'lights-out: there is no server nobody in the requests that were read (1)',
      'lights-out: not read: the servers of cloud otc: the servers cannot be listed: HTTP 403',
    ]);
    // Another server of that name may be there.
    expect(await terminal.run('why', 'db')).toBe(1);
    expect(terminal.err.at(-1)).toBe(
      'lights-out: not read: the servers of cloud otc: the servers cannot be listed: HTTP 403',
    );
  });

  test('A server of another cloud than the default one is found by its records', async () => {
    const entry = anEarlierEntry({ intent: { ...anEarlierEntry().intent, cloud: 'prod' } });
    const roll = aRoll({
      cloud: 'prod',
      requestedAt: EARLIER,
      ids: [TWO],
      source: 'schedule',
      requestId: entry.intent.requestId,
    });
    const terminal = await withLedger({ entries: [entry], rolls: [roll] });
    const { clouds } = terminal.cloud;
    const gone = fault({ kind: 'refused', trouble: 'not-found', http: 404, code: 'itemNotFound', message: 'HTTP 404' });
    terminal.cloud.instead = () => gone;
    expect(await terminal.run('why', TWO)).toBe(1);
    expect(terminal.err).toEqual([
      'lights-out: not read: the server itself: cloud prod is not configured here, and it is not in cloud otc',
    ]);
    const both = await withLedger(
      { entries: [entry], rolls: [roll] },
      {
        clouds: {
          ...clouds,
          cloud: async (name) => (await withLedger({})).cloud.clouds.cloud(name === 'prod' ? 'otc' : name),
        },
      },
    );
    expect(await both.run('why', TWO)).toBe(0);
    expect(both.out[1]).toContain('of cloud prod');
  });
});

describe('what why could not read', () => {
  test('A cloud that could not be asked is said, when the server is not in the one that could', async () => {
    const roll = aRoll({ cloud: 'prod', requestedAt: EARLIER });
    const gone = {
      kind: 'refused',
      trouble: 'not-found',
      http: 404,
      code: 'itemNotFound',
      message: 'HTTP 404',
    } as const;
    const { clouds } = aCloud(aClock(), machines);
    const broken = { kind: 'fault', fault: { ...gone, message: 'no auth_url' } } as const;
    const terminal = await withLedger(
      { rolls: [roll] },
      { clouds: { cloud: async (name) => (name === 'prod' ? broken : absent(await clouds.cloud(name), gone)) } },
    );
    expect(await terminal.run('why', ONE)).toBe(1);
    expect(terminal.err).toEqual(['lights-out: not read: cloud prod: no auth_url']);
    expect(terminal.out[0]).toBe(`${ONE} is not in the project`);
  });

  test('Without a right on the table the cloud’s part shows, and the missing right is named', async () => {
    const denied = async () => ({ kind: 'unavailable', because: 'dynamodb:Query is not allowed' }) as const;
    const { ledger } = anAws();
    const { aws } = anAws({
      freezes: { readFreeze: denied },
      stack: { records: { ...ledger, entriesOf: denied, pointersOf: denied } },
    });
    const { run, out, err } = aTerminal({ machines, aws });
    expect(await run('why', ONE, '--stack', 'prod')).toBe(1);
    expect(out[0]).toMatch(/^bms-db-01 is on since .*; whether a request meant it is not known/);
    expect(err).toEqual([
      'lights-out: not read: the ledger: dynamodb:Query is not allowed',
      'lights-out: not read: the requests: dynamodb:Query is not allowed',
      'lights-out: not read: the freezes: dynamodb:Query is not allowed',
    ]);
  });

  test('An item that this version cannot read is said, with how it ended', async () => {
    const { ledger } = anAws();
    const unread = new Map([
      ['queue#a', { because: 'schema version 9 is newer than 2', ended: { kind: 'stopped' } as const }],
      ['queue#b', { because: 'damaged: sends' }],
    ]);
    const entriesOf = async () => ({ kind: 'unavailable', because: 'entry queue#b', entries: [], unread }) as const;
    const { aws } = anAws({ stack: { records: { ...ledger, entriesOf } } });
    const { run, out, err } = aTerminal({ machines, aws });
    expect(await run('why', ONE, '--stack', 'prod', '--json')).toBe(1);
    const notRead = [
      'entry queue#a: schema version 9 is newer than 2; it ended stopped',
      'entry queue#b: damaged: sends; it has not ended',
    ];
    expect(err).toEqual(notRead.map((line) => `lights-out: not read: ${line}`));
    expect(JSON.parse(out[0] ?? '')).toMatchObject({ cause: 'not-known', notRead });
  });

  test('A roll that cannot be read is counted, and a request that cannot be read is no proof of none', async () => {
    const { ledger } = anAws();
    await write(ledger, [], [aRoll({ requestedAt: EARLIER })]);
    const rollsOf = async () => ({ kind: 'rolls', rolls: [], unread: 1 }) as const;
    const { aws } = anAws({ stack: { records: { ...ledger, rollsOf } } });
    const { run, err, out } = aTerminal({ machines, aws });
    expect(await run('why', ONE, '--stack', 'prod')).toBe(1);
    expect(err).toEqual(['lights-out: not read: 1 of the requests: damaged, or of a newer version']);
    expect(out[0]).toContain('whether a request meant it is not known');
  });

  test('A server that cannot be looked at shows its ledger', async () => {
    const terminal = await withLedger({ entries: [anEarlierEntry()] });
    terminal.cloud.instead = (verb) => (verb === 'show' ? fault({ message: 'HTTP 503' }) : undefined);
    expect(await terminal.run('why', TWO)).toBe(1);
    expect(terminal.out[0]).toContain('had it off at 2026-11-23 09:00:48Z');
    expect(terminal.err).toEqual(['lights-out: not read: the server itself: cloud otc: HTTP 503']);
  });

  test.each([
    [{ kind: 'refused', http: 404, code: 'itemNotFound', message: 'HTTP 404' }, 0, 'this cloud shows no action list'],
    [{ message: 'HTTP 503' }, 1, 'the action list was not read: HTTP 503'],
  ] as const)('An action list that is not there (%j) is said', async (changes, code, words) => {
    const terminal = await withLedger({ entries: [anEarlierEntry()] });
    terminal.cloud.instead = (verb) => (verb === 'actions' ? fault({ trouble: 'forbidden', ...changes }) : undefined);
    expect(await terminal.run('why', TWO)).toBe(code);
    expect(terminal.out[0]).toContain(words);
    expect(terminal.err).toEqual(code === 0 ? [] : ['lights-out: not read: the action list of cloud otc: HTTP 503']);
  });

  test.each([
    [
      ['--since', 'lately'],
      '--since: "lately" is neither a duration (12h, 2d) nor an instant (2026-11-30T20:00:00Z) nor a date (2026-11-30)',
    ],
    [['--since', '2026-11-24'], '--since: "2026-11-24" is not in the past'],
    [['--since', '46d'], '--since: "46d" is more than 45 days ago, and nothing is kept longer'],
    [['--stack', 'dev'], '--stack: stack dev in eu-central-1 cannot be read: there is no stack of that name'],
  ])('Why refuses %j in one line', async (options, problem) => {
    const { run, out, err } = await withLedger({});
    expect(await run('why', ONE, ...options)).toBe(2);
    expect([out, err]).toEqual([[], [`lights-out: ${problem}`]]);
  });

  test('Why without a server, or with two, is a usage error', async () => {
    const { run } = await withLedger({});
    expect(await run('why')).toBe(2);
    expect(await run('why', ONE, TWO)).toBe(2);
  });
});
