import { describe, expect, test } from 'vitest';
import { aServer, records, seeing } from '../world.ts';
import { inAWord, judged } from './verdict.ts';

const VM_STATES = [
  'active',
  'building',
  'paused',
  'suspended',
  'stopped',
  'rescued',
  'resized',
  'soft-delete',
  'deleted',
  'error',
  'shelved',
  'shelved_offloaded',
  'a-state-of-tomorrow',
] as const;
const TASKS = [
  null,
  'powering-off',
  'powering-on',
  'rebooting',
  'reboot_started',
  'reboot_started_hard',
  'rebuilding',
  'rebuild_spawning',
  'resize_prep',
  'resize_migrating',
  'image_snapshot',
  'image_uploading',
  'deleting',
  'soft-deleting',
  'shelving_offloading',
  'a-task-of-tomorrow',
] as const;
const LOCKS = [true, false, null] as const;
const POWERS = [null, 0, 1, 3, 4, 6, 7] as const;

type Vm = (typeof VM_STATES)[number];
type Task = (typeof TASKS)[number];

interface Rule {
  readonly rule: string;
  readonly vm?: readonly Vm[];
  readonly task?: readonly Task[];
  readonly locked?: readonly (boolean | null)[];
  readonly power?: readonly (number | null)[];
  /** Before the history was read, and with a history in which nobody did anything. */
  readonly first: string;
  readonly withHistory: string;
}

const sure = (word: string) => ({ first: word, withHistory: word });

// DOMAIN table A, as DESIGN section 4 settles it, from top to bottom: the first rule that fits is the expected one.
const RULES: readonly Rule[] = [
  { rule: 'being deleted', task: ['deleting', 'soft-deleting'], first: 'read-history', withHistory: 'wait' },
  {
    rule: 'gone',
    vm: ['deleted', 'soft-delete'],
    task: [null],
    first: 'read-history',
    withHistory: 'bury: not-found',
  },
  { rule: 'coming back', vm: ['deleted', 'soft-delete'], ...sure('wait') },
  { rule: 'somebody starts it', vm: ['stopped'], task: ['powering-on'], first: 'read-history', withHistory: 'wait' },
  { rule: 'off', vm: ['stopped'], task: [null], power: [4], ...sure('done: already-stopped') },
  { rule: 'off, but busy, or by its state alone', vm: ['stopped'], ...sure('wait') },
  { rule: 'shelved and off', vm: ['shelved'], task: [null], power: [4], ...sure('done: already-stopped') },
  { rule: 'shelved, off by its state alone', vm: ['shelved'], task: [null], ...sure('wait') },
  { rule: 'off its host', vm: ['shelved_offloaded'], task: [null], ...sure('done: already-stopped') },
  { rule: 'leaving its host', vm: ['shelved', 'shelved_offloaded'], task: ['shelving_offloading'], ...sure('wait') },
  { rule: 'coming off the shelf', vm: ['shelved', 'shelved_offloaded'], first: 'read-history', withHistory: 'wait' },
  {
    rule: 'Nova refuses',
    vm: ['paused', 'suspended', 'rescued', 'resized'],
    task: [null],
    ...sure('bury: not-stoppable'),
  },
  { rule: 'on its way to or from such a state', vm: ['paused', 'suspended', 'rescued', 'resized'], ...sure('wait') },
  { rule: 'building, or unknown', vm: ['building', 'a-state-of-tomorrow'], ...sure('wait') },
  { rule: 'held', vm: ['active', 'error'], task: [null], locked: [true], ...sure('done: held') },
  { rule: 'stoppable', vm: ['active', 'error'], task: [null], ...sure('send') },
  { rule: 'busy', vm: ['active', 'error'], ...sure('wait') },
];

const allows = <T>(some: readonly T[] | undefined, one: T): boolean => some === undefined || some.includes(one);

describe('table A: every state of a calm server', () => {
  const worlds = VM_STATES.flatMap((vm) =>
    TASKS.flatMap((task) => LOCKS.flatMap((locked) => POWERS.map((power) => ({ vm, task, locked, power })))),
  );
  const ruled = worlds.map((world) => ({
    ...world,
    rule: RULES.find(
      (rule) =>
        allows(rule.vm, world.vm) &&
        allows(rule.task, world.task) &&
        allows(rule.locked, world.locked) &&
        allows(rule.power, world.power),
    ),
  }));

  test('the rules cover every state', () => {
    expect(worlds).toHaveLength(13 * 16 * 3 * 7);
    expect(ruled.filter(({ rule }) => rule === undefined)).toEqual([]);
  });

  for (const rule of RULES) {
    test(`${rule.rule}: ${rule.withHistory}`, () => {
      const mine = ruled.filter((world) => world.rule === rule);
      expect(mine).not.toEqual([]);
      for (const { vm, task, locked, power } of mine) {
        const server = aServer({ vmState: vm, taskState: task, locked, powerState: power });
        const first = judged(seeing(server));
        const second = judged(seeing(server, records()));
        const told = { vm, task, locked, power, first: inAWord(first), second: inAWord(second) };
        expect(told).toEqual({ vm, task, locked, power, first: rule.first, second: rule.withHistory });
        expect(first.because).not.toBe('');
        expect(second.because).not.toBe('');
      }
    });
  }

  test('a server that was never launched cannot be stopped', () => {
    for (const vmState of ['active', 'error'])
      expect(inAWord(judged(seeing(aServer({ vmState, launched: false }))))).toBe('bury: not-stoppable');
  });

  test('whether it was launched is left to Nova when it is not told', () => {
    expect(inAWord(judged(seeing(aServer({ launched: null }))))).toBe('send');
  });
});
