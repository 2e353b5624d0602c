import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readCommand } from '../../bench/command-line.ts';
import type { Question } from '../../bench/question.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const question = (name: string, takes?: Question['takes']): Question => ({
  name,
  what: name,
  ...(takes === undefined ? {} : { takes }),
  run: async () => undefined,
});
const stops = question('stops', ['rounds', 'servers', 'quiet', 'also']);
const calls = question('calls');
const night = question('night');

const read = (...args: readonly string[]) => readCommand(args, [stops, calls], [night]);

test('without options each question runs that needs nothing else', () => {
  expect(read()).toEqual({ kind: 'run', questions: [stops, calls], options: { quiet: 0, also: [] } });
});

test('--only runs the questions that it names, others too', () => {
  expect(read('--only', 'night', '--only', 'stops')).toMatchObject({ kind: 'run', questions: [stops, night] });
});

test('numbers and folders reach the question', () => {
  expect(read('--only', 'stops', '--rounds', '3', '--servers', '50', '--quiet', '8', '--also', ROOT)).toMatchObject({
    options: { rounds: 3, servers: 50, quiet: 8, also: [ROOT.replace(/\/$/, '')] },
  });
});

test.each([
  [['--fast'], /--fast/],
  [['stops'], /stops/],
  [['--only', 'starts'], /--only starts: there is stops, calls, night/],
  [['--rounds', '0'], /--rounds 0/],
  [['--servers', 'ten'], /--servers ten/],
  [['--also', '/nowhere'], /--also \/nowhere: no checkout/],
])('%j is refused in one line', (args, problem) => {
  const command = read(...args);
  expect(command).toEqual({ kind: 'problem', problem: expect.stringMatching(problem) });
});

test('an option that no chosen question takes is refused', () => {
  expect(read('--only', 'calls', '--rounds', '3')).toEqual({
    kind: 'problem',
    problem: '--rounds: none of calls takes it',
  });
});

test('the command ends with 2 and one line when it is wrong', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bench/main.ts', '--fast'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect({ status, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ status: 2, stdout: '', lines: 1 });
});
