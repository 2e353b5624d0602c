import { describe, expect, test } from 'vitest';
import { planStop } from '../../cli/stop/plan.ts';
import { intentsOf } from '../../lib/message/request.ts';
import { idOf } from './a-cloud.ts';
import { aTerminal, type TerminalChanges } from './a-terminal.ts';

const MANY = 10_000;
const ids = Array.from({ length: MANY }, (_, n) => idOf(n));
const files = { 'all.txt': ids.join('\n') };
const off = { server: { vmState: 'stopped', powerState: 4 } };
const args = ['stop', '--json', '--servers-from', 'all.txt'] as const;

const many = (changes: TerminalChanges = {}, last: (typeof off)['server'] | object = off.server) =>
  aTerminal({
    files,
    machines: Object.fromEntries(ids.map((id, n) => [id, n === MANY - 1 ? { server: last } : off])),
    ...changes,
  });

const objects = (out: readonly string[]): Record<string, unknown>[] => out.map((line) => JSON.parse(line));

describe('10,000 servers in one call', { timeout: 60_000 }, () => {
  test('10,000 servers in one call are one request with one deadline', async () => {
    const options = { serversFrom: ['all.txt'], concurrency: 8, wait: true, dryRun: false, json: true };
    const plan = await planStop([], options, many().terminal);
    if (plan.kind !== 'plan') return expect.fail('no plan');
    const intents = intentsOf(plan.request);
    expect(intents.map(({ serverId }) => serverId)).toEqual(ids);
    const of = (field: 'requestId' | 'requestedAt' | 'notAfter') => new Set(intents.map((intent) => intent[field]));
    expect([of('requestId').size, of('requestedAt').size, of('notAfter').size]).toEqual([1, 1, 1]);
  });

  test('10,000 servers in one call end once each, and the exit code counts the last of them', async () => {
    const { run, out } = many({}, { lockedBy: 'owner' });
    expect(await run(...args)).toBe(1);
    const ended = objects(out);
    expect(new Set(ended.map(({ serverId }) => serverId)).size).toBe(MANY);
    expect(ended.filter(({ outcome }) => outcome !== 'already-stopped')).toMatchObject([{ outcome: 'held' }]);
  });

  test('10,000 servers in one call are all accounted for after Ctrl-C', async () => {
    const terminal = many();
    let looks = 0;
    terminal.cloud.instead = () => {
      looks += 1;
      if (looks === 100) terminal.interrupt();
      return undefined;
    };
    expect(await terminal.run(...args)).toBe(130);
    const ended = objects(terminal.out);
    expect(ended).toHaveLength(MANY);
    expect(ended.filter(({ because }) => because === 'not looked at').length).toBeGreaterThan(MANY - 200);
    expect(looks).toBeLessThan(200);
  });
});

test('Servers that the window leaves no time for end expired, and no stop is sent late', async () => {
  const terminal = aTerminal({ files: { 'all.txt': ids.slice(0, 60).join('\n') } });
  terminal.cloud.instead = async (verb) => {
    if (verb === 'show') await terminal.clock.sleep(1_000);
    return undefined;
  };
  const startedAt = terminal.clock.now();
  const sentAt: number[] = [];
  const answers = terminal.cloud.instead;
  terminal.cloud.instead = (verb, id) => {
    if (verb === 'stop') sentAt.push(terminal.clock.now() - startedAt);
    return answers(verb, id);
  };
  expect(await terminal.run(...args, '--concurrency', '1', '--window', '30s')).toBe(1);
  const ended = objects(terminal.out);
  expect(ended).toHaveLength(60);
  expect(ended.filter(({ reason }) => reason === 'expired').length).toBeGreaterThan(20);
  expect(Math.max(...sentAt)).toBeLessThan(30_000);
});
