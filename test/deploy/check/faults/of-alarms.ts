import { add, arn, drop, type Faults, property } from './edit.ts';

export const OF_ALARMS: Faults = {
  alarms: {
    'nothing rings for a stop that is not proven': drop('MachineInDoubtAlarm'),
    'nothing rings for calls without a signature': drop('WebhookRefusedAlarm'),
    'the dead-letter alarm watches what is in flight': property(
      'DeadLettersAlarm',
      ['MetricName'],
      'ApproximateNumberOfMessagesNotVisible',
    ),
    'the dead-letter alarm watches the stop queue': property('DeadLettersAlarm', ['Dimensions', 0, 'Value'], {
      'Fn::GetAtt': ['StopQueue', 'QueueName'],
    }),
    'the error alarm rings at 100,000': property('WorkerErrorsAlarm', ['Threshold'], 100_000),
    'an alarm rings when all is well': property('MachineInDoubtAlarm', ['ComparisonOperator'], 'LessThanThreshold'),
    'an expression leaves out what is in flight': drop('WorkerIdleAlarm', 'Properties', 'Metrics', 1),
    'an alarm takes the average': property('DeadLettersAlarm', ['Statistic'], 'Average'),
    'an alarm waits for a day': property('WorkerErrorsAlarm', ['EvaluationPeriods'], 288),
    'an alarm needs more points than there are': property('WorkerErrorsAlarm', ['DatapointsToAlarm'], 2),
    'a metric is in another namespace': property('WorkerErrorsAlarm', ['Namespace'], 'AWS/SQS'),
  },
  'alarm-topic': {
    'an alarm notifies nobody': property('MachineInDoubtAlarm', ['AlarmActions'], []),
    'an alarm notifies another topic': property(
      'MachineInDoubtAlarm',
      ['AlarmActions'],
      ['arn:aws:sns:eu-central-1:111122223333:other'],
    ),
    'an alarm says nothing': property('MachineInDoubtAlarm', ['AlarmDescription'], 'stuck'),
    'an alarm is switched off': property('MachineInDoubtAlarm', ['ActionsEnabled'], false),
    'missing data rings': property('MachineInDoubtAlarm', ['TreatMissingData'], 'breaching'),
  },
  'log-filters': {
    'no line is counted': property('WorkerAlertFilter', ['FilterPattern'], '{ $.msg = "alert" }'),
    'a line counts for nothing': property('WebhookConflictFilter', ['MetricTransformations', 0, 'MetricValue'], '0'),
    'lines are counted under another name': property(
      'WebhookAlertFilter',
      ['MetricTransformations', 0, 'MetricName'],
      'Alerts',
    ),
    'lines are counted with a dimension that no alarm names': property(
      'WorkerAlertFilter',
      ['MetricTransformations', 0, 'Dimensions'],
      [{ Key: 'service', Value: '$.service' }],
    ),
    'the worker’s alerts are looked for in the webhook’s log': property('WorkerAlertFilter', ['LogGroupName'], {
      Ref: 'WebhookLogGroup',
    }),
  },
  dashboard: {
    'the dashboard draws nothing': add('Dashboard', 'AWS::CloudWatch::Dashboard', {
      DashboardName: { 'Fn::Sub': `\${AWS::StackName}` },
      DashboardBody: { 'Fn::Sub': '{"widgets":[]}' },
    }),
    'the dashboard is a queue': add('Dashboard', 'AWS::CloudWatch::Dashboard', { DashboardBody: arn('StopQueue') }),
  },
};
