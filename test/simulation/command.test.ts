import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { carryOut } from './carry-out.ts';
import { Misuse, readCommand } from './command.ts';
import { drawPlan } from './draw/plan.ts';
import { FIXTURE_FORMAT, fixtureText, readFixture } from './fixture.ts';

describe('the command line', () => {
  test('reads numbers and switches', () => {
    expect(readCommand(['--seeds', '200', '--from', '7', '--calm'])).toMatchObject({
      seeds: 200,
      from: 7,
      calm: true,
    });
    expect(readCommand(['--orders', '--changes', '2', '--faults'])).toMatchObject({ changes: 2, faults: true });
  });

  test.for([
    ['--bogus'],
    ['--seed', 'x'],
    ['--seed', '-1'],
    ['--seed', '4294967296'],
    ['--seeds', '1.5'],
    ['--seed'],
    ['--orders', '--changes', 'many'],
    ['--hash', '--report', 'file'],
    ['--pairs'],
    ['--seeds', '10', '--trace'],
    ['--seed', '1', '--seeds', '10'],
    ['--seed', '1', '--plants'],
    ['--crash-points', '--faults'],
    ['--seed', '1', '--keep'],
    ['12'],
  ])('refuses %s', (args) => {
    expect(() => readCommand(args)).toThrow(Misuse);
  });
});

test.for([
  [['--fixture', '/nowhere/plan.json'], '--fixture: no file /nowhere/plan.json'],
  [['--fixture', '/dev'], '--fixture /dev: not a file'],
  [['--report', '/dev/zero'], '--report /dev/zero: not a file'],
  [['--report', '/nowhere/report.json'], '--report /nowhere/report.json: cannot be written (ENOENT)'],
] as const)('%s cannot be used', async ([args, problem]) => {
  await expect(carryOut(readCommand(args), () => {})).rejects.toThrow(problem);
});

test('a seed that breaks a promise is printed with the command that shows it', async () => {
  const args = [fileURLToPath(new URL('main.ts', import.meta.url)), '--seeds', '1', '--plant', 'no-mark'];
  const broken = promisify(execFile)(process.execPath, args);
  await expect(broken).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      /^seed 1: BROKEN S6: .*\n(?:seed 1: .*\n)*look at it: npm run simulate -- --seed 1 --plant no-mark --shrink --trace\n/,
    ),
  });
});

const PLAN = { ...drawPlan(3), faults: [] };

describe('a fixture', () => {
  test('is read as it was written', () => {
    const kept = { about: 'a late stop', breaks: 'S1', plant: 'no-deadline', plan: PLAN };
    expect(readFixture(fixtureText(kept))).toEqual({ fixture: { format: FIXTURE_FORMAT, ...kept } });
  });

  test.for([
    ['{', 'not JSON'],
    ['{"plan": {}}', 'not a fixture: it has no format'],
    ['{"format": 1, "plan": {}}', 'of format 1, and this reads format 2'],
    ['{"format": 2, "plan": {"seed": 1}}', 'its plan cannot be read'],
    [
      fixtureText({ about: 'x', breaks: 'S1', plan: PLAN }).replace('"breaks"', '"broke"'),
      'it does not say what it breaks',
    ],
    [
      fixtureText({ about: 'x', breaks: 'S1', plan: PLAN }).replace('"plan"', '"plant": 1, "plan"'),
      'its plant is not a name',
    ],
  ] as const)('%s is %s', ([text, problem]) => {
    expect(readFixture(text)).toEqual({ problem });
  });
});
