import { describe, expect, test } from 'vitest';
import { COMMAND } from '../../../cli/terminal/terminal.ts';
import { HOUR, MINUTE, NOON } from '../../builders.ts';
import { aTerminal } from '../a-terminal.ts';
import { aStack, serverLetter, serverOf } from './a-stack.ts';

const COMMANDS = ['list', 'show', 'replay', 'drop'] as const;

const helpOf = async (...args: readonly string[]): Promise<string> => {
  const { run, out } = aTerminal({ size: { columns: 80, rows: 24 } });
  expect(await run('dead-letters', ...args, '--help')).toBe(0);
  return out.join('\n');
};

const examplesOf = (help: string): readonly string[] =>
  (help.split(/^Examples[^:]*:$/m)[1] ?? '').split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));

describe.each(COMMANDS)('the help of dead-letters %s', (command) => {
  test(`The help of dead-letters ${command} fits 80 columns and has exit codes and examples`, async () => {
    const help = await helpOf(command);
    for (const line of help.split('\n')) expect(line.length, line).toBeLessThan(80);
    expect(help).toContain('Exit codes:');
    expect(examplesOf(help).length).toBeGreaterThan(1);
  });

  test(`Every example in the help of dead-letters ${command} works as typed`, async () => {
    for (const example of examplesOf(await helpOf(command))) {
      expect(example.startsWith(`${COMMAND} dead-letters ${command} `)).toBe(true);
      // The letters that the examples name.
      const letters = ['0d1c2b3a', '9f8e7d6c'].map((start, n) =>
        serverLetter(
          n,
          { reason: 'expired' },
          { requestedAt: NOON - HOUR, notAfter: NOON - MINUTE },
          { messageId: `${start}-1111-4222-8333-444455556666` },
        ),
      );
      const machines = Object.fromEntries([0, 1].map((n) => [serverOf(n), { server: { agedMs: 100 * HOUR } }]));
      const { at } = aStack(letters, { machines, answer: true, env: { LIGHTS_OUT_STACK: 'prod' } });
      const args = example.slice(COMMAND.length).trim().split(' ');
      expect([await at.run(...args), at.err], example).toEqual([0, []]);
    }
  });
});

test('The help of dead-letters names its four commands', async () => {
  const help = await helpOf();
  for (const command of COMMANDS) expect(help).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  for (const line of help.split('\n')) expect(line.length, line).toBeLessThan(80);
});
