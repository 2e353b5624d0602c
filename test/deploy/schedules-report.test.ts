import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { schedulesReport } from '../../deploy/schedules-report.ts';
import { anIcs } from './calendar/an-ics.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
// A Monday.
const NOW = Date.parse('2026-11-30T12:00:00Z');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lights-out-schedules-'));
  await copyFile(join(ROOT, 'serverless.yml'), join(folder, 'serverless.yml'));
});
afterEach(() => rm(folder, { recursive: true }));

const nights = {
  name: 'nights',
  cron: '0 20 ? * MON-FRI *',
  timezone: 'Europe/Berlin',
  serverIds: ['5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01'],
};
const report = async (schedules: readonly object[], ...args: readonly string[]) => {
  await writeFile(join(folder, 'schedules.yml'), stringify({ schedules }));
  return schedulesReport(folder, args, {}, NOW);
};
const replaceIn = async (from: string, to: string) => {
  const path = join(folder, 'serverless.yml');
  const text = await readFile(path, 'utf8');
  expect(text).toContain(from);
  await writeFile(path, text.replace(from, to));
};

test('the report shows the next three firings of each schedule, in its zone and in UTC', async () => {
  const once = { ...nights, name: 'once', cron: '30 2 30 10 ? 2027', dryRun: true, enabled: false };
  expect(await report([nights, once])).toEqual({
    kind: 'fine',
    lines: [
      'nights: 0 20 ? * MON-FRI * in Europe/Berlin, 1 server',
      '  Mon 2026-11-30 20:00 +01:00 = 2026-11-30 19:00 UTC',
      '  Tue 2026-12-01 20:00 +01:00 = 2026-12-01 19:00 UTC',
      '  Wed 2026-12-02 20:00 +01:00 = 2026-12-02 19:00 UTC',
      'once: 30 2 30 10 ? 2027 in Europe/Berlin, 1 server, dry run, switched off, so',
      '  none of these happens',
      '  Sat 2027-10-30 02:30 +02:00 = 2027-10-30 00:30 UTC',
      '  and none after that',
    ],
  });
});

test('the report shows a zone west of UTC with its own day and offset', async () => {
  const report1 = await report([{ ...nights, cron: '0 20 ? * MON *', timezone: 'America/St_Johns' }]);
  expect(report1).toMatchObject({
    lines: expect.arrayContaining(['  Mon 2026-11-30 20:00 -03:30 = 2026-11-30 23:30 UTC']),
  });
});

test('the report says that a file without schedules stops nothing', async () => {
  expect(await report([])).toEqual({
    kind: 'fine',
    lines: ['schedules.yml: no schedules: nothing is stopped by the clock'],
  });
});

test.each([
  ['0 20 ? * MON 2020-2025', 'Europe/Berlin', 'never fires again: its last date was 2025-12-29'],
  // At noon in UTC it is one in Berlin: the first minute of today is over.
  ['0 13 30 11 ? 2026', 'Europe/Berlin', 'never fires again: its last date was 2026-11-30'],
  ['30 2 ? 3 1L *', 'Europe/Berlin', 'never fires: the clock of Europe/Berlin skips that time on each such date'],
])('the cron %s in %s is refused, because it never fires again', async (cron, timezone, problem) => {
  expect(
    await report([
      { ...nights, cron, timezone },
      { ...nights, name: 'good' },
    ]),
  ).toEqual({
    kind: 'problems',
    problems: [`schedules.yml: nights: cron: ${problem}`],
  });
});

test('a cron in the last minute of today is accepted', async () => {
  expect(await report([{ ...nights, cron: '1 13 30 11 ? 2026' }])).toMatchObject({ kind: 'fine' });
});

test.each([
  ['--param=stopwindow=PT2H', 'serverless.yml: stopwindow: unknown parameter; the parameters are cloudsSecret, '],
  ['--param=servers=x', 'serverless.yml: servers: unknown parameter; the parameters are cloudsSecret, '],
  ['--param=cloud', 'serverless.yml: --param: must be NAME=VALUE'],
  ['--param=cloud=', 'serverless.yml: --param: must be NAME=VALUE'],
  ['--region=cn-north-1', 'serverless.yml: region: cn-north-1 is not in the partition aws'],
  [
    '--param=cloudsSecret=arn:aws:secretsmanager:eu-west-1:111122223333:secret:night/clouds-AbCdEf',
    'serverless.yml: cloudsSecret: is in eu-west-1, and the stack in eu-central-1',
  ],
  ['--stage=a-stage-of-a-name-that-is-longer-than-Lambda-takes', 'serverless.yml: service, stage: the function'],
])('the argument %s is refused on its own', async (arg, problem) => {
  expect(await report([{ ...nights, cron: 'wrong' }], '--param', 'allowAdmin=true', arg)).toEqual({
    kind: 'problems',
    problems: [expect.stringContaining(problem)],
  });
});

test('the region of the environment, and one that serverless.yml writes out, is the one that ARNs are held against', async () => {
  await writeFile(join(folder, 'schedules.yml'), 'schedules: []');
  const inIreland = ['--param=kmsKeyArn=arn:aws:kms:eu-west-1:111122223333:key/0f7e8a9c-0000-4000-8000-000000000000'];
  const fine = { kind: 'fine' };
  expect(await schedulesReport(folder, inIreland, { AWS_REGION: 'eu-west-1' }, NOW)).toMatchObject(fine);
  await replaceIn('region: $' + '{file(./deploy/template.js):region}', 'region: eu-west-1');
  expect(await schedulesReport(folder, inIreland, { AWS_REGION: 'us-east-1' }, NOW)).toMatchObject(fine);
  expect(await schedulesReport(folder, [...inIreland, '--region=us-east-1'], {}, NOW)).toMatchObject({
    kind: 'problems',
  });
});

test('an unknown parameter in serverless.yml is refused, for all stages and for the deployed one', async () => {
  await replaceIn(
    'params:\n  default:\n',
    'params:\n  prod:\n    stopWindows: PT2H\n  default:\n    stopPatient: PT1H\n',
  );
  expect(await report([nights])).toMatchObject({
    problems: [expect.stringContaining('stopPatient: unknown parameter')],
  });
  expect(await report([nights], '--stage', 'prod')).toMatchObject({
    problems: [
      expect.stringContaining('stopPatient: unknown parameter'),
      expect.stringContaining('stopWindows: unknown parameter'),
    ],
  });
});

test('the windows of schedules are checked against the parameters of the deployment', async () => {
  const long = { ...nights, window: 'PT12H' };
  expect(await report([long])).toMatchObject({ kind: 'fine' });
  expect(await report([long], '--param=stopWindowMax=PT6H', '--param=stopWindowMax=PT24H')).toEqual({
    kind: 'problems',
    problems: ['schedules.yml: nights: window: longer than stopWindowMax, PT6H'],
  });
});

test('a cloud that clouds.json does not have is refused, the default one too', async () => {
  await writeFile(join(folder, 'clouds.json'), JSON.stringify({ clouds: { otc: {}, lab: {} } }));
  const schedules = [nights, { ...nights, name: 'otc', cloud: 'otc' }, { ...nights, name: 'slip', cloud: 'oct' }];
  expect(await report(schedules)).toEqual({
    kind: 'problems',
    problems: [
      'schedules.yml: nights: cloud: "openstack" is not in clouds.json, which has "otc", "lab"',
      'schedules.yml: slip: cloud: "oct" is not in clouds.json, which has "otc", "lab"',
    ],
  });
  expect(await report(schedules.slice(0, 2), '--param=cloud=lab')).toMatchObject({ kind: 'fine' });
});

test('a missing schedules.yml is reported', async () => {
  expect(await schedulesReport(folder, [], {}, NOW)).toEqual({
    kind: 'problems',
    problems: ['schedules.yml: is missing; for no schedules write "schedules: []"'],
  });
});

const linesOf = async (...schedules: readonly object[]) => {
  const shown = await report(schedules);
  return shown.kind === 'fine' ? shown.lines : expect.fail(shown.problems.join());
};

test('the report shows what a schedule chooses, and how many at most', async () => {
  const choosing = { ...nights, serverIds: undefined, select: { tags: ['env=dev'] } };
  expect((await linesOf({ ...choosing, atMost: 40 }))[0]).toBe(
    'nights: 0 20 ? * MON-FRI * in Europe/Berlin, chooses tags env=dev, at most 40',
  );
  const select = {
    tags: ['env=dev', 'team=a'],
    anyTag: ['x', 'y'],
    metadata: { rack: ['r1', 'r2'] },
    name: ['ci-*'],
    flavor: ['physical.*'],
    machine: 'bare-metal',
    except: { tags: ['keep'], serverIds: nights.serverIds },
  };
  expect((await linesOf({ ...choosing, select, atMost: '25%' })).slice(0, 4)).toEqual([
    'nights: 0 20 ? * MON-FRI * in Europe/Berlin, chooses tags env=dev and team=a,',
    '  tag x or y, metadata rack=r1 or r2, name ci-*, flavor physical.*, bare-metal',
    '  only, except tags keep, 1 server by id, at most 25% of all servers',
    '  Mon 2026-11-30 20:00 +01:00 = 2026-11-30 19:00 UTC',
  ]);
  expect((await linesOf(choosing))[0]).toContain('at most');
  expect((await linesOf(choosing))[1]).toBe('  SELECT_AT_MOST');
});

test('the report says which of the next firings are excepted and why, the next exceptions, and when the calendar ends', async () => {
  await writeFile(
    join(folder, 'holidays.ics'),
    anIcs([
      'UID:eve',
      'SUMMARY:Christmas',
      'DTSTART;VALUE=DATE:20201224',
      'DTEND;VALUE=DATE:20201227',
      'RRULE:FREQ=YEARLY',
    ]),
  );
  const notOn = ['2026-12-01', { days: '2027-05-01', why: 'Labour Day' }, 'holidays.ics', '2027-06-01 to 2027-06-03'];
  expect(await linesOf({ ...nights, notOn })).toEqual([
    'nights: 0 20 ? * MON-FRI * in Europe/Berlin, 1 server',
    '  Mon 2026-11-30 20:00 +01:00 = 2026-11-30 19:00 UTC',
    '  Tue 2026-12-01 20:00 +01:00 = 2026-12-01 19:00 UTC, nothing: 2026-12-01',
    '  Wed 2026-12-02 20:00 +01:00 = 2026-12-02 19:00 UTC',
    '  not on 2026-12-01',
    '  not on 2026-12-24 to 2026-12-26: Christmas',
    '  not on 2027-05-01: Labour Day',
    '  and 2 more, the last on 2027-12-24 to 2027-12-26',
    '  its calendar ends with 2028-11-29: package again before, since after that it',
    '    stops nothing',
  ]);
});

test('a firing after the end of the calendar is shown as one that stops nothing', async () => {
  await writeFile(join(folder, 'y.ics'), anIcs(['SUMMARY:Y', 'DTSTART;VALUE=DATE:20261224', 'RRULE:FREQ=YEARLY']));
  expect(await linesOf({ ...nights, cron: '0 20 24 12 ? 2027-2028', notOn: ['y.ics'] })).toEqual(
    expect.arrayContaining([
      '  Fri 2027-12-24 20:00 +01:00 = 2027-12-24 19:00 UTC, nothing: Y',
      '  Sun 2028-12-24 20:00 +01:00 = 2028-12-24 19:00 UTC, nothing: the calendar has',
      '    ended',
    ]),
  );
});

test('the report says that a calendar of the past excepts nothing', async () => {
  expect(await linesOf({ ...nights, notOn: ['2025-12-24'] })).toContain('  its calendar has no day from today on');
});

test('a long reason is shown in lines of 80 columns', async () => {
  const why = 'the winter holidays of the whole company, with all its sites and all its machines';
  const lines = await linesOf({ ...nights, notOn: [{ days: '2026-11-30', why }] });
  expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(`= 2026-11-30 19:00 UTC, nothing: ${why}`);
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
});

test('a calendar that makes the message of its schedule longer than 64 KiB is refused with schedule and file', async () => {
  const days = Array.from({ length: 900 }, (_, n) =>
    new Date(NOW + n * 2 * 86_400_000).toISOString().slice(0, 10).replaceAll('-', ''),
  );
  await writeFile(
    join(folder, 'days.ics'),
    anIcs(['SUMMARY:Nobody is at work on this day', 'DTSTART;VALUE=DATE:20261130', `RDATE;VALUE=DATE:${days.join()}`]),
  );
  expect(await report([{ ...nights, notOn: ['days.ics'] }])).toEqual({
    kind: 'problems',
    problems: [
      expect.stringMatching(
        /^schedules\.yml: nights: notOn: days\.ics: its message has \d+ bytes, and 65536 can be sent: name fewer$/,
      ),
    ],
  });
});

test('calendars that together are too long for one template are refused with a reason', async () => {
  const days = Array.from({ length: 500 }, (_, n) => new Date(NOW + n * 2 * 86_400_000).toISOString().slice(0, 10));
  const schedules = Array.from({ length: 25 }, (_, n) => ({ ...nights, name: `n-${n}`, notOn: days }));
  expect(await report(schedules)).toEqual({
    kind: 'problems',
    problems: [
      expect.stringMatching(
        /^schedules\.yml: schedules: 25 server ids and 12500 exceptions in 25 schedules are \d+ bytes/,
      ),
    ],
  });
});

test('a calendar that cannot be read is one line with file, schedule, entry and calendar', async () => {
  expect(await report([{ ...nights, notOn: ['2026-12-24', 'gone.ics'] }])).toEqual({
    kind: 'problems',
    problems: ['schedules.yml: nights: notOn[1]: gone.ics: cannot be read (ENOENT)'],
  });
});
