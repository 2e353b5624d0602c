import { describe, expect, test } from 'vitest';
import type { End } from '../../cli/stop/end.ts';
import { jsonProgress } from '../../cli/stop/progress.ts';
import { EXIT } from '../../cli/terminal/exit.ts';
import { CUSTOM, PARAMS } from '../../deploy/stack-params.ts';
import { formatDurationMs, formatInstant, parseDurationMs } from '../../lib/instant.ts';
import { parseUnreadDeadLetter } from '../../lib/message/dead-letter-message.ts';
import { parseRequestBody } from '../../lib/message/request-body.ts';
import { TROUBLES } from '../../lib/power/fault.ts';
import { REASONS, VERDICT } from '../../lib/power/outcome.ts';
import type { Telemetry } from '../../lib/power/ports/telemetry.ts';
import { DEFAULT_TIMING } from '../../lib/power/timing.ts';
import { readWebhookSettings, readWorkerSettings, SettingsError } from '../../lib/settings/read-settings.ts';
import { createTelemetry } from '../../lib/telemetry/create-telemetry.ts';
import { answerOf, type Ending } from '../../lib/webhook/ending.ts';
import { anIntent, aRoll, NOON } from '../builders.ts';
import { codeIn, read, tableBelow } from './documents.ts';

// The tables of docs/contract.md name what the code has, no more and no less.

const PAGE = 'docs/contract.md';
const table = async (heading: string) => tableBelow(await read(PAGE), heading);
const firstWords = async (heading: string) => (await table(heading)).flatMap(([first = '']) => codeIn(first));

describe('messages and ends in the contract', () => {
  test('every outcome has its row in the contract, with what happens to its message', async () => {
    const rows = (await table('Outcomes')).map(([outcome = '', , message = '']) => [codeIn(outcome)[0], message]);
    const does = { acknowledge: /acknowledged$/, redeliver: /^redelivered$/ };
    expect(rows.map(([outcome]) => outcome)).toEqual(Object.keys(VERDICT));
    for (const [outcome, verdict] of Object.entries(VERDICT))
      expect(Object.fromEntries(rows)[outcome]).toMatch(does[verdict]);
  });

  test('every reason of a dead letter has its row in the contract, and is read when the dead letter is moved back', async () => {
    expect(await firstWords('Reasons of a dead letter')).toEqual(REASONS);
    const at = formatInstant(NOON);
    for (const reason of REASONS) {
      const failure = { reason, because: 'b', attempts: 1, firstAttemptAt: at, failedAt: at };
      expect(parseUnreadDeadLetter({ original: '{}', failure })).toMatchObject({ kind: 'parsed' });
    }
  });

  test('every trouble has its row in the contract', async () => {
    expect((await firstWords('Troubles')).toSorted()).toEqual([...Object.keys(TROUBLES), 'none'].toSorted());
  });

  test('every field of a request has its row in the contract, and any other is an error', async () => {
    const known = await firstWords('Stop request');
    const problemOf = (field: string) => {
      const parsed = parseRequestBody({ serverIds: ['5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01'], [field]: 7 });
      return parsed.kind === 'problem' ? parsed.problem : 'none';
    };
    const unknown = problemOf('nothing');
    expect(unknown).toContain('nothing');
    expect(known).toHaveLength(16);
    for (const field of known) expect(problemOf(field)).not.toBe(unknown.replaceAll('nothing', field));
  });

  test('every status that the webhook answers has its row in the contract', async () => {
    const endings: readonly Ending[] = [
      ...([400, 401, 413, 415] as const).map((status) => ({ kind: 'refused', status, because: 'b' }) as const),
      { kind: 'conflict', requestId: 'r' },
      { kind: 'bug', thrown: undefined },
      { kind: 'unavailable', because: 'b' },
    ];
    const rows = (await table('Answers of the webhook')).map(([first = '']) => Number(/\d{3}/.exec(first)?.[0]));
    expect(rows).toEqual([202, ...endings.map((ending) => answerOf(ending).statusCode).toSorted((a, b) => a - b)]);
  });
});

/** The variables that a function looks at, by name; each is missing. */
const lookedAt = (
  readSettings: (env: Readonly<Record<string, string | undefined>>) => unknown,
): ReadonlySet<string> => {
  const names = new Set<string>();
  const env = new Proxy({}, { get: (_, name) => void names.add(String(name)) });
  expect(() => readSettings(env)).toThrow(SettingsError);
  return names;
};

describe('settings in the contract', () => {
  test('every variable that a function reads is in the contract’s settings', async () => {
    const [, section = ''] = (await read(PAGE)).split(/^## Settings$/m);
    const named = new Set(codeIn(section.split(/^## /m)[0] ?? ''));
    const names = new Set([...lookedAt(readWorkerSettings), ...lookedAt(readWebhookSettings)]);
    expect(names.size).toBeGreaterThan(15);
    expect([...names].filter((name) => !named.has(name))).toEqual([]);
  });

  test('every default in the contract is the one of the code', async () => {
    const defaults = (await table('Settings')).flatMap(([names = '', values = '']) => {
      const durations = codeIn(values);
      return codeIn(names).map((name, at) => [name, durations[at]] as const);
    });
    const expected = {
      STOP_WINDOW: DEFAULT_TIMING.windowMs,
      STOP_WINDOW_MAX: DEFAULT_TIMING.windowMaxMs,
      STOP_PATIENCE: DEFAULT_TIMING.patienceMs,
      STOP_QUARANTINE: DEFAULT_TIMING.quarantineMs,
      LOOK_FIRST: DEFAULT_TIMING.lookFirstMs,
      LOOK_AGAIN_MIN: DEFAULT_TIMING.lookAgainMinMs,
      LOOK_AGAIN_MAX: DEFAULT_TIMING.lookAgainMaxMs,
    };
    const told = Object.fromEntries(defaults.filter(([, value]) => value !== undefined));
    for (const [name, ms] of Object.entries(expected))
      expect(parseDurationMs(told[name] ?? ''), `${name}: ${formatDurationMs(ms)}`).toBe(ms);
    expect(Object.keys(told)).toEqual(Object.keys(expected));
  });

  test('every parameter of the stack has its row in operations.md, and nothing else has one', async () => {
    const rows = tableBelow(await read('docs/operations.md'), 'Parameters of the stack');
    const named = rows.flatMap(([first = '']) => codeIn(first));
    expect(named.toSorted()).toEqual([...PARAMS].toSorted());
    for (const name of CUSTOM) expect(named).not.toContain(name);
  });
});

describe('the command in the contract', () => {
  test('every exit code of the command has its row in the contract', async () => {
    expect((await table('Exit codes')).map(([code]) => Number(code))).toEqual(Object.values(EXIT));
  });

  test('every key of a line of --json has its row in the contract, in the order of the line', async () => {
    const lines: string[] = [];
    const output = { out: (line: string) => lines.push(line), err: () => {}, paint: () => '', size: () => undefined };
    const end: Required<End> = {
      serverId: anIntent().serverId,
      name: 'n',
      outcome: 'dead-lettered',
      because: 'b',
      reason: 'stuck',
      server: { vmState: 'active', taskState: null, powerState: 1 },
      seconds: 1,
      openstackRequestId: 'req-1',
      underWay: 'none',
    };
    jsonProgress(output, { now: () => NOON }).ended(end);
    const rows = (await table('Lines of --json')).map(([key = '']) => codeIn(key)[0]);
    expect(rows).toEqual(Object.keys(JSON.parse(lines[0] ?? '{}')));
  });
});

/** One line of each kind, with everything that is counted. */
const everyLine = (): readonly Record<string, unknown>[] => {
  const lines: string[] = [];
  const telemetry: Telemetry = createTelemetry({ service: 's', sink: (text) => lines.push(text) });
  const intent = anIntent();
  const line = { intent, attempt: 1, receiveCount: 1, tookMs: 1, endedAt: NOON, repeated: false };
  telemetry.requested({ ...intent, servers: 1 });
  const choice = { ...intent, because: 'b', servers: 0, receiveCount: 1, repeated: false };
  telemetry.chosen({ ...choice, verdict: 'none-matched' });
  telemetry.listAgain({ ...intent, trouble: 'unavailable', because: 'b', delayMs: 1, receiveCount: 1 });
  telemetry.sending({
    intent,
    attempt: 1,
    decision: 'send',
    because: 'b',
    server: { vmState: 'active', taskState: null, powerState: 1 },
    evidenceAgeMs: 1,
    actions: null,
  });
  telemetry.sent({
    intent,
    attempt: 1,
    reply: { kind: 'ok', value: { openstackRequestId: 'r' }, dateAt: 0 },
    tookMs: 1,
  });
  telemetry.outcome({ ...line, outcome: { kind: 'stopped', because: 'b' } });
  telemetry.outcome({ ...line, outcome: { kind: 'superseded', because: 'b' } });
  telemetry.outcome({ ...line, outcome: { kind: 'look-again', because: 'b', delayMs: 1, trouble: 'secret' } });
  telemetry.malformed({ messageId: 'm', receiveCount: 1, because: 'b' });
  telemetry.conflict({ requestId: 'r', serverId: null, because: 'b' });
  telemetry.refused({ status: 401, because: 'b' });
  telemetry.complete({ roll: aRoll(), servers: 1, outcomes: { stopped: 1 }, failed: 0, open: 0 });
  telemetry.alert({ what: 'late-race', because: 'b' });
  telemetry.flush();
  return lines.map((text) => JSON.parse(text));
};

const POWERTOOLS = ['level', 'message', 'service', 'timestamp', 'sampling_rate'];
const IDENTITY = ['requestId', 'serverId', 'cloud', 'source', 'dryRun'];

describe('log lines and metrics in the contract', () => {
  test('every log line has its row in the contract, with its keys in their order', async () => {
    const logged = everyLine().filter((line) => !('_aws' in line));
    const keys = (line: object) => Object.keys(line).filter((key) => !POWERTOOLS.includes(key));
    const expected = Object.fromEntries(logged.map((line) => [String(line.message), keys(line)]));
    const rows = (await table('Log lines')).map(([message = '', , cell = '']) => [
      codeIn(message)[0],
      [...(cell.startsWith('identity') ? IDENTITY : []), ...codeIn(cell)],
    ]);
    expect(Object.fromEntries(rows)).toEqual(expected);
    expect(await read(PAGE)).toContain(`Identity is ${IDENTITY.map((key) => `\`${key}\``).join(', ')}.`);
  });

  test('every metric that the code writes has its row in the contract', async () => {
    const written = everyLine().flatMap(({ _aws: aws }) =>
      typeof aws === 'object' && aws !== null ? Reflect.get(aws, 'CloudWatchMetrics') : [],
    );
    const names = written.flatMap(({ Metrics }: { Metrics: { Name: string }[] }) => Metrics.map(({ Name }) => Name));
    const counted = (await table('Metrics')).flatMap(([first = '']) => codeIn(first));
    // The last one is counted by the stack, from lines of the log.
    expect(counted.toSorted()).toEqual([...new Set<string>([...names, 'Alert'])].toSorted());
  });
});
