import { describe, expect, test } from 'vitest';
import { drawPlan } from '../draw/plan.ts';
import type { StopAnswer } from '../engine/record.ts';
import { createWorld, DUSK } from '../engine/world.ts';
import type { Plan, ServerPlan } from '../plan.ts';
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
    machine: nova.machines.get(ID),
    stopAt: (inMs: number, takesMs = 10, asAdmin = false): void =>
      world.timeline.at(DUSK + inMs, () =>
        nova.stop(ID, `req-${inMs}`, takesMs, asAdmin, (answer) => answers.push(answer)),
      ),
    doAt: (inMs: number, happen: () => void): void => world.timeline.at(DUSK + inMs, happen),
    run: () => world.timeline.run(DUSK + 3_600_000),
  };
};

describe('the model of Nova', () => {
  test('takes a stop of a running server, writes its record, and powers it off', async () => {
    const { machine, answers, stopAt, run } = aNova();
    stopAt(1_000);
    await run();
    expect(answers).toEqual(['accepted']);
    expect(machine?.now()).toMatchObject({ vmState: 'stopped', taskState: null, powerState: 4 });
    expect(machine?.recordsAsOf(DUSK + 3_600_000).at(-1)).toMatchObject({
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
    const { answers, stopAt, run } = aNova({ locked: true });
    stopAt(1_000, 10, true);
    await run();
    expect(answers).toEqual(['accepted']);
  });

  test('takes at least two seconds for a reboot, and refuses stops meanwhile', async () => {
    const { nova, machine, answers, doAt, stopAt, run } = aNova();
    doAt(1_000, () => nova.does('reboot', ID, 5, false));
    stopAt(2_900);
    doAt(2_950, () => answers.push(machine?.now()?.taskState === null ? 'accepted' : 'conflict'));
    await run();
    expect(answers).toEqual(['conflict', 'conflict']);
    expect(machine?.now()).toMatchObject({ vmState: 'active', taskState: null });
  });

  test('shows what a replica that is behind would show', async () => {
    const { machine, stopAt, run } = aNova();
    stopAt(1_000);
    await run();
    expect(machine?.asOf(DUSK + 900)).toMatchObject({ vmState: 'active', taskState: null });
    expect(machine?.recordsAsOf(DUSK + 900)).toHaveLength(1);
  });

  test('moves `updated` in whole seconds of its own clock', async () => {
    const { machine, stopAt, run } = aNova({}, { novaSkewMs: 20_400 });
    stopAt(1_000);
    await run();
    expect(machine?.asOf(DUSK + 1_100)?.updatedAt).toBe(DUSK + 21_000);
  });
});
