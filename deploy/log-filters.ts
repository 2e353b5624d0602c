import { substituted } from './alarm-resources.ts';
import { alertLines } from './metrics.ts';
import type { Resources } from './resources.ts';

/** Log lines that are counted as alerts: those whose `message` is this word. */
export interface LogFilter {
  readonly id: string;
  readonly logGroup: 'QueueLogGroup' | 'WebhookLogGroup';
  readonly message: 'alert' | 'conflict';
}

export const LOG_FILTERS: readonly LogFilter[] = [
  { id: 'WorkerAlertFilter', logGroup: 'QueueLogGroup', message: 'alert' },
  { id: 'WebhookAlertFilter', logGroup: 'WebhookLogGroup', message: 'alert' },
  { id: 'WebhookConflictFilter', logGroup: 'WebhookLogGroup', message: 'conflict' },
];

/** The filters; all of them write the same metric. */
export const logFilterResources = (filters: readonly LogFilter[]): Resources => {
  const { namespace, name } = alertLines();
  return Object.fromEntries(
    filters.map(({ id, logGroup, message }) => [
      id,
      {
        Type: 'AWS::Logs::MetricFilter',
        Properties: {
          LogGroupName: { Ref: logGroup },
          FilterPattern: `{ $.message = "${message}" }`,
          MetricTransformations: [{ MetricNamespace: substituted(namespace), MetricName: name, MetricValue: '1' }],
        },
      },
    ]),
  );
};
