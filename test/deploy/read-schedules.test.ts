import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readSchedules } from '../../deploy/read-schedules.ts';
import { roomProblems } from '../../deploy/schedule-resources.ts';

const limits = { minMs: 360_000, maxMs: 86_400_000 };
const read = (text: string) => readSchedules('schedules.yml', text, limits);

const valid = {
  name: 'nights',
  cron: '0 20 ? * MON-FRI *',
  timezone: 'Europe/Berlin',
  serverIds: ['5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01'],
};
const ids = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `5f0c1a3e-8d3b-4c52-9b1f-${String(index).padStart(12, '0')}`);
const problemsOf = (...schedules: object[]): unknown => {
  const result = read(stringify({ schedules }));
  return result.kind === 'problems' ? result.problems : [];
};

test('the reader accepts the schedules that the project ships as an example', () => {
  const result = read(readFileSync(new URL('../../schedules.yml', import.meta.url), 'utf8'));
  expect(result).toMatchObject({
    kind: 'schedules',
    schedules: [{ name: 'weekday-nights' }, { name: 'month-end-rehearsal' }],
  });
});

test('a schedules file may begin with a byte order mark and have the line ends of Windows', () => {
  const text = `\uFEFF${stringify({ schedules: [valid] }).replaceAll('\n', '\r\n')}`;
  expect(read(text)).toMatchObject({ kind: 'schedules', schedules: [{ name: 'nights' }] });
});

test('every field of a schedule is read, with ids in lower case and the window in milliseconds', () => {
  const whole = { ...valid, window: 'PT2H', type: 'SOFT', cloud: 'otc', dryRun: true, reason: 'night' };
  const text = stringify({ schedules: [{ ...whole, serverIds: ['5F0C1A3E-8D3B-4C52-9B1F-2F6F0F8F6A01'] }] });
  expect(read(text)).toEqual({ kind: 'schedules', schedules: [{ ...whole, window: 7_200_000 }] });
  expect(read(text.replace('PT2H', '2h'))).toEqual(read(text));
});

test.each([
  ['an empty file', ''],
  ['a file of comments', '# nothing yet\n'],
  ['a file without a list', '{}'],
  ['a null list', 'schedules:\n'],
  ['an empty list', 'schedules: []\n'],
])('a schedules file with %s has no schedules', (_, text) =>
  expect(read(text)).toEqual({ kind: 'schedules', schedules: [] }),
);

test.each([
  ['a missing name', { name: undefined }, 'schedule 1: name: required'],
  ['upper case in a name', { name: 'Nights' }, 'Nights: name: must be 1 to 64 lower case letters, digits and hyphens'],
  ['a name too long', { name: 'n'.repeat(65) }, `${'n'.repeat(65)}: name: must be 1 to 64`],
  ['no cron', { cron: undefined }, 'nights: cron: required'],
  ['a cron that is none', { cron: '0 25 ? * MON *' }, 'nights: cron: hours: "25" is not a number from 0 to 23'],
  ['no zone', { timezone: undefined }, 'nights: timezone: required'],
  ['an offset', { timezone: '+02:00' }, 'nights: timezone: "+02:00" is an offset'],
  ['no servers', { serverIds: [] }, 'nights: serverIds: names no server'],
  ['servers that are no list', { serverIds: 'all' }, 'nights: serverIds: must be a list of UUIDs'],
  ['a server that is no UUID', { serverIds: [...ids(2), 'web-1'] }, 'nights: serverIds[2]: not a UUID'],
  [
    'a server that is named twice',
    { serverIds: [...ids(3), String(ids(2)[1]).toUpperCase()] },
    `nights: serverIds: [3] is the same server as [1], ${ids(2)[1]}`,
  ],
  ['several times with a wrong one', { cron: ['0 20 ? * MON *', '0 20 * * 1'] }, 'nights: cron[1]: must be 6 fields'],
  ['the same time twice', { cron: ['0 20 ? * MON *', '0 20 ? * MON *'] }, 'nights: cron: names the same time twice'],
  ['no times', { cron: [] }, 'nights: cron: names no time'],
  ['a switch that is text', { enabled: 'no' }, 'nights: enabled: must be true or false'],
  ['a time that never comes', { cron: '0 20 31 2 ? *' }, 'nights: cron: never fires'],
  [
    'a name that has no room for a number',
    { name: 'n'.repeat(63), cron: Array.from({ length: 2 }, (_, hour) => `0 ${hour} * * ? *`).slice(0, 1) },
    `${'n'.repeat(63)}-1: name: longer than 64 characters`,
  ],
  ['1,001 servers', { serverIds: ids(1001) }, 'nights: serverIds: names more than 1000 servers'],
  ['a window shorter than the visibility timeout', { window: 'PT5M59S' }, 'nights: window: shorter than'],
  ['a window longer than the longest', { window: 'PT24H1S' }, 'nights: window: longer than stopWindowMax, PT24H'],
  [
    'a window that is no duration',
    { window: '2 hours' },
    'nights: window: not a duration, such as 30m, 2h, 1h30m or PT1H30M',
  ],
  ['another type', { type: 'soft' }, 'nights: type: must be SOFT or HARD'],
  ['a dry run that is text', { dryRun: 'yes' }, 'nights: dryRun: must be true or false'],
  ['a reason too long', { reason: 'x'.repeat(257) }, 'nights: reason: longer than 256 characters'],
  ['a field that nobody knows', { servers: [] }, 'nights: servers: unknown field'],
  [
    'a variable of the framework in a reason',
    { reason: `ticket \${env:HOME}` },
    'nights: reason: must not contain "${"',
  ],
  ['an escaped variable', { reason: `\\\${env:HOME}` }, 'nights: reason: must not contain "${"'],
  ['a variable that is none yet', { cloud: '${' }, 'nights: cloud: must not contain "${"'],
  ['a variable in a zone', { timezone: `\${env:TZ}` }, `nights: timezone: "\${env:TZ}" is not a time zone`],
  [
    'a reference of CloudFormation',
    { reason: '{{resolve:secretsmanager:prod/db}}' },
    'nights: reason: must not contain "{{"',
  ],
  ['a keyword of Scheduler', { reason: 'by <aws.scheduler.schedule-arn>' }, 'nights: reason: must not contain "<aws."'],
  ['a keyword in a cloud', { cloud: '<AWS.scheduler.attempt-number>' }, 'nights: cloud: must not contain "<aws."'],
])('a schedule with %s is refused, and the error names file, schedule and field', (_, change, problem) => {
  expect(problemsOf({ ...valid, ...change })).toEqual([expect.stringContaining(`schedules.yml: ${problem}`)]);
});

test('a schedule may have the shortest or the longest window, and 1,000 servers', () => {
  const shortest = { ...valid, window: 'PT6M', serverIds: ids(1000) };
  expect(problemsOf(shortest, { ...valid, name: 'longest', window: 'P1D' })).toEqual([]);
});

test('all problems of all schedules are reported at once', () => {
  expect(problemsOf({ ...valid, cron: 'x', timezone: 'y' }, { ...valid, serverIds: [] })).toEqual([
    expect.stringContaining('schedules.yml: nights: cron: must be 6 fields'),
    'schedules.yml: nights: timezone: "y" is not a time zone',
    'schedules.yml: nights: serverIds: names no server',
  ]);
});

test('two schedules of the same name are refused', () => {
  expect(problemsOf(valid, { ...valid, name: 'other' }, valid)).toEqual([
    'schedules.yml: nights: name: given to more than one schedule',
  ]);
});

test.each([
  ['a list at the top', '- name: nights', 'schedules.yml: must be an object, its list under'],
  ['another key at the top', 'schedule: []', 'schedules.yml: schedule: unknown field'],
  ['a schedule that is text', 'schedules: [nights]', 'schedules.yml: schedule 1: must be an object'],
  ['a key given twice', 'schedules: []\nschedules: []', 'schedules.yml: Map keys must be unique'],
  ['what is no YAML', 'schedules: [', 'schedules.yml: Flow sequence'],
  ['a tag of CloudFormation', 'schedules: !Sub []', 'schedules.yml: Unresolved tag: !Sub at line 1, column 12'],
  [
    'an alias of nothing',
    'schedules:\n  - cron: *nightly',
    'schedules.yml: an alias (*) without an anchor: a value that begins with * needs quotes at line 2, column 11',
  ],
  ['a second document', 'schedules: []\n---\nschedules: []', 'multiple documents'],
  ['aliases of aliases', 'schedules: &a [*a]', 'schedules.yml: aliases expand to more than 1000000 values'],
])('a schedules file with %s is refused', (_, text, problem) => {
  expect(read(text)).toEqual({ kind: 'problems', problems: [expect.stringContaining(problem)] });
});

test('several crons under one name are separate schedules', () => {
  const cron = ['0 20 ? * MON-FRI *', '0 12 ? * SAT *'];
  expect(read(stringify({ schedules: [{ ...valid, cron }] }))).toMatchObject({
    kind: 'schedules',
    schedules: [
      { name: 'nights-1', cron: cron[0] },
      { name: 'nights-2', cron: cron[1] },
    ],
  });
  expect(problemsOf({ ...valid, cron }, { ...valid, name: 'nights-2' })).toEqual([
    'schedules.yml: nights-2: name: given to more than one schedule',
  ]);
});

test('a schedule that is switched off is read and checked like the others', () => {
  expect(read(stringify({ schedules: [{ ...valid, enabled: false }] }))).toMatchObject({
    schedules: [{ name: 'nights', enabled: false }],
  });
});

test('several schedules may use a named list of servers', () => {
  const schedules = [
    { ...valid, serverIds: 'rack' },
    { ...valid, name: 'weekends', serverIds: 'rack' },
  ];
  expect(read(stringify({ serverLists: { rack: ids(2) }, schedules }))).toMatchObject({
    schedules: [{ serverIds: ids(2) }, { serverIds: ids(2) }],
  });
});

test.each([
  [
    { rack: ids(1) },
    'shelf',
    'nights: serverIds: must be a list of UUIDs, or the name of a list under serverLists (there are rack)',
  ],
  [
    undefined,
    'all',
    'nights: serverIds: must be a list of UUIDs, or the name of a list under serverLists (there are none)',
  ],
  [{ rack: [] }, 'rack', 'serverLists.rack: names no server'],
  [{ rack: ['web-1'] }, 'rack', 'serverLists.rack[0]: not a UUID'],
  [{ rack: 'web' }, 'rack', 'serverLists.rack: must be a list of UUIDs'],
  [['rack'], 'rack', 'serverLists: must be lists of UUIDs by name'],
])('the lists %j are refused once for the servers %s', (serverLists, serverIds, problem) => {
  const result = read(stringify({ serverLists, schedules: [{ ...valid, serverIds }] }));
  expect(result).toMatchObject({ kind: 'problems', problems: expect.arrayContaining([`schedules.yml: ${problem}`]) });
});

const problemsOfRoom = (text: string): readonly string[] => {
  const result = read(text);
  return result.kind === 'schedules' ? roomProblems(result.schedules) : expect.fail(result.problems.join());
};

test('one list behind an anchor may be in as many schedules as fit in a stack, and in no more', () => {
  const shared = (count: number) =>
    `list: &rack\n  - ${ids(1)[0]}\nschedules:\n`.replace('list:', 'serverLists:\n  rack:') +
    Array.from(
      { length: count },
      (_, index) => `  - {name: n-${index}, cron: 0 20 * * ? *, timezone: UTC, serverIds: *rack}\n`,
    ).join('');
  expect(problemsOfRoom(shared(400))).toEqual([]);
  expect(problemsOfRoom(shared(401))).toEqual(['schedules: 401 are more than the 400 that fit in one stack']);
});

test('lists that together are too long for one template are refused with a reason', () => {
  const schedules = Array.from({ length: 26 }, (_, index) => ({ ...valid, name: `n-${index}`, serverIds: 'rack' }));
  expect(problemsOfRoom(stringify({ serverLists: { rack: ids(1000) }, schedules }))).toEqual([
    expect.stringMatching(/^schedules: 26000 server ids and 0 exceptions in 26 schedules are \d+ bytes/),
  ]);
});

const choosing = { ...valid, serverIds: undefined, select: { tags: ['env=dev'] } };

test('a schedule may choose its servers, with a cap or without', () => {
  const select = {
    tags: 'env=dev',
    anyTag: ['team=a', 'team=b'],
    metadata: { rack: ['r1', 'r2'] },
    name: 'ci-*',
    machine: 'bare-metal',
    except: { tags: ['keep'], serverIds: ids(1) },
  };
  for (const atMost of [undefined, 40, '25%'])
    expect(read(stringify({ schedules: [{ ...choosing, select, atMost }] }))).toEqual({
      kind: 'schedules',
      schedules: [
        {
          name: 'nights',
          cron: valid.cron,
          timezone: valid.timezone,
          select: { ...select, tags: ['env=dev'], name: ['ci-*'] },
          ...(atMost === undefined ? {} : { atMost }),
        },
      ],
    });
});

test.each([
  ['servers and a selector', { serverIds: ids(1) }, 'serverIds: not together with select'],
  ['a list by name and a selector', { serverIds: 'rack' }, 'serverIds: not together with select'],
  ['neither servers nor a selector', { select: undefined }, 'serverIds: required'],
  ['a cap for servers by id', { select: undefined, serverIds: ids(1), atMost: 5 }, 'atMost: only together with select'],
  ['an empty selector', { select: {} }, 'select: chooses nothing: give tags,'],
  ['no selector behind its name', { select: null }, 'select: must be an object'],
  ['a selector of any machine', { select: { machine: 'any' } }, 'select: chooses nothing: give tags,'],
  ['a selector with exceptions only', { select: { except: { tags: ['a'] } } }, 'select: chooses nothing: give tags,'],
  ['an empty exception', { select: { tags: ['a'], except: {} } }, 'select.except: is empty'],
  ['an unknown field in its selector', { select: { tags: ['a'], tag: ['b'] } }, 'select.tag: unknown field'],
  ['a tag that no server can have', { select: { tags: ['a,b'] } }, 'select.tags[0]: no tag has a comma or a slash'],
  ['a glob that is too long', { select: { name: 'x'.repeat(81) } }, 'select.name: longer than 80 characters'],
  ['a cap of nothing', { atMost: 0 }, 'atMost: must be a number of servers from 1 to 1000'],
  ['a cap of no share', { atMost: '0%' }, 'atMost: must be a number of servers from 1 to 1000'],
  ['a share of more than all', { atMost: '101%' }, 'atMost: must be a number of servers from 1 to 1000'],
  ['a cap above what a request may name', { atMost: 1001 }, 'atMost: must be a number of servers from 1 to 1000'],
  ['a variable in a tag', { select: { tags: [`\${env:X}`] } }, 'select: tags[0]: must not contain "${"'],
  [
    'a keyword in an exception',
    { select: { tags: ['a'], except: { name: ['<aws.x>'] } } },
    'select: except.name[0]: must not contain "<aws."',
  ],
  [
    'a reference in metadata',
    { select: { metadata: { rack: '{{x}}' } } },
    'select: metadata.rack[0]: must not contain "{{"',
  ],
])('a schedule with %s is refused with its field', (_, change, problem) =>
  expect(problemsOf({ ...choosing, ...change })).toEqual([
    expect.stringContaining(`schedules.yml: nights: ${problem}`),
  ]),
);

test('the exceptions of a schedule are dates, spans with their last day, days with a reason, and files', () => {
  const notOn = [
    '2026-12-24',
    '2026-12-24 to 2027-01-01',
    { days: '2027-05-01', why: 'Labour Day' },
    { days: '2027-08-02 to 2027-08-20', why: 'plant holidays' },
    'calendars/holidays.ics',
  ];
  const day = (text: string) => Date.parse(`${text}T00:00:00Z`);
  expect(read(stringify({ schedules: [{ ...valid, notOn }] }))).toMatchObject({
    schedules: [
      {
        notOn: [
          { kind: 'days', first: day('2026-12-24'), last: day('2026-12-24'), why: '2026-12-24' },
          { kind: 'days', first: day('2026-12-24'), last: day('2027-01-01'), why: '2026-12-24 to 2027-01-01' },
          { kind: 'days', first: day('2027-05-01'), last: day('2027-05-01'), why: 'Labour Day' },
          { kind: 'days', first: day('2027-08-02'), last: day('2027-08-20'), why: 'plant holidays' },
          { kind: 'file', path: 'calendars/holidays.ics' },
        ],
      },
    ],
  });
});

test('a date in a schedules file needs no quotes', () =>
  expect(
    read(
      'schedules:\n  - name: nights\n    cron: 0 20 ? * MON-FRI *\n    timezone: UTC\n' +
        `    serverIds: [${ids(1)[0]}]\n    notOn:\n      - 2026-12-24\n      - days: 2026-12-31 to 2027-01-01\n        why: New Year\n`,
    ),
  ).toMatchObject({ schedules: [{ notOn: [{ why: '2026-12-24' }, { why: 'New Year' }] }] }));

test.each([
  ['2026-02-30', 'notOn[0]: 2026-02-30 is no date'],
  ['2026-02-29', 'notOn[0]: 2026-02-29 is no date'],
  ['2026-13-01', 'notOn[0]: 2026-13-01 is no date'],
  ['2026-12-24 to 2026-12-32', 'notOn[0]: 2026-12-32 is no date'],
  ['2026-12-24 to 2026-12-23', 'notOn[0]: ends before it begins'],
  [
    '24.12.2026',
    'notOn[0]: must be a date (2026-12-24), a span (2026-12-24 to 2027-01-01) or the name of an .ics file',
  ],
  ['2026-12-24T20:00:00Z', 'notOn[0]: must be a date'],
  ['2026-12-24 - 2026-12-25', 'notOn[0]: must be a date'],
  ['holidays.csv', 'notOn[0]: must be a date'],
  [20261224, 'notOn[0]: must be a date'],
  [null, 'notOn[0]: must be a date'],
  [{ days: '2026-12-24' }, 'notOn[0].why: required'],
  [{ why: 'x' }, 'notOn[0].days: required'],
  [{ days: '2026-02-30', why: 'x' }, 'notOn[0].days: 2026-02-30 is no date'],
  [{ days: 'holidays.ics', why: 'x' }, 'notOn[0].days: must be a date'],
  [{ days: '2026-12-24', why: '' }, 'notOn[0].why: is empty'],
  [{ days: '2026-12-24', why: 'x'.repeat(257) }, 'notOn[0].why: longer than 256 characters'],
  [{ days: '2026-12-24', why: `\${env:X}` }, 'notOn[0].why: must not contain "${"'],
  [{ days: '2026-12-24', why: 'x', until: 'y' }, 'notOn[0].until: unknown field'],
])('a schedule with the exception %j is refused', (entry, problem) =>
  expect(problemsOf({ ...valid, notOn: [entry] })).toEqual([
    expect.stringContaining(`schedules.yml: nights: ${problem}`),
  ]),
);

test.each([
  ['2026-12-24', 'notOn: must be a list'],
  [[], 'notOn: names no date'],
])('a schedule with the exceptions %j is refused', (notOn, problem) =>
  expect(problemsOf({ ...valid, notOn })).toEqual([`schedules.yml: nights: ${problem}`]),
);
