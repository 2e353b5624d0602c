import * as v from 'valibot';
import { SERVERS_MAX } from '../../lib/message/select-body.ts';
import { DEFAULT_TIMING } from '../../lib/power/timing.ts';
import { ofType, type Packaged } from '../check/packaged.ts';
import type { NightCounts } from './count/night.ts';
import { assumed } from './prices.ts';
import type { StackParts } from './stack-parts.ts';
import { sumOf } from './standing.ts';
import { stopCosts, total } from './stops.ts';
import { money, table } from './table.ts';

const SERVERS = [1000, 10_000, 100_000, 1_000_000] as const;
const HOUR_S = 3600;

const sourceSchema = v.object({ BatchSize: v.number(), ScalingConfig: v.object({ MaximumConcurrency: v.number() }) });

/** Messages in a batch of the worker, and batches at a time, as the template has them. */
const batchesOf = (packaged: Packaged): { readonly size: number; readonly atOnce: number } => {
  const [source] = ofType(packaged, 'AWS::Lambda::EventSourceMapping');
  const { BatchSize, ScalingConfig } = v.parse(sourceSchema, source?.properties);
  return { size: BatchSize, atOnce: ScalingConfig.MaximumConcurrency };
};

/** Of one confirmed stop, at the rate of a counted request. */
const eachOf = (night: NightCounts) => ({
  cloud: total(night.cloud) / night.servers,
  steps: night.steps / night.servers,
  invocations: night.invocations / night.servers,
  queue: total({ ...night.queue }) / night.servers,
  writes: night.table.putItem / night.servers,
  writeUnits: night.table.writeUnits / night.servers,
});

const count = (amount: number): string => Math.ceil(amount).toLocaleString('en');
const rate = (amount: number): string => {
  if (amount < 1) return amount.toPrecision(1);
  return amount < 10 ? amount.toFixed(1) : count(amount);
};
const hours = (seconds: number): string =>
  seconds < HOUR_S ? `${rate(seconds / 60)} min` : `${rate(seconds / HOUR_S)} h`;

const rowsOf = (rows: readonly (readonly [string, (servers: number) => string])[]): string =>
  table(
    ['servers a night', ...SERVERS.map((servers) => servers.toLocaleString('en'))],
    rows.map(([what, of]) => [what, ...SERVERS.map(of)]),
  );

/** What a night of so many servers takes in all, and how long at the two slowest places. */
const totals = (packaged: Packaged, parts: StackParts, night: NightCounts): string => {
  const each = eachOf(night);
  const { size, atOnce } = batchesOf(packaged);
  const cloudCalls = 2 * assumed('cloudStopsASecond');
  const stepsASecond = atOnce / assumed('stepSeconds');
  return rowsOf([
    ['requests', (servers) => count(servers / SERVERS_MAX)],
    ['calls to the cloud', (servers) => count(servers * each.cloud)],
    [`… at ${cloudCalls} calls a second`, (servers) => hours((servers * each.cloud) / cloudCalls)],
    ['steps', (servers) => count(servers * each.steps)],
    [
      `… in ${atOnce} full batches of ${size} at a time`,
      (servers) => hours((servers * each.steps) / stepsASecond / size),
    ],
    [`… in ${atOnce} batches of one at a time`, (servers) => hours((servers * each.steps) / stepsASecond)],
    ['calls of the function, at most', (servers) => count(servers * each.invocations)],
    ['calls to SQS, at most', (servers) => count(servers * each.queue)],
    ['writes', (servers) => count(servers * each.writes)],
    ['US$', (servers) => money(sumOf(stopCosts(parts, night, servers)))],
  ]);
};

/** What has to be there for so many servers within the assumed hours. */
const needed = (packaged: Packaged, night: NightCounts): string => {
  const each = eachOf(night);
  const { size } = batchesOf(packaged);
  const aSecond = (servers: number): number => servers / (assumed('nightHours') * HOUR_S);
  return rowsOf([
    ['servers a second', (servers) => rate(aSecond(servers))],
    ['calls to the cloud a second', (servers) => rate(aSecond(servers) * each.cloud)],
    [
      `… in clouds that take ${assumed('cloudStopsASecond')} stops a second`,
      (servers) => rate((aSecond(servers) * each.cloud) / (2 * assumed('cloudStopsASecond'))),
    ],
    [
      `full batches of ${size} at a time`,
      (servers) => rate((aSecond(servers) * each.steps * assumed('stepSeconds')) / size),
    ],
    ['write units a second', (servers) => rate(aSecond(servers) * each.writeUnits)],
    [
      `messages in flight, each for ${DEFAULT_TIMING.patienceMs / 60_000} min`,
      (servers) => count(aSecond(servers) * (DEFAULT_TIMING.patienceMs / 1000)),
    ],
  ]);
};

/** How many servers are done in an hour of a window, at the rates of the tables. */
const inAnHour = (packaged: Packaged, night: NightCounts): string => {
  const each = eachOf(night);
  const { size, atOnce } = batchesOf(packaged);
  const ofCloud = (HOUR_S * 2 * assumed('cloudStopsASecond')) / each.cloud;
  const ofWorker = (HOUR_S * atOnce * size) / assumed('stepSeconds') / each.steps;
  return (
    `In each hour of a window such a cloud is done with ${Math.floor(ofCloud).toLocaleString('en')} servers, and the worker, in full ` +
    `batches, with ${Math.floor(ofWorker).toLocaleString('en')}. The smaller of the two holds.`
  );
};

/** The generated part of docs/performance.md, by the counted request of a schedule. */
export const growthPage = (packaged: Packaged, parts: StackParts, night: NightCounts): string =>
  [
    `### A night in all\n\n${totals(packaged, parts, night)}\n\n${inAnHour(packaged, night)}`,
    `### To be done in ${assumed('nightHours')} hours\n\n${needed(packaged, night)}`,
  ].join('\n\n');
