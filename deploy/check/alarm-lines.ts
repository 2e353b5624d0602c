import { parseDurationMs } from '../../lib/instant.ts';
import { alarmResources } from '../alarm-resources.ts';
import { alarms } from '../alarms.ts';
import { WORKER } from '../metrics.ts';
import type { Waits } from '../worker-idle.ts';
import { checkEach, checkOne, type Line } from './line.ts';
import { listOf, ofType, type Packaged, valueAt } from './packaged.ts';

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
const waitsOf = ({ resources }: Packaged): Waits => {
  const worker = resources.find(({ id }) => id === WORKER);
  const ms = (name: string) =>
    parseDurationMs(String(valueAt(worker?.properties, 'Environment', 'Variables', name))) ?? Number.NaN;
  return { lookAgainMaxMs: ms('LOOK_AGAIN_MAX'), quarantineMs: ms('STOP_QUARANTINE') };
};

const MOST_DRAWN = 50;

export const ALARM_LINES: readonly Line[] = [
  {
    id: 'alarms',
    says: 'alarms watch dead letters, a worker that does not run, every end without a stop, what the operator has to fix, errors, throttles and refused calls, each its own metric and threshold',
    rules: [],
    findings: (packaged) => [
      ...MUST_RING.flatMap((id) => checkOne(packaged, `${id}Alarm`, {})),
      ...Object.entries(alarmResources(alarms(waitsOf(packaged)), '')).flatMap(([id, { Properties }]) => {
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
    says: 'a dashboard, where there is one, has its graphs and draws at most 50 metrics, as the free ones do',
    rules: [],
    findings: (packaged) =>
      ofType(packaged, 'AWS::CloudWatch::Dashboard').length === 0
        ? []
        : checkEach(packaged, 'AWS::CloudWatch::Dashboard', {
            DashboardBody: {
              'Fn::Sub': (value) => {
                const widgets = listOf(valueAt(JSON.parse(String(value)), 'widgets'));
                const drawn = widgets.flatMap((widget) => listOf(valueAt(widget, 'properties', 'metrics')));
                return widgets.length >= 6 && drawn.length <= MOST_DRAWN;
              },
            },
          }),
  },
];
