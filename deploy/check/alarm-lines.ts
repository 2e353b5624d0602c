import { alarmResources } from '../alarm-resources.ts';
import { ALARMS } from '../alarms.ts';
import { dashboardResources, GRAPHS } from '../dashboard.ts';
import { NONE_MATCHED } from '../none-matched-alarm.ts';
import { chosenIn } from './chosen.ts';
import { checkEach, checkExactly, type Line, readElsewhere } from './line.ts';
import { listOf, ofType } from './packaged.ts';
import { ref } from './written.ts';

// What must ring (docs/invariants.md, O3).
const MUST_RING = [
  'DeadLetters',
  'OldestMessage',
  'StopDeadLettered',
  'RefusedCredentials',
  'Configuration',
  'Unverified',
  'Stuck',
  'WorkerErrors',
  'WorkerThrottles',
  'WebhookErrors',
  'WebhookUnsigned',
  'WebhookAlert',
];

export const ALARM_LINES: readonly Line[] = [
  {
    id: 'alarms',
    says: 'alarms watch dead letters, message age, every end without a stop, credentials, errors, throttles and 401s, each its own metric and threshold',
    rules: [],
    findings: (packaged) => [
      ...MUST_RING.filter((id) => !packaged.resources.some((resource) => resource.id === `${id}Alarm`)).map((id) => ({
        where: `${id}Alarm`,
        what: 'the template has no such resource',
      })),
      ...Object.entries(alarmResources([...ALARMS, NONE_MATCHED], '')).flatMap(([id, { Properties }]) =>
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
    says: 'every alert and conflict line of the logs is counted once, with the function as its dimension',
    rules: [],
    findings: (packaged) =>
      [
        ['WorkerAlertFilter', 'QueueLogGroup', 'alert', 'Alert'],
        ['WebhookAlertFilter', 'WebhookLogGroup', 'alert', 'Alert'],
        ['WebhookConflictFilter', 'WebhookLogGroup', 'conflict', 'Conflict'],
      ].flatMap(([id = '', group = '', message = '', metric = '']) =>
        checkExactly(packaged, id, {
          LogGroupName: ref(group),
          FilterPattern: `{ $.message = "${message}" }`,
          MetricTransformations: [
            {
              MetricNamespace: 'LightsOut',
              MetricName: metric,
              MetricValue: '1',
              Dimensions: [{ Key: 'service', Value: '$.service' }],
            },
          ],
        }),
      ),
  },
  {
    id: 'dashboard',
    says: 'one dashboard with all its graphs',
    rules: [],
    findings: (packaged) =>
      Object.entries(dashboardResources(GRAPHS)).flatMap(([id, { Properties }]) =>
        checkExactly(packaged, id, Properties),
      ),
  },
];
