import { describe, expect, test } from 'vitest';
import { stopPlan } from '../../cli/stop-plan.ts';
import { idOf } from './a-cloud.ts';
import { aWorld, type WorldChanges } from './a-world.ts';

const MANY = 10_000;
const ids = Array.from({ length: MANY }, (_, n) => idOf(n));
const files = { 'all.txt': ids.join('\n') };
const off = { server: { vmState: 'stopped', powerState: 4 } };
const args = ['stop', '--json', '--servers-from', 'all.txt'] as const;

const many = (changes: WorldChanges = {}, last: (typeof off)['server'] | object = off.server) =>
  aWorld({
    files,
    machines: Object.fromEntries(ids.map((id, n) => [id, n === MANY - 1 ? { server: last } : off])),
    ...changes,
  });

const objects = (out: readonly string[]): Record<string, unknown>[] => out.map((line) => JSON.parse(line));

describe('10,000 servers in one call', { timeout: 60_000 }, () => {
  test('are one request with one deadline', async () => {
    const options = { serversFrom: ['all.txt'], concurrency: 8, wait: true, dryRun: false, json: true };
    const plan = await stopPlan([], options, many().world);
    if (plan.kind !== 'plan') return expect.fail('no plan');
    expect(plan.intents.map(({ serverId }) => serverId)).toEqual(ids);
    const of = (field: 'requestId' | 'requestedAt' | 'notAfter') =>
      new Set(plan.intents.map((intent) => intent[field]));
    expect([of('requestId').size, of('requestedAt').size, of('notAfter').size]).toEqual([1, 1, 1]);
  });

  test('end once each, and the exit code counts the last of them', async () => {
    const { run, out } = many({}, { lockedBy: 'owner' });
    expect(await run(...args)).toBe(1);
    const ended = objects(out);
    expect(new Set(ended.map(({ serverId }) => serverId)).size).toBe(MANY);
    expect(ended.filter(({ outcome }) => outcome !== 'already-stopped')).toMatchObject([{ outcome: 'held' }]);
  });

  test('are all accounted for after Ctrl-C', async () => {
    const world = many();
    let looks = 0;
    world.cloud.instead = () => {
      looks += 1;
      if (looks === 100) world.interrupt();
      return undefined;
    };
    expect(await world.run(...args)).toBe(130);
    const ended = objects(world.out);
    expect(ended).toHaveLength(MANY);
    expect(ended.filter(({ because }) => because === 'not looked at').length).toBeGreaterThan(MANY - 200);
    expect(looks).toBeLessThan(200);
  });
});

test('what the window leaves no time for ends expired, and nothing is sent late', async () => {
  const world = aWorld({ files: { 'all.txt': ids.slice(0, 60).join('\n') } });
  world.cloud.instead = async (verb) => {
    if (verb === 'show') await world.clock.sleep(1_000);
    return undefined;
  };
  const startedAt = world.clock.now();
  const sentAt: number[] = [];
  const answers = world.cloud.instead;
  world.cloud.instead = (verb, id) => {
    if (verb === 'stop') sentAt.push(world.clock.now() - startedAt);
    return answers(verb, id);
  };
  expect(await world.run(...args, '--concurrency', '1', '--window', '30s')).toBe(1);
  const ended = objects(world.out);
  expect(ended).toHaveLength(60);
  expect(ended.filter(({ reason }) => reason === 'expired').length).toBeGreaterThan(20);
  expect(Math.max(...sentAt)).toBeLessThan(30_000);
});
