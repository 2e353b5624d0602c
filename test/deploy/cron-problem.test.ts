import { expect, test } from 'vitest';
import { cronDates } from '../../deploy/cron-dates.ts';
import { cronProblem } from '../../deploy/cron-problem.ts';

test.each([
  '0 20 ? * MON-FRI *',
  '30 21 L * ? *',
  '0/15 * * * ? *',
  '*/5 8-17 ? * 2-6 2026-2030',
  '10-40/10 0,12 1,15 JAN,jul ? *',
  '0 18 15W * ? *',
  '0 18 ? * 6L *',
  '0 18 ? * FRIL *',
  '0 18 ? * 3#2 *',
  '0 18 ? * TUE#5 *',
  '0 18 ? * L *',
  '59 23 31 12 ? 2199',
  '0 20 ? * SAT-SUN *',
  '0 20 ? * Fri-Mon *',
  '0/30 20-2 ? NOV-FEB MON-FRI *',
  '0 20 29 2 ? *',
  '0 20 31W 1 ? *',
])('the cron %s is accepted', (cron) => expect(cronProblem(cron)).toBeUndefined());

test.each([
  ['0 20 * * MON-FRI', 'must be 6 fields'],
  ['0 20 ? * MON-FRI * *', 'must be 6 fields'],
  ['0 20 ?  * MON *', 'must be 6 fields'],
  ['', 'must be 6 fields'],
  ['60 20 ? * MON *', 'minutes: "60" is not a number from 0 to 59'],
  ['-1 20 ? * MON *', 'minutes: "" is not a number'],
  ['1.5 20 ? * MON *', 'minutes: "1.5" is not a number'],
  ['? 20 ? * MON *', 'minutes: "?" is not a number'],
  ['0 24 ? * MON *', 'hours: "24"'],
  ['0 8pm ? * MON *', 'hours: "8pm"'],
  ['0 1-2-3 ? * MON *', 'hours: "1-2-3" is not a range'],
  ['0 */0 ? * MON *', 'hours: "*/0" has no usable step'],
  ['0 1/2/3 ? * MON *', 'hours: "1/2/3" has two steps'],
  ['0 1, ? * MON *', 'hours: "" is not a number'],
  ['0 *,1 ? * MON *', 'hours: "*" cannot be combined with other values'],
  ['0 20 0 * ? *', 'day-of-month: "0"'],
  ['0 20 32 * ? *', 'day-of-month: "32"'],
  ['0 20 32W * ? *', 'day-of-month: "32" is not a number from 1 to 31'],
  ['0 20 LW * ? *', 'day-of-month: "LW"'],
  ['0 20 1,L * ? *', 'day-of-month: "L" cannot be combined with other values'],
  ['0 20 1 13 ? *', 'month: "13" is not a name or a number from 1 to 12'],
  ['0 20 1 MON ? *', 'month: "MON"'],
  ['0 20 ? * 0 *', 'day-of-week: "0"'],
  ['0 20 ? * 8 *', 'day-of-week: "8"'],
  ['0 20 ? * MONDAY *', 'day-of-week: "MONDAY"'],
  ['0 20 ? * 2#6 *', 'day-of-week: "2#6"'],
  ['0 20 ? * 15W *', 'day-of-week: "15W"'],
  ['0 20 ? * MON 1969', 'year: "1969"'],
  ['0 20 ? * MON 2200', 'year: "2200"'],
  ['0 20 ? * MON 2030-2026', 'year: "2030-2026" runs backwards'],
  ['0 20 31 2 ? *', 'never fires'],
  ['0 20 30 FEB ? *', 'never fires'],
  ['0 20 31 APR,JUN-SEP/3 ? *', 'never fires'],
  ['0 20 29 2 ? 2026-2027', 'never fires'],
  ['0 20 31W 4 ? *', 'never fires'],
  ['0 20 ? 2 MON#5 2027', 'never fires'],
  [`0 20 ${'1,'.repeat(125)}1 * ? *`, 'longer than 250 characters'],
  ['0 20 * * * *', 'day-of-month and day-of-week cannot both be given'],
  ['0 20 1 * MON *', 'day-of-month and day-of-week cannot both be given'],
  ['0 20 ? * ? *', 'cannot both be ?'],
])('the cron "%s" is refused, and the error names the field', (cron, problem) =>
  expect(cronProblem(cron)).toContain(problem),
);

test.each([
  ['0 20 * * 1-5', 'write 0 20 ? * MON-FRI *'],
  ['0 20 * * 0', 'write 0 20 ? * SUN *'],
  ['0 20 * * 5-7', 'write 0 20 ? * FRI-SUN *'],
  ['0 20 * * 1-5/2', 'write 0 20 ? * MON,WED,FRI *'],
  ['0 20 * * */2', 'write 0 20 ? * SUN,TUE,THU,SAT *'],
  ['0 20 * * MON-FRI', 'write 0 20 ? * MON-FRI *'],
  ['*/15 * * * *', 'write */15 * * * ? *'],
  ['0 20 1 * *', 'write 0 20 1 * ? *'],
  ['0 20 ? * 1-5 ', 'write 0 20 ? * MON-FRI *'],
  ['0  20 ? * MON *', 'write 0 20 ? * MON *'],
  ['0 20 * * MON *', 'write 0 20 ? * MON *'],
  ['0 20 * * * *', 'write 0 20 * * ? *'],
  ['0 20 ? * ? *', 'write 0 20 * * ? *'],
  ['cron(0 20 ? * MON-FRI *)', 'without cron(…) around them: write 0 20 ? * MON-FRI *'],
  ['cron(0 20 * * 1-5)', 'write 0 20 ? * MON-FRI *'],
  ['cron(0 25 ? * MON *)', 'hours: "25" is not a number'],
  ['rate(1 day)', 'write 0 0 * * ? *'],
  ['rate(15 minutes)', 'write 0/15 * * * ? *'],
  ['rate(6 hours)', 'write 0 0/6 * * ? *'],
  ['rate(24 hours)', 'write 0 0 * * ? *'],
  ['rate(5 days)', 'no six fields say the same'],
  ['Rate(7 minutes)', 'no six fields say the same'],
  ['0 20 1 * 1', 'write two crons, as a list: ["0 20 1 * ? *", "0 20 ? * MON *"]'],
  ['30 6 1,15 1-6 sun', 'write two crons, as a list: ["30 6 1,15 1-6 ? *", "30 6 ? 1-6 sun *"]'],
  ['0 20 13 * 1-5/2', 'write two crons, as a list: ["0 20 13 * ? *", "0 20 ? * MON,WED,FRI *"]'],
  ['cron(0 20 1 * 0)', 'write two crons, as a list: ["0 20 1 * ? *", "0 20 ? * SUN *"]'],
  // Here crond wants both days to fit.
  ['0 20 */2 * 1', 'no six fields say the same'],
  ['0 20 1 * */2', 'no six fields say the same'],
  ['at(2026-12-01T20:05:00)', 'write 5 20 1 12 ? 2026'],
  ['@daily', 'write 0 0 * * ? *'],
  ['0 0 20 ? * MON-FRI *', 'this is a cron with seconds: write 0 20 ? * MON-FRI *'],
])('the error for the cron "%s" says how to write it for Scheduler', (cron, meant) =>
  expect(cronProblem(cron)).toContain(meant),
);

test('the two crons for a cron of two days fire on every day that crond means, and on no other', () => {
  const list = /\[.*\]/.exec(cronProblem('0 20 1,31 3-4 1') ?? '')?.[0] ?? '[]';
  const crons: readonly string[] = JSON.parse(list);
  expect(crons.map(cronProblem)).toEqual([undefined, undefined]);
  const shown = (date: Date) => date.toISOString().slice(0, 10);
  const fired = crons.flatMap((cron) =>
    [...cronDates(cron, { year: 2027, month: 1, day: 1 }).take(20)]
      .filter(({ year }) => year === 2027)
      .map(({ year, month, day }) => shown(new Date(Date.UTC(year, month - 1, day)))),
  );
  const meant = Array.from({ length: 365 }, (_, day) => new Date(Date.UTC(2027, 0, 1 + day))).filter(
    (date) => [2, 3].includes(date.getUTCMonth()) && ([1, 31].includes(date.getUTCDate()) || date.getUTCDay() === 1),
  );
  expect([...new Set(fired)].sort()).toEqual(meant.map(shown));
});

test.each(['0 20 1 * MON *', '0 0 20 1 * MON *', 'nonsense', '0 25 1 * 1', '0 25 * * 1', '1 2 3 4 5 6 7 8', 'cron()'])(
  'the error for the cron "%s" suggests nothing',
  (cron) => expect(cronProblem(cron)).not.toContain('write'),
);
