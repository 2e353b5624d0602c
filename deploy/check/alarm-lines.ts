import { parseDurationMs } from '../../lib/instant.ts';
import { alarmResources } from '../alarm-resources.ts';
import { alarms } from '../alarms.ts';
import { dashboardResources } from '../dashboard.ts';
import { WORKER } from '../metrics.ts';
import { NONE_MATCHED } from '../none-matched-alarm.ts';
import type { Waits } from '../worker-idle.ts';
import { chosenIn } from './chosen.ts';
import { checkEach, checkExactly, type Line, readElsewhere } from './line.ts';
import { listOf, ofType, type Packaged } from './packaged.ts';
import { ref, sub } from './written.ts';

// What must ring (docs/invariants.md, O3).
const MUST_RING = [
  'DeadLetters',
  'StopDeadLettered',
  'MachineInDoubt',
  'WaitsForOperator',
  'CloudUnreachable',
  'WorkerIdle',
  'WorkerErrors',
  'WorkerThrottles',
  'WorkerLoop',
  'Alert',
  'WebhookFailed',
  'WebhookRefused',
  'SchedulesDropped',
];

/** The waits that the packaged worker has in its environment. */
const waitsOf = (packaged: Packaged): Waits => {
  const variables = chosenIn(packaged).variables(WORKER);
  const ms = (name: string): number => parseDurationMs(String(variables[name])) ?? Number.NaN;
  return { lookAgainMaxMs: ms('LOOK_AGAIN_MAX'), quarantineMs: ms('STOP_QUARANTINE') };
};

export const ALARM_LINES: readonly Line[] = [
  {
    id: 'alarms',
    says: 'alarms watch dead letters, a worker that does not run, every end without a stop, what the operator has to fix, errors, throttles and refused calls, each its own metric and threshold',
    rules: [],
    findings: (packaged) => [
      ...MUST_RING.filter((id) => !packaged.resources.some((resource) => resource.id === `${id}Alarm`)).map((id) => ({
        where: `${id}Alarm`,
        what: 'the template has no such resource',
      })),
      ...Object.entries(alarmResources([...alarms(waitsOf(packaged)), NONE_MATCHED], '')).flatMap(
        ([id, { Properties }]) =>
          checkExactly(packaged, id, {
            ...Properties,
            AlarmActions: readElsewhere,
          }),
      ),
    ],
  },
  {
    id: 'alarm-topic',
    says: 'all alarms notify the same topic, and their descriptions say what to do first',
    rules: ['CKV_AWS_319'],
    findings: (packaged) => {
      const [first] = ofType(packaged, 'AWS::CloudWatch::Alarm');
      const topic = JSON.stringify(
        chosenIn(packaged).hasOwnTopic ? [ref('AlarmTopic')] : listOf(first?.properties.AlarmActions),
      );
      const given = packaged.sources?.params.alarmTopicArn;
      return [
        ...checkEach(packaged, 'AWS::CloudWatch::Alarm', {
          AlarmActions: (value) => listOf(value).length === 1 && JSON.stringify(value) === topic,
          AlarmDescription: (value) => String(value).includes(' First '),
          ActionsEnabled: undefined,
          TreatMissingData: 'notBreaching',
        }),
        ...checkExactly(packaged, 'AlarmTopic', { KmsMasterKeyId: readElsewhere }),
        ...(given === undefined || given === '' || topic === JSON.stringify([given])
          ? []
          : [{ where: 'alarms', what: `their topic is not the one that was given` }]),
      ];
    },
  },
  {
    id: 'log-filters',
    says: 'every alert and conflict line of the logs is counted once, by one metric',
    rules: [],
    findings: (packaged) =>
      [
        ['WorkerAlertFilter', 'QueueLogGroup', 'alert'],
        ['WebhookAlertFilter', 'WebhookLogGroup', 'alert'],
        ['WebhookConflictFilter', 'WebhookLogGroup', 'conflict'],
      ].flatMap(([id = '', group = '', message = '']) =>
        checkExactly(packaged, id, {
          LogGroupName: ref(group),
          FilterPattern: `{ $.message = "${message}" }`,
          MetricTransformations: [
            { MetricNamespace: sub('LightsOut/<AWS::StackName>'), MetricName: 'Alert', MetricValue: '1' },
          ],
        }),
      ),
  },
  {
    id: 'dashboard',
    says: 'a dashboard, where there is one, has all its graphs',
    rules: [],
    findings: (packaged) =>
      Object.entries(dashboardResources()).flatMap(([id, { Properties }]) => checkExactly(packaged, id, Properties)),
  },
];
