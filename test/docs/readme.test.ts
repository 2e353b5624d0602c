import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { castOf } from '../../local/night/cast.ts';
import { NO_CHOICES } from '../../local/night/choices.ts';
import { checkPromises } from '../../local/night/promises.ts';
import { outcomesTable, promisesList } from '../../local/night/report.ts';
import { LEGEND } from '../../local/night/words.ts';
import { linksOf, pages, read } from './documents.ts';

const README = 'README.md';
const TERMINAL = 80;

test('the README has at most a hundred lines', async () => {
  expect((await read(README)).trimEnd().split('\n').length).toBeLessThanOrEqual(100);
});

test('every page of docs/ is linked from the README', async () => {
  const linked = linksOf(await read(README)).map((target) => posix.normalize(target.replace(/#.*$/, '')));
  for (const page of await pages()) expect(linked).toContain(page);
});

/** The night's end as the README shows it, and the cast of the schedules that come with the repository. */
const shown = async () => {
  const [, block = ''] = /^```text\n( {2}server[\s\S]*?)^```$/m.exec(await read(README)) ?? [];
  const serverIds = ['5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01', 'a41d77c9-0f6e-4d1b-8a53-6c9e2b7d4f02'];
  const scheduled = { serverIds, windowMs: undefined, dryRun: false };
  const cast = castOf([scheduled, { ...scheduled, serverIds: ['c82b90e4-53a7-4f18-b6d2-1e0f9a3c5d03'], dryRun: true }]);
  return { lines: block.split('\n'), cast };
};

test('the night that the README shows fits 80 columns, and its head is the one that is printed', async () => {
  const { lines, cast } = await shown();
  for (const line of lines) expect(line.length, line).toBeLessThan(TERMINAL);
  const because = 'never launched: Nova has no machine to stop';
  const rest = { because, sends: 0, seconds: null, startedByHand: false };
  // Wide enough that the columns share the room as on that night.
  const outcomes = ['already-stopped', 'dead-lettered: not-stoppable'];
  const rows = cast.map(({ name, is, shows }, at) => ({ ...rest, name, is, shows, outcome: outcomes[at % 2] ?? '' }));
  expect(lines.slice(0, 2)).toEqual(outcomesTable(rows, TERMINAL).split('\n').slice(0, 2));
});

test('each server that the README shows is one of the night, with its trouble, its promise and an outcome there is', async () => {
  const { lines, cast } = await shown();
  const rows = lines.filter((line) => /^ {2}bms-/.test(line)).map((line) => line.trim().split(/\s{2,}/));
  expect(rows.length).toBeGreaterThan(2);
  for (const [name, is, outcome, , shows] of rows) {
    expect(cast).toContainEqual(expect.objectContaining({ name, is, shows: Number(shows) }));
    expect(Object.keys(LEGEND)).toContain(outcome);
  }
});

test('the promises that the README shows as kept are those that the night checks', async () => {
  const { lines } = await shown();
  const kept = checkPromises({ log: [], stopper: '', asked: [], deadLetters: [], malformed: 0, choices: NO_CHOICES });
  const names = (text: readonly string[]) => text.flatMap((line) => /^ {2}✔ {2}(\d+ .*?) {2,}/.exec(line)?.[1] ?? []);
  expect(names(lines)).toHaveLength(10);
  expect(names(lines)).toEqual(names(promisesList(kept, TERMINAL).split('\n')));
});
