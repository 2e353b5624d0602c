import { expect, test } from 'vitest';
import { alarms } from '../../deploy/alarms.ts';
import { dashboardResources } from '../../deploy/dashboard.ts';
import { GRAPHS, LOG_TABLES } from '../../deploy/graphs.ts';
import { LOG_FILTERS, logFilterResources } from '../../deploy/log-filters.ts';
import type { Metric } from '../../deploy/metrics.ts';
import { NONE_MATCHED } from '../../deploy/none-matched-alarm.ts';
import { isTrouble, TROUBLES } from '../../lib/power/fault.ts';
import { REASONS } from '../../lib/power/outcome.ts';
import type { Telemetry } from '../../lib/power/ports/telemetry.ts';
import { parseServerId } from '../../lib/power/server.ts';
import { DEFAULT_TIMING } from '../../lib/power/timing.ts';
import { reportEnding } from '../../lib/webhook/ending.ts';
import { aRoll } from '../builders.ts';
import { read } from '../docs/documents.ts';
import { keyOf } from './alarms/samples.ts';
import { createWorld } from './alarms/world.ts';

const serverId = parseServerId('5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01') ?? expect.fail('no id');
const request = { source: 'queue', requestId: 'r', cloud: 'c', requestedAt: 0, notAfter: 1, dryRun: false } as const;
const intent = { version: 1, ...request, serverId } as const;
const line = { intent, attempt: 1, receiveCount: 1, tookMs: 1, endedAt: 1, repeated: false } as const;

const ENDS = ['none-matched', 'too-many', 'excepted', 'expired', 'malformed'] as const;

const worker = (telemetry: Telemetry): void => {
  telemetry.requested({ ...request, servers: 2 });
  for (const verdict of ENDS)
    telemetry.chosen({ ...request, verdict, because: '', servers: 0, receiveCount: 1, repeated: false });
  telemetry.listAgain({ ...request, trouble: 'unavailable', because: '', delayMs: 1, receiveCount: 1 });
  telemetry.sent({
    intent,
    attempt: 1,
    reply: { kind: 'ok', value: { openstackRequestId: 'req-1' }, dateAt: 0 },
    tookMs: 1,
  });
  telemetry.outcome({ ...line, outcome: { kind: 'stopped', because: '' } });
  telemetry.outcome({ ...line, outcome: { kind: 'superseded', because: '' } });
  telemetry.outcome({ ...line, outcome: { kind: 'look-again', because: '', delayMs: 1 } });
  for (const trouble of Object.keys(TROUBLES).filter(isTrouble))
    telemetry.outcome({ ...line, outcome: { kind: 'look-again', because: '', delayMs: 1, trouble } });
  for (const reason of REASONS) telemetry.outcome({ ...line, outcome: { kind: 'dead-lettered', because: '', reason } });
  for (const failed of [0, 1]) telemetry.complete({ roll: aRoll(), servers: 1, outcomes: {}, failed, open: 0 });
  telemetry.complete({ roll: aRoll(), servers: 1, outcomes: {}, failed: 0, open: 1 });
  telemetry.alert({ what: 'late-race', because: '' });
  telemetry.alert({ what: 'cloud', because: 'secret lights-out/prod/clouds: cannot be read' });
  telemetry.flush();
};

const webhook = (telemetry: Telemetry): void => {
  const report = reportEnding(telemetry);
  report({ kind: 'accepted', request: { ...request, serverIds: [serverId] }, repeated: false });
  report({ kind: 'refused', status: 401, because: 'no key matches' });
  report({ kind: 'conflict', requestId: 'r' });
  report({ kind: 'unavailable', because: 'secret lights-out/prod/webhook: holds no usable keys' });
};

const { world, samples } = createWorld(logFilterResources(LOG_FILTERS));
world.say(0, 'queue', worker);
world.say(0, 'webhook', webhook);

const ALARMS = [...alarms(DEFAULT_TIMING), NONE_MATCHED];
const isOurs = ({ namespace }: Metric): boolean => !namespace.startsWith('AWS/');
const keyOfMetric = ({ namespace, name, dimensions }: Metric): string =>
  keyOf({
    Namespace: { 'Fn::Sub': namespace },
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, value]) => ({ Name, Value: { 'Fn::Sub': value } })),
  });
const watched = ALARMS.flatMap(({ metrics }) => Object.values(metrics).map(({ metric }) => metric));
const drawn = GRAPHS.flatMap(({ lines }) => lines.map(({ metric }) => metric));

test.each(ALARMS)('$id watches metrics that the code writes', ({ metrics }) => {
  for (const { metric } of Object.values(metrics))
    if (isOurs(metric)) expect(samples.keys()).toContain(keyOfMetric(metric));
});

test.each(GRAPHS)('the graph $title draws metrics that the code writes', ({ lines }) => {
  for (const { metric } of lines.filter((one) => isOurs(one.metric)))
    expect(samples.keys()).toContain(keyOfMetric(metric));
});

test('every metric that the code writes is on the dashboard or has an alarm, and there are thirteen', () => {
  const seen = new Set([...watched, ...drawn].map(keyOfMetric));
  expect(samples.keys().filter((key) => !seen.has(key))).toEqual([]);
  expect(samples.keys()).toHaveLength(13);
});

test('every metric of an alarm is on the dashboard, which draws at most the fifty that a free one may', () => {
  const shown = new Set(drawn.map(keyOfMetric));
  expect(watched.map(keyOfMetric).filter((key) => !shown.has(key))).toEqual([]);
  expect(drawn.length).toBeLessThanOrEqual(50);
});

test('the dashboard has a widget for each graph and each table of the log, none over another', () => {
  const body = Object.values(dashboardResources())[0]?.Properties.DashboardBody;
  const text = typeof body === 'object' ? String(Reflect.get(body, 'Fn::Sub')) : expect.fail('no text');
  const { widgets }: { widgets: { type: string; x: number; y: number }[] } = JSON.parse(text);
  expect(widgets.map(({ type }) => type)).toEqual([...GRAPHS.map(() => 'metric'), ...LOG_TABLES.map(() => 'log')]);
  expect(new Set(widgets.map(({ x, y }) => `${x} ${y}`)).size).toBe(widgets.length);
});

test.each(LOG_TABLES)('the query of $title is in docs/alarms.md', async ({ query }) => {
  expect(await read('docs/alarms.md')).toContain(query);
});
