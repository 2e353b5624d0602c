import { KEEP_MS } from '../../lib/power/entry.ts';
import type { NightCounts } from './count/night.ts';
import { assumed, usd } from './prices.ts';
import type { StackParts } from './stack-parts.ts';

/** One line of a bill: what, how it comes about, and US$. */
export interface Cost {
  readonly what: string;
  readonly how: string;
  readonly usd: number;
}

export const sumOf = (costs: readonly Cost[]): number => costs.reduce((sum, { usd: one }) => sum + one, 0);

export const GB = 1e9;
export const DAYS_A_MONTH = 30;
// AWS KMS pricing: each of the first two rotations adds the price once more, later ones add nothing.
const PAID_ROTATIONS = 2;

/** Our own metrics in a month when so many have a value in each active hour. */
export const metricsUsd = (metrics: number): number =>
  usd('metric', (metrics * assumed('nights') * assumed('activeHours')) / assumed('hoursAMonth'));

/** What the stack costs a month in its nth year, whether servers are stopped or not. */
export const standing = (parts: StackParts, night: NightCounts, year: number): readonly Cost[] => {
  const rotations = parts.rotates ? Math.min(year - 1, PAID_ROTATIONS) : 0;
  const polls = (parts.eventSources * assumed('pollers') * assumed('hoursAMonth') * 3600) / assumed('pollSeconds');
  const uses = assumed('nights') * assumed('activeHours') * assumed('keyUsesAnHour');
  const stops = assumed('nights') * assumed('serversANight');
  const keptGb = ((stops / DAYS_A_MONTH) * (KEEP_MS / 86_400_000) * night.table.largestItemBytes) / GB;
  const drawn = parts.dashboards.join(', ');
  return [
    {
      what: 'alarms',
      how: `${parts.alarms} on ${parts.alarmMetrics} metrics`,
      usd: usd('alarmMetric', parts.alarmMetrics),
    },
    {
      what: 'dashboard',
      how: parts.dashboards.length === 0 ? 'none' : `${parts.dashboards.length}, of ${drawn} metrics`,
      usd: usd('dashboard', parts.dashboards.length),
    },
    {
      what: 'key',
      how: `${parts.keys}, rotated ${rotations} times so far`,
      usd: usd('key', parts.keys * (1 + rotations)),
    },
    { what: 'secrets', how: `${parts.secrets}, made before the stack`, usd: usd('secret', parts.secrets) },
    {
      what: 'our own metrics',
      how: `the ${night.metrics} that got a value on the counted night, ${assumed('activeHours')} hour of each night`,
      usd: metricsUsd(night.metrics),
    },
    {
      what: 'polling of an empty queue',
      how: `${Math.round(polls).toLocaleString('en')} calls of ${assumed('pollers')} pollers`,
      usd: usd('sqs', polls),
    },
    { what: 'uses of the key', how: `${uses.toLocaleString('en')} (assumed)`, usd: usd('keyUse', uses) },
    {
      what: 'schedules',
      how: `${parts.schedules}, each firing every night`,
      usd: usd('schedule', parts.schedules * assumed('nights')),
    },
    {
      what: 'table',
      how: `${stops.toLocaleString('en')} stops a month, kept ${KEEP_MS / 86_400_000} days${parts.recovery ? ', with point-in-time recovery' : ''}`,
      usd: usd('tableStorage', keptGb) + (parts.recovery ? usd('tableBackup', keptGb) : 0),
    },
  ];
};

/** By how much a month is dearer when every metric of ours has a value in each active hour. */
export const allMetricsUsd = ({ ownMetrics }: StackParts, night: NightCounts): number =>
  metricsUsd(ownMetrics) - metricsUsd(night.metrics);
