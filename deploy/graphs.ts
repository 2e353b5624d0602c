import { FIXERS } from '../lib/telemetry/powertools.ts';
import {
  alertLines,
  counter,
  lookAgains,
  type Metric,
  ofApi,
  ofFunction,
  ofLogs,
  ofQueue,
  ofSchedules,
  ofTable,
  timeToOff,
  WEBHOOK,
  WORKER,
} from './metrics.ts';

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
  {
    title: 'Requests and servers that need a look',
    lines: sums(
      counter('RequestComplete'),
      counter('NoneMatched'),
      counter('StopDeadLettered'),
      counter('MachineInDoubt'),
      ...FIXERS.map(lookAgains),
      alertLines(),
    ),
  },
  {
    title: 'Queues',
    lines: [
      { metric: ofQueue('ApproximateNumberOfMessagesVisible', 'StopQueue'), stat: 'Maximum' },
      { metric: ofQueue('ApproximateNumberOfMessagesNotVisible', 'StopQueue'), stat: 'Maximum' },
      { metric: ofQueue('ApproximateNumberOfMessagesVisible', 'DeadLetterQueue'), stat: 'Maximum' },
    ],
  },
  {
    title: 'Errors and throttles',
    lines: sums(
      ofFunction('Errors', WORKER),
      ofFunction('Throttles', WORKER),
      ofFunction('RecursiveInvocationsDropped', WORKER),
      ofFunction('Errors', WEBHOOK),
      ofFunction('Throttles', WEBHOOK),
      ofApi('4xx'),
      ofApi('5xx'),
      ofSchedules('InvocationsSentToDeadLetterCount'),
      ofSchedules('InvocationsFailedToBeSentToDeadLetterCount'),
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

/** A table of the worker's log: a query of Logs Insights without its source, which costs only when somebody looks. */
export interface LogTable {
  readonly title: string;
  readonly query: string;
}

/** What the metrics do not distinguish. docs/alarms.md has the same queries for a shell. */
export const LOG_TABLES: readonly LogTable[] = [
  {
    title: 'Dead letters by reason',
    query: 'filter message = "outcome" and outcome = "dead-lettered" | stats count(*) by reason',
  },
  {
    title: 'Looking again, by trouble',
    query: 'filter message in ["outcome", "list-again"] and ispresent(trouble) | stats count(*) by trouble',
  },
  {
    title: 'Requests that stopped nothing, by verdict',
    query: 'filter message = "chosen" and verdict != "chosen" | stats count(*) by verdict',
  },
];
