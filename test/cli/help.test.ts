import { describe, expect, test } from 'vitest';
import { COMMAND } from '../../cli/command-name.ts';
import { idOf } from './a-cloud.ts';
import { aWorld } from './a-world.ts';

const helpOf = async (...args: readonly string[]): Promise<string> => {
  const { run, out } = aWorld();
  expect(await run(...args, '--help')).toBe(0);
  return out.join('\n');
};

/** The lines of a help that show a call, as typed. */
const examplesOf = (help: string): readonly string[] =>
  (help.split(/^Examples?.*:$/m)[1] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

// A shell's words, as far as the examples need them.
const words = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');

const files = { 'rack-3.txt': `${idOf(1)}\n`, '-': `${idOf(2)}\n` };

describe.each(['stop', 'check'])('the help of %s', (command) => {
  test('names the command as it is typed, in its usage and its examples', async () => {
    const help = await helpOf(command);
    expect(help).toContain(`Usage: ${COMMAND} ${command}`);
    const examples = examplesOf(help);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(example).toContain(`${COMMAND} ${command}`);
    expect(help).not.toContain('npx');
  });
});

test('every example of stop works as typed', async () => {
  for (const example of examplesOf(await helpOf('stop'))) {
    const { run, err } = aWorld({ files });
    const typed = words(example.slice(example.indexOf(COMMAND) + COMMAND.length));
    expect([await run(...typed), err], example).toEqual([0, []]);
  }
});

test('an example that is fed by a list of a whole project filters it, and sends nothing', async () => {
  const piped = examplesOf(await helpOf('stop')).filter((example) => example.includes('|'));
  expect(piped.length).toBeGreaterThan(0);
  for (const example of piped) {
    expect(example).toMatch(/openstack server list (?:.*)--name /);
    expect(words(example)).toContain('--dry-run');
  }
});
