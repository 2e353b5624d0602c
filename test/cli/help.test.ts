import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { commandTree } from '../../cli/program.ts';
import { COMMAND } from '../../cli/terminal/terminal.ts';
import { KEY } from '../lib/webhook/a-webhook.ts';
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
const files = {
  'stop.json': `{"serverIds":["${idOf(1)}"]}`,
  'keys.txt': KEY,
  'rack-3.csv': `"ID","Name"\n"${idOf(1)}","rack-3-a"\n"${idOf(2)}","rack-3-b"\n`,
};

/** Every command of the tree, by the words that call it: `stop`, `dead-letters list`. */
const commandsIn = (command: Command, path: readonly string[] = []): readonly (readonly [string, Command])[] =>
  command.commands.flatMap((one) => {
    const words = [...path, one.name()];
    return [[words.join(' '), one] as const, ...commandsIn(one, words)];
  });

const ROOT = commandTree('1.2.3', aTerminal().terminal, () => {});
const COMMANDS = commandsIn(ROOT);
/** Those that do something; the others only group commands. */
const LEAVES = COMMANDS.filter(([, command]) => command.commands.length === 0);

/** Commands that have done what was asked, or were asked wrongly: nothing of theirs can fail. */
const NEVER_1 = ['sign', 'completion'];

const codesOf = (help: string): readonly string[] =>
  [...((help.split('Exit codes:\n')[1] ?? '').split('\n\n')[0]?.matchAll(/^ {2}(\d+) {2,}\S/gm) ?? [])].map(
    ([, code]) => code ?? '',
  );

test('The walk finds the commands', () => {
  expect(LEAVES.map(([path]) => path)).toEqual(
    expect.arrayContaining(['stop', 'servers', 'freeze', 'thaw', 'check', 'sign', 'completion']),
  );
});

describe.each(COMMANDS)('the help of %s', (path, command) => {
  test(`The help of ${path} fits a terminal of 80 columns`, async () => {
    for (const line of (await helpOf(...path.split(' '))).split('\n')) expect(line.length, line).toBeLessThan(80);
  });

  test(`${path} has a summary and a description, and so has each of its options and arguments`, () => {
    expect(command.summary()).toMatch(/^[a-z].*[^.]$/);
    expect(command.description()).toMatch(/^[A-Z].*\.$/);
    for (const { flags, description } of command.createHelp().visibleOptions(command))
      expect(description, flags).toMatch(/^[a-z].*[^.]$/);
    for (const { description } of command.registeredArguments) expect(description).toMatch(/^[a-z].*[^.]$/);
  });
});

describe.each(LEAVES)('%s as a command', (path, command) => {
  const words = path.split(' ');
  const option = (long: string) => command.options.find((one) => one.long === long);

  test(`The help of ${path} names the command as typed, in its usage and its examples`, async () => {
    const help = await helpOf(...words);
    expect(help).toContain(`Usage: ${COMMAND} ${path}`);
    const examples = examplesOf(help);
    expect(examples.some((example) => example.includes(`${COMMAND} ${path}`))).toBe(true);
    for (const example of examples)
      expect(example).toMatch(new RegExp(`^((eval "\\$\\()?${COMMAND} ${path}|openstack server list )`));
    expect(help).not.toContain('npx');
  });

  test(`The help of ${path} lists its exit codes`, async () => {
    const codes = codesOf(await helpOf(...words));
    expect(codes.filter((code) => code !== '130')).toEqual(NEVER_1.includes(path) ? ['0', '2'] : ['0', '1', '2']);
    expect(codes.indexOf('130')).toBeOneOf([-1, codes.length - 1]);
  });

  test(`${path} describes --json and --stack in the words that every command uses`, () => {
    const json = option('--json');
    if (json !== undefined)
      expect(json.description).toMatch(
        /^print one JSON object (per line for|with) .+, and nothing else on standard output$/,
      );
    const stack = option('--stack');
    if (stack !== undefined)
      expect(stack.description).toMatch(
        / deployed stack \(default: LIGHTS_OUT_STACK\); region and profile as the AWS CLI reads them$/,
      );
  });

  const needsWords =
    command.registeredArguments.some(({ required }) => required) || command.options.some(({ mandatory }) => mandatory);
  const isOpen = command.registeredArguments.some(({ variadic }) => variadic);
  const tooMany = command.registeredArguments.map(() => 'word').concat('word');
  test.each([
    ['--nonsense'],
    ...(isOpen ? [] : [tooMany]),
    ...(needsWords ? [[]] : []),
    ...command.options.filter(({ required }) => required).map(({ long }) => [long ?? '']),
  ])(`${path} answers %j with one line and exit code 2`, async (...typed) => {
    const { run, out, err } = aTerminal({ aws: anAws().aws });
    expect(await run(...words, ...typed)).toBe(2);
    expect([out, err]).toEqual([[], [expect.stringMatching(/^lights-out: \S.*$/)]]);
  });
});

describe('the command line', () => {
  test('Without a command the help of all is shown on standard error, and the exit code is 2', async () => {
    const { run, out, err } = aTerminal({ size: { columns: 80, rows: 24 } });
    expect(await run()).toBe(2);
    expect(out).toEqual([]);
    const help = err.join('\n');
    for (const { name, summary } of ROOT.commands.map((one) => ({ name: one.name(), summary: one.summary() }))) {
      expect(help).toContain(`\n  ${name}`);
      expect(help.replace(/\s+/g, ' ')).toContain(summary);
    }
    for (const line of help.split('\n')) expect(line.length, line).toBeLessThan(80);
  });

  test('Help of a command is shown on standard output by --help and by the command help', async () => {
    for (const [path] of LEAVES.filter(([one]) => !one.includes(' '))) {
      const { run, out, err } = aTerminal({ size: { columns: 80, rows: 24 } });
      expect([await run('help', path), err]).toEqual([0, []]);
      expect(out.join('\n')).toBe(await helpOf(path));
    }
  });

  test('The version is shown on standard output', async () => {
    const { run, out, err } = aTerminal();
    expect([await run('--version'), out, err]).toEqual([0, ['1.2.3'], []]);
  });

  test.each([
    [['stpo'], "unknown command 'stpo' (Did you mean stop?)"],
    [['quit-everything'], "unknown command 'quit-everything'"],
    [['--versoin'], "unknown option '--versoin' (Did you mean --version?)"],
    [['stop', '--dry-rum'], "unknown option '--dry-rum' (Did you mean --dry-run?)"],
    [['stop', '--password=secret'], "unknown option '--password'"],
    [['check', 'a\u001b[31m', 'b'], "too many arguments for 'check'. Expected 0 arguments but got 2: a[31m, b."],
    [['stop', '--concurrency', '0'], expect.stringContaining('Must be a whole number from 1 to 64.')],
  ])('The command line %j is answered in one line with the nearest word, and exit code 2', async (typed, problem) => {
    const { run, out, err } = aTerminal();
    expect(await run(...typed)).toBe(2);
    expect([out, err.map((line) => line.replace(/^lights-out: /, ''))]).toEqual([[], [problem]]);
  });
});

// What the options of the examples find.
const machines = {
  [idOf(1)]: { server: { name: 'ci-1', tags: ['env=dev'] } },
  [idOf(2)]: { server: { name: 'ci-2', tags: ['env=dev', 'keep'] } },
};

test.each(['stop', 'servers', 'ask', 'requests', 'freeze', 'thaw', 'why', 'sign'])(
  'Every example in the help of %s works as typed',
  async (command) => {
    for (const example of examplesOf(await helpOf(command)).filter((line) => line.startsWith(COMMAND))) {
      const { aws } = anAws();
      const { run, err } = aTerminal({
        files,
        machines,
        answer: true,
        aws,
        env: { WEBHOOK_SECRETS: KEY, LIGHTS_OUT_STACK: 'prod' },
      });
      expect([await run(...words(example.slice(COMMAND.length))), err], example).toEqual([0, []]);
    }
  },
);

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
