import type { Counted } from './count/count.ts';
import type { NightCounts } from './count/night.ts';
import { optionsTable } from './options.ts';
import { assumed, PRICES } from './prices.ts';
import type { StackParts } from './stack-parts.ts';
import { type Cost, standing, sumOf } from './standing.ts';
import { stopCosts, total } from './stops.ts';
import { fine, money, table } from './table.ts';

const YEARS = [1, 2, 3] as const;
const THOUSAND = 1000;

const bold = (text: string): string => `**${text}**`;

const standingTable = (parts: StackParts, night: NightCounts): string => {
  const years = YEARS.map((year) => standing(parts, night, year));
  const [first = []] = years;
  const rows = first.map(({ what, how }, index) => [what, how, ...years.map((costs) => money(costs[index]?.usd ?? 0))]);
  return table(
    ['', 'in the first year', ...YEARS.map((year) => `year ${year}, US$`)],
    [...rows, [bold('a month'), '', ...years.map((costs) => bold(money(sumOf(costs))))]],
  );
};

const stopsTable = (parts: StackParts, counted: Counted): string => {
  const nights: readonly (readonly [string, readonly Cost[]])[] = [
    [
      `a night of ${assumed('serversANight')}, by a schedule`,
      stopCosts(parts, counted.schedule, assumed('serversANight')),
    ],
    ['1,000 by a schedule', stopCosts(parts, counted.schedule, THOUSAND)],
    ['1,000 by a message', stopCosts(parts, counted.message, THOUSAND)],
    ['1,000 by a tag', stopCosts(parts, counted.selection, THOUSAND)],
  ];
  const rows = stopCosts(parts, counted.schedule, THOUSAND).map(({ what, how }, index) => [
    what,
    how,
    ...nights.map(([, costs]) => fine(costs[index]?.usd ?? 0)),
  ]);
  return table(
    ['', 'of 1,000 by a schedule', ...nights.map(([name]) => `${name}, US$`)],
    [...rows, [bold('sum'), '', ...nights.map(([, costs]) => bold(fine(sumOf(costs))))]],
  );
};

const countedTable = (counted: Counted): string => {
  const each = ({ servers }: NightCounts, amount: number): string => (amount / servers).toFixed(2);
  const row = (what: string, of: (night: NightCounts) => number): readonly string[] => [
    what,
    ...Object.values(counted).map((night) => each(night, of(night))),
  ];
  return table(
    ['a server', ...Object.keys(counted).map((name) => `by ${name}`)],
    [
      row('steps', ({ steps }) => steps),
      row('calls of the function', ({ invocations }) => invocations),
      row('`GetItem`', ({ table: { getItem } }) => getItem),
      row('`PutItem`', ({ table: { putItem } }) => putItem),
      row('`Query`', ({ table: { query } }) => query),
      row('`BatchGetItem`', ({ table: { batchGetItem } }) => batchGetItem),
      row('write units', ({ table: { writeUnits } }) => writeUnits),
      row('read units', ({ table: { readUnits } }) => readUnits),
      row('calls to SQS', ({ queue }) => total({ ...queue })),
      row('calls to Keystone and Nova', ({ cloud }) => total(cloud)),
      row('bytes of log', ({ log: { bytes } }) => bytes),
      row('events', ({ events }) => events),
    ],
  );
};

const pricesTable = (): string =>
  table(
    ['price', 'US$', 'read', 'source'],
    Object.values(PRICES.prices).map(({ usd: price, unit, date, source }) => [unit, String(price), date, source]),
  );

const assumedTable = (): string =>
  table(
    ['assumed', ''],
    Object.values(PRICES.assumed).map(({ value, what }) => [String(value), what]),
  );

/** The generated part of docs/costs.md. */
export const costPage = (parts: StackParts, counted: Counted): string =>
  [
    `## A month\n\n${standingTable(parts, counted.schedule)}`,
    `## Stops\n\n${stopsTable(parts, counted)}`,
    `## Options\n\n${optionsTable(parts, counted)}`,
    `## Counted calls\n\n${countedTable(counted)}`,
    `## Prices\n\nUS$ in ${PRICES.region}.\n\n${pricesTable()}\n\n${assumedTable()}`,
  ].join('\n\n');
