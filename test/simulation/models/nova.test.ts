import { describe, expect, test } from 'vitest';
import { drawPlan } from '../draw/plan.ts';
import type { StopAnswer } from '../engine/record.ts';
import { createWorld, DUSK } from '../engine/world.ts';
import type { Deed, Plan, ServerPlan } from '../plan.ts';
import { createNova, serverIdOf } from './nova.ts';

const SERVER: ServerPlan = { state: 'running', locked: false, upForMs: 3_600_000, echoes: false };
const ID = serverIdOf(0);

const aNova = (server: Partial<ServerPlan> = {}, changes: Partial<Plan> = {}) => {
  const plan: Plan = { ...drawPlan(1), novaSkewMs: 0, servers: [{ ...SERVER, ...server }], rates: {}, ...changes };
  const world = createWorld(plan);
  const nova = createNova(world);
  const answers: StopAnswer[] = [];
  return {
    nova,
    answers,
    stopAt: (inMs: number, takesMs = 10): void =>
      world.timeline.at(DUSK + inMs, () => nova.stop(ID, `req-${inMs}`, takesMs, (answer) => answers.push(answer))),
    doAt: (inMs: number, happen: () => void): void => world.timeline.at(DUSK + inMs, happen),
    run: () => world.timeline.run(DUSK + 3_600_000),
  };
};

describe('the model of Nova', () => {
  test('takes a stop of a running server, writes its record, and powers it off', async () => {
    const { nova, answers, stopAt, run } = aNova();
    stopAt(1_000);
    await run();
    expect(answers).toEqual(['accepted']);
    expect(nova.view(ID, 0)).toMatchObject({ vmState: 'stopped', taskState: null, powerState: 4 });
    expect(nova.records(ID, 0).at(-1)).toMatchObject({
      action: 'stop',
      requestId: 'req-1000',
      arrivedAt: DUSK + 1_000,
    });
  });

  test('answers the loser of a race of two stops 500, and a later one 409', async () => {
    const { answers, stopAt, run } = aNova();
    stopAt(1_000, 50);
    stopAt(1_010, 60);
    stopAt(1_500, 10);
    await run();
    expect(answers).toEqual(['accepted', 'error', 'conflict']);
  });

  test.for([
    ['a stopped server', { state: 'stopped' }, 'conflict'],
    ['a paused server', { state: 'paused' }, 'conflict'],
    ['a locked server', { locked: true }, 'conflict'],
    ['a server in error', { state: 'error' }, 'accepted'],
  ] as const)('a stop of %s', async ([, server, expected]) => {
    const { answers, stopAt, run } = aNova(server);
    stopAt(1_000);
    await run();
    expect(answers).toEqual([expected]);
  });

  test('does not look at locks for an admin', async () => {
    const { answers, stopAt, run } = aNova({ locked: true }, { ourRole: 'admin' });
    stopAt(1_000);
    await run();
    expect(answers).toEqual(['accepted']);
  });

  test('takes at least two seconds for a reboot, and refuses stops meanwhile', async () => {
    const { nova, answers, doAt, stopAt, run } = aNova();
    doAt(1_000, () => nova.does({ deed: 'reboot', server: ID, takesMs: 5, endsAt: 0 }, false));
    stopAt(2_900);
    doAt(2_950, () => answers.push(nova.view(ID, 0)?.taskState === null ? 'accepted' : 'conflict'));
    await run();
    expect(answers).toEqual(['conflict', 'conflict']);
    expect(nova.view(ID, 0)).toMatchObject({ vmState: 'active', taskState: null });
  });

  test('shows what a replica that is behind would show', async () => {
    const { nova, stopAt, doAt, run } = aNova();
    stopAt(1_000);
    const seen: unknown[] = [];
    doAt(60_000, () => seen.push(nova.view(ID, 59_100), nova.records(ID, 59_100).length, nova.records(ID, 0).length));
    await run();
    expect(seen).toEqual([expect.objectContaining({ vmState: 'active', taskState: null }), 2, 3]);
  });

  test('moves `updated` in whole seconds of its own clock', async () => {
    const { nova, stopAt, doAt, run } = aNova({}, { novaSkewMs: 20_400 });
    stopAt(1_000);
    let updatedAt: number | undefined;
    doAt(1_100, () => {
      updatedAt = nova.view(ID, 0)?.updatedAt;
    });
    await run();
    expect(updatedAt).toBe(DUSK + 21_000);
  });

  describe('lists servers', () => {
    const project = (changes: Partial<Plan> = {}) =>
      aNova({}, { servers: [SERVER, SERVER, SERVER, { ...SERVER, builtInMs: 60_000 }], pageSize: 2, ...changes });

    test('newest first, in pages, and a server only from when it was built', async () => {
      const { nova, doAt, run } = project();
      const before = nova.page(0, undefined, undefined);
      expect(before.records.map(({ id }) => id)).toEqual([serverIdOf(2), serverIdOf(1)]);
      expect(nova.page(0, before.next, undefined)).toMatchObject({ records: [{ id: ID }], next: undefined });
      doAt(70_000, () => {
        expect(nova.page(0, undefined, undefined).records[0]?.id).toBe(serverIdOf(3));
        expect(nova.page(20_000, undefined, undefined).records[0]?.id).toBe(serverIdOf(2));
      });
      await run();
    });

    test('with a cell that is down as UNKNOWN on the first page, and without a trace on the next', () => {
      const { nova } = project({ pageSize: 3 });
      expect(nova.page(0, undefined, 'page.cell-down')).toMatchObject({
        records: [{ id: serverIdOf(2) }, { id: ID }],
        unknown: [serverIdOf(1)],
      });
      expect(nova.page(0, serverIdOf(2), 'page.cell-down')).toMatchObject({ records: [{ id: ID }], unknown: [] });
      expect(nova.page(0, undefined, 'page.cell-lost')).toMatchObject({ records: [{}, {}], unknown: [] });
    });

    test('with the marker that was asked for as the next one, when pages do not advance', () => {
      const { nova } = project();
      expect(nova.page(0, serverIdOf(2), 'page.stuck').next).toBe(serverIdOf(2));
    });
  });

  test('takes tags and marks away and sets them, and a server that is gone has none', async () => {
    const { nova, run } = aNova({ tags: ['env=dev'] });
    const does = (deed: Deed, endsAt = 0): boolean => nova.does({ deed, server: ID, takesMs: 0, endsAt }, false);
    expect(does('untag')).toBe(true);
    expect(does('protect')).toBe(true);
    expect(does('protect-until', DUSK)).toBe(true);
    expect(nova.view(ID, 0)).toMatchObject({
      tags: ['lights-out=never'],
      metadata: { 'lights-out-until': '2026-03-02T20:00:00.000Z' },
    });
    expect(does('unprotect')).toBe(true);
    expect(nova.view(ID, 0)).toMatchObject({ tags: [], metadata: {} });
    does('delete');
    await run();
    expect(does('tag')).toBe(false);
  });
});
