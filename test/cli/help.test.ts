import { describe, expect, test } from 'vitest';
import { COMMAND } from '../../cli/terminal/terminal.ts';
import { idOf } from './a-cloud.ts';
import { aTerminal } from './a-terminal.ts';
import { anAws } from './an-aws.ts';

const helpOf = async (...args: readonly string[]): Promise<string> => {
  const { run, out } = aTerminal({ size: { columns: 80, rows: 24 } });
  expect(await run(...args, '--help')).toBe(0);
  return out.join('\n');
};

/** The lines of a help that show a call, as typed. */
const examplesOf = (help: string): readonly string[] =>
  (help.split(/^Examples?[^:]*:$/m)[1] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

// A shell's words, as far as the examples need them.
const words = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');

// What the filter of the examples finds, as the OpenStack client writes it.
const files = { 'rack-3.csv': `"ID","Name"\n"${idOf(1)}","rack-3-a"\n"${idOf(2)}","rack-3-b"\n` };

describe.each(['stop', 'servers', 'freeze', 'thaw', 'check', 'report'])('the help of %s', (command) => {
  test(`The help of ${command} names the command as typed, in its usage and its examples`, async () => {
    const help = await helpOf(command);
    expect(help).toContain(`Usage: ${COMMAND} ${command}`);
    const examples = examplesOf(help);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples)
      expect(example).toMatch(new RegExp(`^(${COMMAND} ${command}|openstack server list )`));
    expect(help).not.toContain('npx');
  });

  test(`The help of ${command} fits a terminal of 80 columns`, async () => {
    for (const line of (await helpOf(command)).split('\n')) expect(line.length, line).toBeLessThan(80);
  });
});

// What the options of the examples find.
const machines = {
  [idOf(1)]: { server: { name: 'ci-1', tags: ['env=dev'] } },
  [idOf(2)]: { server: { name: 'ci-2', tags: ['env=dev', 'keep'] } },
};

test.each(['stop', 'servers', 'freeze', 'thaw'])('Every example in the help of %s works as typed', async (command) => {
  for (const example of examplesOf(await helpOf(command)).filter((line) => line.startsWith(COMMAND))) {
    const { aws } = anAws();
    const { run, err } = aTerminal({ files, machines, answer: true, aws });
    expect([await run(...words(example.slice(COMMAND.length))), err], example).toEqual([0, []]);
  }
});

test('The example list in the help of stop holds a part of the project, and a dry run reads it first', async () => {
  const examples = examplesOf(await helpOf('stop'));
  const lists = examples.filter((example) => example.startsWith('openstack'));
  expect(lists.length).toBeGreaterThan(0);
  for (const list of lists) {
    expect(list).toMatch(/ --name '\^\S+' /);
    const made = words(list).at(-1) ?? '';
    expect(Object.keys(files)).toContain(made);
    const reading = examples.filter((example) => example.includes(`--servers-from ${made}`));
    expect(words(reading[0] ?? '')).toContain('--dry-run');
    expect(examples.indexOf(reading[0] ?? '')).toBeGreaterThan(examples.indexOf(list));
  }
  expect(examples.filter((example) => example.includes('|'))).toEqual([]);
});
