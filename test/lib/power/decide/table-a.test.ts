import { describe, expect, test } from 'vitest';
import { anAction, aServer, MINUTE, NOON, records, seeing } from '../../../builders.ts';
import { coded, rowsUnder, vocabularyOf } from '../../../docs/nova-page.ts';
import { inAWord, judged } from './verdict.ts';

// Table A (docs/nova.md, section 6), from top to bottom: the first row that fits is the expected one.

const VM_STATES = [...vocabularyOf('OS-EXT-STS:vm_state'), 'a-state-of-tomorrow'];
const TASKS = [null, ...vocabularyOf('OS-EXT-STS:task_state'), 'a-task-of-tomorrow'];
const LOCKS = [true, false, null] as const;
const POWERS = [null, 0, 1, 3, 4, 6, 7] as const;

/** The values of a cell; undefined for any. */
const valuesOf = (cell = ''): readonly unknown[] | undefined => {
  if (cell === 'any') return undefined;
  if (cell === 'null') return [null];
  if (cell === 'locked') return [true];
  return /^\d$/.test(cell) ? [Number(cell)] : coded(cell);
};

const RULES = rowsUnder('situation').map(([rule, vm, task, locked, power, ...decisions]) => ({
  rule,
  vm: valuesOf(vm),
  task: valuesOf(task),
  locked: valuesOf(locked),
  power: valuesOf(power),
  /** At the first look, with a list in which nobody acted, and with one in which somebody did. */
  decisions: decisions.flatMap(coded),
}));

const SOMEBODY = records(
  anAction({ action: 'delete', requestId: 'req-2', startedAt: NOON + MINUTE / 2 }),
  anAction({ action: 'start', startedAt: NOON + MINUTE / 3 }),
);

const allows = (some: readonly unknown[] | undefined, one: unknown): boolean =>
  some === undefined || some.includes(one);

describe('Table A holds for every state of a calm server', () => {
  const worlds = VM_STATES.flatMap((vm) =>
    TASKS.flatMap((task) => LOCKS.flatMap((locked) => POWERS.map((power) => ({ vm, task, locked, power })))),
  );
  const ruled = worlds.map((world) => ({
    world,
    rule: RULES.find(
      (rule) =>
        allows(rule.vm, world.vm) &&
        allows(rule.task, world.task) &&
        allows(rule.locked, world.locked) &&
        allows(rule.power, world.power),
    ),
  }));

  test('the rows of Table A cover every state', () => {
    expect(worlds).toHaveLength(13 * 44 * 3 * 7);
    expect(ruled.filter(({ rule }) => rule === undefined)).toEqual([]);
  });

  test('the rows of Table A name no state that Nova does not have', () => {
    expect(VM_STATES).toEqual(expect.arrayContaining(RULES.flatMap(({ vm }) => vm ?? [])));
    expect(TASKS).toEqual(expect.arrayContaining(RULES.flatMap(({ task }) => task ?? [])));
  });

  test.each(RULES)('a server in the row "$rule" of Table A is judged as the row says', (row) => {
    const mine = ruled.filter(({ rule }) => rule === row);
    expect(mine).not.toEqual([]);
    expect(row.decisions).toHaveLength(3);
    const others = mine.flatMap(({ world }) => {
      const { vm: vmState, task: taskState, locked, power: powerState } = world;
      const server = aServer({ vmState, taskState, locked, powerState });
      const decisions = [seeing(server), seeing(server, records()), seeing(server, SOMEBODY)].map((seen) =>
        judged(seen),
      );
      const isAsSaid = decisions.every((one, n) => inAWord(one) === row.decisions[n] && one.because !== '');
      return isAsSaid ? [] : [{ ...world, decisions }];
    });
    expect(others).toEqual([]);
  });

  test('a server that was never launched cannot be stopped', () => {
    for (const vmState of ['active', 'error'])
      expect(inAWord(judged(seeing(aServer({ vmState, launched: false }))))).toBe('bury: not-stoppable');
  });

  test('a server whose launch the answer does not show is left to Nova', () => {
    expect(inAWord(judged(seeing(aServer({ launched: null }))))).toBe('send');
  });
});
