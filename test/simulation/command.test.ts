import { describe, expect, test } from 'vitest';
import { Misuse, readCommand } from './command.ts';
import { drawPlan } from './draw-plan.ts';
import { FIXTURE_FORMAT, fixtureText, readFixture } from './fixture.ts';

describe('the command line', () => {
  test('reads numbers and switches', () => {
    expect(readCommand(['--seeds', '200', '--from', '7', '--trace'])).toMatchObject({
      seeds: 200,
      from: 7,
      trace: true,
    });
  });

  test.for([
    ['--bogus'],
    ['--seed', 'x'],
    ['--seed', '-1'],
    ['--seed', '4294967296'],
    ['--seeds', '1.5'],
    ['--seed'],
    ['12'],
  ])('refuses %s', (args) => {
    expect(() => readCommand(args)).toThrow(Misuse);
  });
});

describe('a fixture', () => {
  test('is read as it was written', () => {
    const plan = { ...drawPlan(3), faults: [] };
    expect(readFixture(fixtureText('S1', plan))).toEqual({ fixture: { format: FIXTURE_FORMAT, about: 'S1', plan } });
  });

  test.for([
    ['{', 'not JSON'],
    ['{"plan": {}}', 'not a fixture: it has no format'],
    ['{"format": 0, "plan": {}}', 'of format 0, and this reads format 1'],
    ['{"format": 1, "plan": {"seed": 1}}', 'its plan cannot be read'],
  ] as const)('%s is %s', ([text, problem]) => {
    expect(readFixture(text)).toEqual({ problem });
  });
});
