import { alarmResources } from '../alarm-resources.ts';
import { GRAPHS } from '../graphs.ts';
import { NONE_MATCHED } from '../none-matched-alarm.ts';
import type { Counted } from './count/count.ts';
import type { NightCounts } from './count/night.ts';
import { watchedBy } from './own-metrics.ts';
import { assumed, usd } from './prices.ts';
import type { StackParts } from './stack-parts.ts';
import { allMetricsUsd, metricsUsd, standing, sumOf } from './standing.ts';
import { stopCosts, traceCost } from './stops.ts';
import { fine, money, table } from './table.ts';

const THOUSAND = 1000;

/** One hour in which the stack exists, with twenty stops and all kinds of trouble. */
const hourUsd = (parts: StackParts, night: NightCounts): number => {
  const hours = sumOf(standing(parts, night, 1)) / assumed('hoursAMonth');
  return hours + usd('metric', parts.ownMetrics / assumed('hoursAMonth')) + sumOf(stopCosts(parts, night, 20));
};

/** What each option adds, and what may come on top. */
export const optionsTable = (parts: StackParts, { schedule, selection }: Counted): string => {
  const month = assumed('hoursAMonth');
  const drawn = new Set(GRAPHS.flatMap(({ lines }) => lines.map(({ metric }) => JSON.stringify(metric)))).size;
  const noneMatched = Object.values(alarmResources([NONE_MATCHED], '')).flatMap(({ Properties }) =>
    watchedBy({ properties: Properties }),
  );
  const is = (there: boolean): string => (there ? 'in the sum above' : 'not in the sum above');
  return table(
    ['option', '', 'US$'],
    [
      [
        'dashboard',
        `${is(parts.dashboards.length > 0)}; draws ${drawn} metrics, and up to three of at most 50 are free`,
        `${money(usd('dashboard', 1))} a month`,
      ],
      ['alarm `NoneMatched`', is(parts.hasNoneMatched), `${money(usd('alarmMetric', noneMatched.length))} a month`],
      [
        `a value for each of our ${parts.ownMetrics} metrics`,
        'in each active hour: every trouble there is, every night',
        `${money(allMetricsUsd(parts, schedule))} a month`,
      ],
      ['one metric more with a value', 'in each active hour', `${money(metricsUsd(1))} a month`],
      [
        'traces',
        `${is(parts.traced)}; 100,000 a month are free`,
        `${fine(traceCost(schedule, THOUSAND).usd)} for 1,000 stops`,
      ],
      [
        'events',
        `${selection.events} for a request of ${selection.servers} servers`,
        `${fine(usd('event', (selection.events * THOUSAND) / selection.servers))} for 1,000 stops`,
      ],
      [
        'message to people',
        `${selection.notices} a request, as an e-mail`,
        `${fine(usd('publish', THOUSAND * selection.notices) + usd('email', THOUSAND * selection.notices))} for 1,000 requests`,
      ],
      [
        'an hour of the stack',
        'with 20 stops, as in the smoke test; every metric of ours with a value',
        `${money(hourUsd(parts, schedule))} once`,
      ],
      ['interface endpoint', 'each, in one zone', `${money(usd('endpointHour', month))} a month`],
      [
        'NAT gateway',
        `one, with its address, before traffic (${usd('natGb', 1)} a GB)`,
        `${money(usd('natHour', month) + usd('addressHour', month))} a month`,
      ],
      ['a key that a failed deployment left', 'each, until it is deleted', `${money(usd('key', 1))} a month`],
    ],
  );
};
