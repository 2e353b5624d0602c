import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Schedule } from '../../../deploy/schedule.ts';
import { scheduleResources } from '../../../deploy/schedule-resources.ts';
import { parseServerId } from '../../../lib/power/server.ts';
import { scheduledServers } from '../../../local/night/scheduled-servers.ts';

const NOW = Date.parse('2026-12-24T20:00:00Z');
const ID = parseServerId('5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01') ?? expect.fail('no id');
const at = { cron: '0 20 ? * * *', timezone: 'UTC' };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lights-out-scheduled-'));
});
afterEach(() => rm(folder, { recursive: true }));

const scheduled = async (...schedules: readonly Schedule[]) => {
  const path = join(folder, 'template.json');
  await writeFile(path, JSON.stringify({ Resources: scheduleResources(schedules, 'key', 'lights-out-prod') }));
  return scheduledServers(path, NOW);
};

test('the night knows the servers, the window and the rehearsal of each schedule that names servers', async () => {
  expect(await scheduled({ ...at, name: 'nights', serverIds: [ID], window: 7_200_000, dryRun: true })).toEqual([
    { name: 'nights', serverIds: [ID], windowMs: 7_200_000, dryRun: true },
  ]);
});

test('the night leaves out a schedule that chooses its servers', async () => {
  expect(await scheduled({ ...at, name: 'dev', select: { tags: ['env=dev'] }, atMost: 5 })).toEqual([]);
});

test('the night leaves out a schedule that is excepted now, and keeps one that is excepted on other days', async () => {
  const calendar = (from: string, to: string) => ({
    spans: [{ from: Date.parse(`${from}T00:00:00Z`), to: Date.parse(`${to}T00:00:00Z`), why: 'holidays' }],
  });
  const found = await scheduled(
    { ...at, name: 'now', serverIds: [ID], calendar: calendar('2026-12-24', '2026-12-25') },
    { ...at, name: 'before', serverIds: [ID], calendar: calendar('2026-12-23', '2026-12-24') },
    { ...at, name: 'after', serverIds: [ID], calendar: calendar('2026-12-25', '2026-12-26') },
  );
  expect(found.map(({ name }) => name)).toEqual(['before', 'after']);
});
