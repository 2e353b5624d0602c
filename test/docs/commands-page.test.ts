import { describe, expect, test } from 'vitest';
import { COMMAND } from '../../cli/terminal/terminal.ts';
import { aTerminal } from '../cli/a-terminal.ts';
import { COMMANDS, commandSections, type DocumentedField } from './commands-page.ts';
import { read } from './documents.ts';
import { SITUATIONS } from './json-situations.ts';

// docs/commands.md against the commands: each has its section, its exit codes and every field of its `--json`.

const SECTIONS = await commandSections();
const sectionOf = (path: string) =>
  SECTIONS.find((section) => section.path === path) ?? expect.fail(`no section for ${path} in docs/commands.md`);

/** What a type of the page allows. */
const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  list: (value) => Array.isArray(value),
  map: (value) => isObject(value),
  instant: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value),
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOf = (type: string, value: unknown): boolean => type.split(' or ').some((one) => TYPES[one]?.(value) ?? false);

/** A field inside of an object is `object.field`, one of the objects of a list `list[].field`. A map has keys that are data. */
const valuesIn = (
  value: unknown,
  fields: readonly DocumentedField[],
  name = '',
): readonly (readonly [name: string, value: unknown])[] => {
  if (fields.some((field) => field.name === name && field.type.split(' or ').includes('map'))) return [[name, value]];
  if (isObject(value))
    return Object.entries(value).flatMap(([key, one]) => valuesIn(one, fields, name === '' ? key : `${name}.${key}`));
  const inside = Array.isArray(value) ? value.filter(isObject) : [];
  return [[name, value], ...inside.flatMap((one) => valuesIn(one, fields, `${name}[]`))];
};

/** The objects that the situations of a command print. */
const objectsOf = async (path: string): Promise<readonly unknown[]> => {
  const objects: unknown[] = [];
  for (const { command, args, at } of SITUATIONS) {
    if (command !== path) continue;
    const { run, out } = await (at?.() ?? aTerminal());
    await run(...path.split(' '), ...args, '--json');
    objects.push(...out.map((line) => JSON.parse(line)));
  }
  return objects;
};

const WITH_JSON = COMMANDS.filter(([, command]) => command.options.some(({ long }) => long === '--json'));

describe.each(COMMANDS)('docs/commands.md about %s', (path, command) => {
  test(`The page has the synopsis and the exit codes of ${path} as its help has them`, async () => {
    const { synopsis, codes } = sectionOf(path);
    expect(synopsis).toBe(`${COMMAND} ${path} ${command.usage()}`);
    const { run, out } = aTerminal();
    await run(...path.split(' '), '--help');
    const [, below = ''] = out.join('\n').split('Exit codes:\n');
    const [listed = ''] = below.split('\n\n');
    expect(codes).toEqual([...listed.matchAll(/^ {2}(\d+) {2,}/gm)].map(([, code]) => code));
  });

  test(`The page begins with what ${path} answers, in its list of all commands`, async () => {
    const [, list = ''] = (await read('docs/commands.md')).split('## All commands');
    expect(list.split('\n## ')[0]).toMatch(new RegExp(`^\\| .*\`${path}\``, 'm'));
  });
});

describe.each(WITH_JSON)('the fields of %s --json', (path) => {
  test(`Each object of ${path} --json has the fields that the page says are always there, and none that it does not have`, async () => {
    const { fields } = sectionOf(path);
    const objects = await objectsOf(path);
    expect(objects.length).toBeGreaterThan(0);
    const always = fields.filter(({ there }) => there === 'always').map(({ name }) => name);
    for (const object of objects) {
      const values = valuesIn(object, fields);
      const names = values.map(([name]) => name);
      expect(fields.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
      expect(names).toEqual(expect.arrayContaining(always));
      for (const [name, value] of values) {
        const type = fields.find((field) => field.name === name)?.type ?? '';
        expect(isOf(type, value), `${name}: ${JSON.stringify(value)} is not ${type}`).toBe(true);
      }
    }
  });

  test(`Each field that the page has of ${path} --json is printed in some situation`, async () => {
    const { fields } = sectionOf(path);
    const seen = new Set((await objectsOf(path)).flatMap((object) => valuesIn(object, fields).map(([name]) => name)));
    expect(fields.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual([]);
  });
});

test('A command without --json has no fields on the page', () => {
  const names = WITH_JSON.map(([path]) => path);
  const others = COMMANDS.filter(([path]) => !names.includes(path));
  expect(others.filter(([path]) => sectionOf(path).fields.length > 0).map(([path]) => path)).toEqual([]);
});

test('The page answers ten questions, each with a command that it describes', async () => {
  const [, below = ''] = (await read('docs/commands.md')).split('| question | command | seconds | the answer |\n');
  const typed = [...(below.split('\n\n')[0] ?? '').matchAll(/^\| [^-|][^|]* \| `lights-out ([^`]+)` \|/gm)];
  expect(typed).toHaveLength(10);
  const described = SECTIONS.map(({ path }) => path);
  for (const [, words = ''] of typed)
    expect(
      described.some((path) => `${words} `.startsWith(`${path} `)),
      words,
    ).toBe(true);
});
