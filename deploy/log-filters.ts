import { alertLines, type Metric, WEBHOOK, WORKER, webhookConflicts } from './metrics.ts';
import type { Resources } from './resources.ts';

/** A metric that is counted from log lines: those whose `message` is this word. */
export interface LogFilter {
  readonly id: string;
  readonly logGroup: 'QueueLogGroup' | 'WebhookLogGroup';
  readonly message: 'alert' | 'conflict';
  readonly metric: Metric;
}

export const LOG_FILTERS: readonly LogFilter[] = [
  { id: 'WorkerAlertFilter', logGroup: 'QueueLogGroup', message: 'alert', metric: alertLines(WORKER) },
  { id: 'WebhookAlertFilter', logGroup: 'WebhookLogGroup', message: 'alert', metric: alertLines(WEBHOOK) },
  { id: 'WebhookConflictFilter', logGroup: 'WebhookLogGroup', message: 'conflict', metric: webhookConflicts() },
];

/** The filters; the dimension `service` is the line's own field of that name. */
export const logFilterResources = (filters: readonly LogFilter[]): Resources =>
  Object.fromEntries(
    filters.map(({ id, logGroup, message, metric }) => [
      id,
      {
        Type: 'AWS::Logs::MetricFilter',
        Properties: {
          LogGroupName: { Ref: logGroup },
          FilterPattern: `{ $.message = "${message}" }`,
          MetricTransformations: [
            {
              MetricNamespace: metric.namespace,
              MetricName: metric.name,
              MetricValue: '1',
              Dimensions: Object.keys(metric.dimensions).map((key) => ({ Key: key, Value: `$.${key}` })),
            },
          ],
        },
      },
    ]),
  );
