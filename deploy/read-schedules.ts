import * as v from 'valibot';
import { closed } from '../lib/message/schema.ts';
import type { ServerId } from '../lib/power/server.ts';
import { readYaml } from '../lib/yaml-text.ts';
import { NAME, type Schedule, scheduleSchema, schedulesOf, type WindowLimits } from './schedule.ts';
import { type ServerLists, serverList } from './server-lists.ts';

const NAMED_LISTS = 'must be lists of UUIDs by name';

/** The schedules of a file, or everything that is wrong with it: one line for each problem, naming file, schedule and field. */
export type ReadSchedules =
  | { readonly kind: 'schedules'; readonly schedules: readonly Schedule[] }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

const fileSchema = v.nullable(
  closed({
    schedules: v.exactOptional(v.nullable(v.array(v.unknown(), 'must be a list'))),
    serverLists: v.exactOptional(
      v.nullable(
        v.pipe(
          v.custom<object>((value) => typeof value === 'object' && !Array.isArray(value), NAMED_LISTS),
          v.record(v.string(), v.unknown()),
        ),
      ),
    ),
  }),
);

const fieldOf = (path: readonly { readonly key: unknown }[]): string =>
  path
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .slice(1);

const placeOf = (issue: v.BaseIssue<unknown>): string =>
  issue.path === undefined ? '' : issue.path.map(({ key }) => `[${String(key)}]`).join('');

const problemOf = (issue: v.BaseIssue<unknown>): string => {
  const where = fieldOf(issue.path ?? []);
  return where === '' ? issue.message : `${where}: ${issue.message}`;
};

/** What a reader looks for in the file: the schedule's name, or its place in the list when it has none. */
const labelOf = (item: unknown, index: number): string =>
  typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string' && item.name !== ''
    ? item.name
    : `schedule ${index + 1}`;

const repeatedNames = (schedules: readonly Schedule[]): readonly string[] => {
  const names = schedules.map((schedule) => schedule.name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map((name) => `${name}: name: given to more than one schedule`);
};

const longNames = (schedules: readonly Schedule[]): readonly string[] =>
  schedules
    .filter(({ name }) => !NAME.test(name))
    .map(({ name }) => `${name}: name: longer than 64 characters with the number of its cron behind it`);

/** The lists by name; one with a problem counts as empty, so that its schedules do not have a second one. */
const readLists = (lists: Readonly<Record<string, unknown>>, problems: string[]): ServerLists =>
  new Map(
    Object.entries(lists).map(([name, list]): [string, readonly ServerId[]] => {
      const parsed = v.safeParse(serverList, list);
      if (parsed.success) return [name, parsed.output];
      problems.push(...parsed.issues.map((issue) => `serverLists.${name}${placeOf(issue)}: ${issue.message}`));
      return [name, []];
    }),
  );

/** Reads the text of a schedules file. An empty file or list is no schedules. */
export const readSchedules = (file: string, text: string, limits: WindowLimits): ReadSchedules => {
  const inFile = (problems: readonly string[]): ReadSchedules => ({
    kind: 'problems',
    problems: problems.map((problem) => `${file}: ${problem}`),
  });
  const read = readYaml(text, 'core');
  if ('mistake' in read) return inFile([`${read.mistake.quoting} at ${read.mistake.place}`]);
  const content = read.value;
  // valibot takes a list for an object with the keys 0, 1, …
  if (Array.isArray(content)) return inFile(['must be an object, its list under the key `schedules`']);
  const top = v.safeParse(fileSchema, content);
  if (!top.success) return inFile(top.issues.map(problemOf));

  const problems: string[] = [];
  const schema = scheduleSchema(limits, readLists(top.output?.serverLists ?? {}, problems));
  const schedules: Schedule[] = [];
  for (const [index, item] of (top.output?.schedules ?? []).entries()) {
    const parsed = v.safeParse(schema, item);
    if (parsed.success) schedules.push(...schedulesOf(parsed.output));
    else problems.push(...parsed.issues.map((issue) => `${labelOf(item, index)}: ${problemOf(issue)}`));
  }
  problems.push(...repeatedNames(schedules), ...longNames(schedules));
  return problems.length > 0 ? inFile(problems) : { kind: 'schedules', schedules };
};
