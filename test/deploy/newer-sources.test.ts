import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newerSources } from '../../deploy/check/packaged.ts';

const SOURCES = [
  ...['serverless.yml', 'schedules.yml', 'package.json', 'package-lock.json', 'build.mjs'],
  ...['deploy/check/line.ts', 'handlers/queue.ts', 'lib/openstack/nova/nova.ts'],
];

let folder: string;
const write = async (name: string, seconds: number): Promise<void> => {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, '');
  await utimes(path, seconds, seconds);
};
const newer = () => newerSources(folder, [join(folder, 'template.json'), join(folder, 'queue.zip')]);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lights-out-newer-'));
  for (const name of SOURCES) await write(name, 1000);
  await write('template.json', 3000);
  await write('queue.zip', 2000);
});
afterEach(() => rm(folder, { recursive: true }));

test('no source is newer than a package made after all of them', async () => expect(await newer()).toEqual([]));

test.each(SOURCES)('a change of %s makes the package outdated', async (name) => {
  await write(name, 4000);
  expect(await newer()).toEqual([name]);
});

test('the oldest packaged file decides whether the package is outdated', async () => {
  await write('lib/openstack/nova/nova.ts', 2500);
  expect(await newer()).toEqual(['lib/openstack/nova/nova.ts']);
});

test('a change of a calendar file that a schedule names makes the package outdated', async () => {
  const schedule = {
    name: 'n',
    cron: '0 20 * * ? *',
    timezone: 'UTC',
    select: { name: '*' },
    notOn: ['days/free.ics'],
  };
  await writeFile(join(folder, 'schedules.yml'), JSON.stringify({ schedules: [schedule] }));
  await utimes(join(folder, 'schedules.yml'), 1000, 1000);
  await write('days/free.ics', 1000);
  await write('days/other.ics', 4000);
  expect(await newer()).toEqual([]);
  await write('days/free.ics', 4000);
  expect(await newer()).toEqual(['days/free.ics']);
});
