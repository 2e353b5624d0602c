import type { NightCounts } from './count/night.ts';
import { assumed, usd } from './prices.ts';
import type { StackParts } from './stack-parts.ts';
import { type Cost, DAYS_A_MONTH, GB } from './standing.ts';

const rounded = (amount: number): string => Math.round(amount).toLocaleString('en');

/** All calls of the kinds that were counted. */
export const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, one) => sum + one, 0);

/** What so many stops cost, at the rate of a counted request. Every step is taken to be as long as is assumed, and none shares a call. */
export const stopCosts = (parts: StackParts, night: NightCounts, servers: number): readonly Cost[] => {
  const times = (amount: number): number => (amount * servers) / night.servers;
  const seconds = times(night.steps) * assumed('stepSeconds');
  const bytes = times(night.log.bytes + night.invocations * assumed('lambdaLogBytes'));
  const calls = times(total({ ...night.queue }));
  return [
    {
      what: 'Lambda time',
      how: `${rounded(times(night.steps))} steps of ${assumed('stepSeconds')} s (assumed)`,
      usd: usd('lambdaTime', seconds * parts.memoryGb),
    },
    { what: 'Lambda calls', how: rounded(times(night.invocations)), usd: usd('lambdaCall', times(night.invocations)) },
    {
      what: 'DynamoDB',
      how: `${rounded(times(night.table.writeUnits))} write units, ${rounded(times(night.table.readUnits))} read units`,
      usd: usd('write', times(night.table.writeUnits)) + usd('read', times(night.table.readUnits)),
    },
    { what: 'SQS', how: `${rounded(calls)} calls`, usd: usd('sqs', calls) },
    {
      what: 'logs',
      how: `${rounded(bytes / 1000)} KB, ${parts.masked ? 'masked, ' : ''}kept ${parts.logDays} days`,
      usd:
        usd('logs', bytes / GB) +
        (parts.masked ? usd('logMasking', bytes / GB) : 0) +
        usd('logStorage', (bytes / GB) * (parts.logDays / DAYS_A_MONTH)),
    },
    ...(parts.traced ? [traceCost(night, servers)] : []),
  ];
};

/** What tracing adds to so many stops: a trace for each call of the function, which is the most that Lambda samples. */
export const traceCost = (night: NightCounts, servers: number): Cost => {
  const traces = (night.invocations * servers) / night.servers;
  return { what: 'traces', how: rounded(traces), usd: usd('trace', traces) };
};
