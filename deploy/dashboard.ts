import {
  counter,
  deadLetterCounters,
  lookAgainCounters,
  type Metric,
  ofApi,
  ofFunction,
  ofLogs,
  ofQueue,
  ofTable,
  requestEnds,
  requestResults,
  timeToOff,
  WEBHOOK,
  WORKER,
} from './metrics.ts';
import { inSub, type Resources } from './resources.ts';

/** One graph: its metrics, each with the statistic that is drawn. */
export interface Graph {
  readonly title: string;
  readonly lines: readonly { readonly metric: Metric; readonly stat: string }[];
}

const sums = (...metrics: readonly Metric[]): Graph['lines'] => metrics.map((metric) => ({ metric, stat: 'Sum' }));

/** The graphs, in reading order. */
export const GRAPHS: readonly Graph[] = [
  {
    title: 'Stops requested, accepted, confirmed',
    lines: sums(
      counter('StopRequested'),
      counter('StopRequested', WEBHOOK),
      counter('StopAccepted'),
      counter('StopConfirmed'),
      counter('Superseded'),
    ),
  },
  { title: 'Time to off', lines: ['p50', 'p99'].map((stat) => ({ metric: timeToOff(), stat })) },
  { title: 'Requests by what became of them', lines: sums(...requestResults()) },
  { title: 'Dead letters by reason', lines: sums(...deadLetterCounters()) },
  { title: 'Requests that stopped nothing, by end', lines: sums(...requestEnds()) },
  { title: 'Looking again, by trouble', lines: sums(...lookAgainCounters()) },
  {
    title: 'Queues',
    lines: [
      { metric: ofQueue('ApproximateAgeOfOldestMessage', 'StopQueue'), stat: 'Maximum' },
      { metric: ofQueue('ApproximateNumberOfMessagesNotVisible', 'StopQueue'), stat: 'Maximum' },
      { metric: ofQueue('ApproximateNumberOfMessagesVisible', 'DeadLetterQueue'), stat: 'Maximum' },
    ],
  },
  {
    title: 'Errors and throttles',
    lines: sums(
      ofFunction('Errors', WORKER),
      ofFunction('Throttles', WORKER),
      ofFunction('Errors', WEBHOOK),
      ofFunction('Throttles', WEBHOOK),
      ofApi('4xx'),
      ofApi('5xx'),
    ),
  },
  {
    title: 'What costs: functions (calls, milliseconds)',
    lines: sums(
      ofFunction('Invocations', WORKER),
      ofFunction('Duration', WORKER),
      ofFunction('Invocations', WEBHOOK),
      ofFunction('Duration', WEBHOOK),
    ),
  },
  {
    title: 'What costs: messages, table units, log bytes',
    lines: sums(
      ofQueue('NumberOfMessagesSent', 'StopQueue'),
      ofQueue('NumberOfMessagesReceived', 'StopQueue'),
      ofTable('ConsumedReadCapacityUnits'),
      ofTable('ConsumedWriteCapacityUnits'),
      ofLogs('IncomingBytes', 'QueueLogGroup'),
      ofLogs('IncomingBytes', 'WebhookLogGroup'),
    ),
  },
];

// A dashboard is 24 units wide.
const [WIDTH, HEIGHT, COLUMNS] = [12, 6, 2];

const widgetOf = ({ title, lines }: Graph, index: number) => ({
  type: 'metric',
  x: (index % COLUMNS) * WIDTH,
  y: Math.floor(index / COLUMNS) * HEIGHT,
  width: WIDTH,
  height: HEIGHT,
  properties: {
    title,
    region: inSub('AWS::Region'),
    view: 'timeSeries',
    period: 300,
    metrics: lines.map(({ metric: { namespace, name, dimensions }, stat }) => [
      namespace,
      name,
      ...Object.entries(dimensions).flat(),
      { stat },
    ]),
  },
});

export const dashboardResources = (graphs: readonly Graph[]): Resources => ({
  Dashboard: {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: {
      DashboardName: { 'Fn::Sub': inSub('AWS::StackName') },
      DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets: graphs.map(widgetOf) }) },
    },
  },
});
