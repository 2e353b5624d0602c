import { alarmResources } from '../alarm-resources.ts';
import { ALARMS } from '../alarms.ts';
import { checkEach, checkOne, type Line } from './line.ts';
import { listOf, ofType, valueAt } from './packaged.ts';

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
      ...MUST_RING.flatMap((id) => checkOne(packaged, `${id}Alarm`, {})),
      ...Object.entries(alarmResources(ALARMS, '')).flatMap(([id, { Properties }]) => {
        const { AlarmActions: _, ...expected } = Properties;
        return checkOne(packaged, id, expected);
      }),
    ],
  },
  {
    id: 'alarm-topic',
    says: 'all alarms notify the same topic, and their descriptions say what to do first',
    rules: ['CKV_AWS_319'],
    findings: (packaged) => {
      const [first] = ofType(packaged, 'AWS::CloudWatch::Alarm');
      const topic = JSON.stringify(listOf(first?.properties.AlarmActions));
      return checkEach(packaged, 'AWS::CloudWatch::Alarm', {
        AlarmActions: (value) => listOf(value).length === 1 && JSON.stringify(value) === topic,
        AlarmDescription: (value) => String(value).includes(' First '),
        ActionsEnabled: undefined,
        TreatMissingData: 'notBreaching',
      });
    },
  },
  {
    id: 'dashboard',
    says: 'one dashboard with all its graphs',
    rules: [],
    findings: (packaged) =>
      checkEach(packaged, 'AWS::CloudWatch::Dashboard', {
        DashboardBody: { 'Fn::Sub': (value) => listOf(valueAt(JSON.parse(String(value)), 'widgets')).length >= 6 },
      }),
  },
];
