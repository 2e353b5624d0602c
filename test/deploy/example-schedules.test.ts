import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { EXAMPLE_SERVERS, exampleProblems } from '../../deploy/example-schedules.ts';
import { readSchedules } from '../../deploy/read-schedules.ts';

const shipped = async () => {
  const text = await readFile(new URL('../../schedules.yml', import.meta.url), 'utf8');
  const read = readSchedules('schedules.yml', text, { minMs: 0, maxMs: Number.POSITIVE_INFINITY });
  return read.kind === 'schedules' ? read.schedules : expect.fail(read.problems.join('\n'));
};

test('the servers of the example are those of the schedules.yml that ships', async () => {
  expect(EXAMPLE_SERVERS).toEqual(new Set((await shipped()).flatMap(({ serverIds = [] }) => serverIds)));
});

test('each schedule of the example has one line that names it and one of its servers', async () => {
  const problems = exampleProblems(await shipped());
  expect(problems).toEqual([
    expect.stringMatching(/^weekday-nights: serverIds: 5f0c1a3e-\S+ is of the example that ships/),
    expect.stringMatching(/^month-end-rehearsal: serverIds: c82b90e4-\S+ is of the example that ships/),
  ]);
});

test('schedules with servers of their own, or that choose, have none', async () => {
  const own = (await shipped()).map(({ serverIds: _, ...rest }) => ({ ...rest, select: { tags: ['env=dev'] } }));
  expect(exampleProblems(own)).toEqual([]);
});

test('npm run deploy refuses the schedules that ship before it asks AWS anything', () => {
  const script = fileURLToPath(new URL('../../deploy/deploy.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--stage', 'prod'], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain(
    'schedules.yml: weekday-nights: serverIds: 5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01 is of the example',
  );
  expect(stdout).not.toContain('account');
});
