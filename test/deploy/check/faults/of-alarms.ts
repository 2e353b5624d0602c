import { arn, drop, type Faults, property } from './edit.ts';

export const OF_ALARMS: Faults = {
  alarms: {
    'nothing rings for a stop that is not proven': drop('UnverifiedAlarm'),
    'nothing rings for calls without a signature': drop('WebhookUnsignedAlarm'),
    'the dead-letter alarm watches what is in flight': property(
      'DeadLettersAlarm',
      ['MetricName'],
      'ApproximateNumberOfMessagesNotVisible',
    ),
    'the dead-letter alarm watches the stop queue': property('DeadLettersAlarm', ['Dimensions', 0, 'Value'], {
      'Fn::GetAtt': ['StopQueue', 'QueueName'],
    }),
    'the error alarm rings at 100,000': property('WorkerErrorsAlarm', ['Threshold'], 100_000),
    'an alarm rings when all is well': property('StuckAlarm', ['ComparisonOperator'], 'LessThanThreshold'),
    'a reason is left out of a sum': drop('StopDeadLetteredAlarm', 'Properties', 'Metrics', 1),
    'an alarm takes the average': property('DeadLettersAlarm', ['Statistic'], 'Average'),
    'an alarm waits for a day': property('WorkerErrorsAlarm', ['EvaluationPeriods'], 288),
    'an alarm needs more points than there are': property('WorkerErrorsAlarm', ['DatapointsToAlarm'], 2),
    'a metric is in another namespace': property('WorkerErrorsAlarm', ['Namespace'], 'AWS/SQS'),
  },
  'alarm-topic': {
    'an alarm notifies nobody': property('StuckAlarm', ['AlarmActions'], []),
    'an alarm notifies another topic': property(
      'StuckAlarm',
      ['AlarmActions'],
      ['arn:aws:sns:eu-central-1:111122223333:other'],
    ),
    'an alarm says nothing': property('StuckAlarm', ['AlarmDescription'], 'stuck'),
    'an alarm is switched off': property('StuckAlarm', ['ActionsEnabled'], false),
    'missing data rings': property('StuckAlarm', ['TreatMissingData'], 'breaching'),
  },
  'log-filters': {
    'no line is counted': property('WorkerAlertFilter', ['FilterPattern'], '{ $.msg = "alert" }'),
    'a line counts for nothing': property('WebhookConflictFilter', ['MetricTransformations', 0, 'MetricValue'], '0'),
    'lines are counted under another name': property(
      'WebhookAlertFilter',
      ['MetricTransformations', 0, 'MetricName'],
      'Alerts',
    ),
    'lines are counted without the function': drop(
      'WorkerAlertFilter',
      'Properties',
      'MetricTransformations',
      0,
      'Dimensions',
    ),
    'the worker’s alerts are looked for in the webhook’s log': property('WorkerAlertFilter', ['LogGroupName'], {
      Ref: 'WebhookLogGroup',
    }),
  },
  dashboard: {
    'the dashboard draws nothing': property('Dashboard', ['DashboardBody'], { 'Fn::Sub': '{"widgets":[]}' }),
    'the dashboard is a queue': property('Dashboard', ['DashboardBody'], arn('StopQueue')),
  },
};
