import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withCalendars } from '../../deploy/read-calendars.ts';
import { readSchedules } from '../../deploy/read-schedules.ts';
import { scheduleLines } from '../../deploy/schedule-lines.ts';
import { scheduleResources } from '../../deploy/schedule-resources.ts';
import { parseRequestBody } from '../../lib/message/request-body.ts';
import { choose } from '../../lib/power/choose/choose.ts';
import type { ListedServer } from '../../lib/power/server.ts';
import { scheduleInput } from '../../local/stack/schedules.ts';
import { aServer, aServerId } from '../builders.ts';
import { codeIn, read, tableBelow } from './documents.ts';

// The examples of docs/schedules.md, read by the code that packages them, by the worker's, and by the one that chooses.

const PAGE = 'docs/schedules.md';
const NOW = Date.parse('2026-12-23T12:00:00Z');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lights-out-page-'));
  await writeFile(join(folder, 'holidays.ics'), await read('examples/holidays.ics'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The one schedule of the example below a heading, and what the worker reads of its message. */
const example = async (heading: string) => {
  const [, below = ''] = (await read(PAGE)).split(`### ${heading}\n`);
  const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(below) ?? [];
  const found = readSchedules('schedules.yml', text, { minMs: 360_000, maxMs: 86_400_000 });
  if (found.kind === 'problems') return expect.fail(found.problems.join('\n'));
  const { schedules, problems } = await withCalendars(folder, found.schedules, NOW);
  expect(problems).toEqual([]);
  const [schedule] = schedules;
  if (schedule === undefined || schedules.length > 1) return expect.fail(`${schedules.length} schedules`);
  const resources = JSON.parse(JSON.stringify(scheduleResources(schedules, 'key', 'lights-out-prod')));
  const name = Object.keys(resources).find((id) => id !== 'ScheduleGroup') ?? '';
  const attempt = {
    scheduleArn: `arn:aws:scheduler:::schedule/x/${schedule.name}`,
    scheduledAt: NOW,
    executionId: 'x',
    attempt: 1,
  };
  const parsed = parseRequestBody(JSON.parse(scheduleInput(resources[name].Properties.Target.Input, attempt)));
  return { schedule, body: parsed.kind === 'parsed' ? parsed.value : expect.fail(parsed.problem) };
};

const aListed = (n: number, changes: Partial<ListedServer>): ListedServer => {
  const { id: _, ...described } = aServer({ name: 'web-1' });
  return {
    ...described,
    id: aServerId(`5f0c1a3e-8d3b-4c52-9b1f-${String(n).padStart(12, '0')}`),
    createdAt: null,
    ...changes,
  } as ListedServer;
};

/** The numbers of the servers that an example chooses, or why it chooses none. */
const chosen = async (heading: string, servers: readonly Partial<ListedServer>[]) => {
  const { select, atMost } = (await example(heading)).body;
  if (select === undefined || atMost === undefined) return expect.fail('no selection');
  const listed = servers.map((one, index) => aListed(index, one));
  const { verdict, ids } = choose(listed, { select, atMost, atMostEver: 1000, requestedAt: NOW });
  return verdict === 'chosen' ? ids.map((id) => listed.findIndex((one) => one.id === id)) : verdict;
};

test('the first example chooses by a tag, and forty at most', async () => {
  const [dev, other] = [{ tags: ['env=dev', 'x'] }, { tags: ['env=prod'] }];
  expect(await chosen('Servers by tag, at most forty', [other, dev, dev])).toEqual([1, 2]);
  expect(
    await chosen(
      'Servers by tag, at most forty',
      Array.from({ length: 40 }, () => dev),
    ),
  ).toHaveLength(40);
  expect(
    await chosen(
      'Servers by tag, at most forty',
      Array.from({ length: 41 }, () => dev),
    ),
  ).toBe('too-many');
});

test('the second example chooses bare metal without the tag and without such a name', async () => {
  const virtual = { flavor: { id: null, name: 'm1.small', extraSpecs: {} } };
  const unknown = { flavor: { id: 'x', name: null, extraSpecs: null } };
  expect(
    await chosen('Every bare metal server that is not marked to be kept', [
      {},
      virtual,
      unknown,
      { tags: ['keep'] },
      { name: 'db-7' },
      { name: 'my-db-7' },
    ]),
  ).toEqual([0, 5]);
});

test('the third example is excepted on holidays, and its report is as the page shows it', async () => {
  const { schedule, body } = await example('A fixed list, but not on holidays');
  expect(body.serverIds).toHaveLength(2);
  expect(body.notOn?.map(({ why }) => why)).toEqual([
    'Christmas',
    'year-end closing',
    'Labour Day',
    'Company day, nobody is at work but the machines are',
    'Christmas',
    'Labour Day',
  ]);
  const [, shown = ''] = /```text\n([\s\S]*?)```/.exec(await read(PAGE)) ?? [];
  expect(shown.trimEnd().split('\n')).toEqual(scheduleLines(schedule, NOW));
  for (const line of shown.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
});

test('the fourth example chooses the servers of either team, up to a quarter of all', async () => {
  const blue = { tags: ['team=blue'], metadata: { stage: 'test' } };
  const green = { tags: ['team=green'], metadata: { stage: 'dev-2' } };
  const rest = [{ tags: ['team=blue'] }, { tags: ['team=red'], metadata: { stage: 'test' } }, {}, {}, {}, {}];
  expect(await chosen('Two teams, at most a quarter of all', [blue, green, ...rest])).toEqual([0, 1]);
  expect(await chosen('Two teams, at most a quarter of all', [blue, green, ...rest.slice(1)])).toBe('too-many');
});

test('the fifth example chooses those that opted in', async () => {
  const servers = [{ tags: ['lights-out=allow'] }, {}, { tags: ['lights-out=protect'] }];
  expect(await chosen('The whole project, but only those who opted in', servers)).toEqual([0]);
});

test('the tables of the page have every field of a selector, and entries that are read', async () => {
  const fields = tableBelow(await read(PAGE), 'Choosing servers').map(([cell = '']) => codeIn(cell)[0]);
  expect(fields).toEqual(['tags', 'anyTag', 'metadata', 'name', 'flavor', 'machine', 'except']);
  const entries = tableBelow(await read(PAGE), 'Calendars').map(([cell = '']) => `      - ${codeIn(cell)[0]}`);
  const head = [
    'schedules:',
    '  - name: n',
    '    cron: 0 20 * * ? *',
    '    timezone: UTC',
    '    select: { name: "*" }',
  ];
  const text = [...head, '    notOn:', ...entries, ''].join('\n');
  const found = readSchedules('schedules.yml', text, { minMs: 1, maxMs: 2 });
  expect(found).toMatchObject({ kind: 'schedules', schedules: [{ notOn: expect.any(Array) }] });
  expect(entries).toHaveLength(4);
});
