import { type Alarm, condition, event, notEmpty } from './alarm-resources.ts';
import { alertLines, counter, lookAgains, ofApi, ofFunction, ofQueue, ofSchedules, WORKER } from './metrics.ts';
import { lookPeriodSeconds, type Waits, workerIdle } from './worker-idle.ts';

const ONCE = { threshold: 1, minutes: 5 };

/** Every alarm of the stack, for these waits. */
export const alarms = (waits: Waits): readonly Alarm[] => [
  notEmpty(
    'DeadLetters',
    ofQueue('ApproximateNumberOfMessagesVisible', 'DeadLetterQueue'),
    'The dead-letter queue is not empty: a stop did not happen or was not proven. First read one dead letter: failure.reason and failure.because say why.',
  ),
  event(
    'StopDeadLettered',
    counter('StopDeadLettered'),
    ONCE,
    'A stop ended as a dead letter. First find the outcome lines of the log that have a reason.',
  ),
  condition(
    'MachineInDoubt',
    counter('MachineInDoubt'),
    { threshold: 1, minutes: 1 },
    'Nobody knows what a machine does: unverified, stuck, or a stop that arrived after a user’s power-on. First look at the machine itself (BMC); the outcome or alert line names it.',
  ),
  condition(
    'WaitsForOperator',
    lookAgains('operator'),
    ONCE,
    'Stops wait for the operator: refused credentials, a secret, an endpoint, a certificate, a clock or a history. First read the worker’s newest alert line (of a history the outcome line): it names what to fix.',
  ),
  {
    id: 'CloudUnreachable',
    metrics: { counted: { metric: lookAgains('cloud'), statistic: 'Sum' } },
    threshold: 1,
    periodSeconds: lookPeriodSeconds(waits),
    // The newest of four may not be written yet.
    periods: 4,
    datapoints: 3,
    description:
      'Nova or Keystone has not answered for a quarter of an hour or longer. First check the cloud’s status page or ask its operator: stops wait within their window.',
  },
  workerIdle(waits),
  condition(
    'WorkerErrors',
    ofFunction('Errors', WORKER),
    ONCE,
    'The worker threw, ran out of time or could not start. First read the last ERROR and platform.report lines of its log.',
  ),
  condition(
    'WorkerThrottles',
    ofFunction('Throttles', WORKER),
    { threshold: 5, minutes: 5 },
    'Lambda throttles the worker. First compare the account’s concurrency with its limit; nothing is lost meanwhile.',
  ),
  condition(
    'WorkerLoop',
    ofFunction('RecursiveInvocationsDropped', WORKER),
    ONCE,
    'Lambda took the worker for a loop and dropped messages unseen: they come again, and in the end SQS gives them up. First look which requests come again and again in the worker’s log.',
  ),
  condition(
    'Alert',
    alertLines(),
    ONCE,
    'A function wrote an alert line, or the webhook a conflict line. First read the newest of them in both logs: `what` and `because` say where to look.',
  ),
  condition(
    'WebhookFailed',
    ofApi('5xx'),
    ONCE,
    'Calls of the webhook end in 5xx: it failed, ran out of time, was throttled, or its secret, queue or table cannot be used. First read its ERROR and alert lines; callers are asked to try again.',
  ),
  condition(
    'WebhookRefused',
    ofApi('4xx'),
    { threshold: 10, minutes: 5 },
    'Calls of the webhook are turned away: an old key or a wrong clock, malformed calls, more than the throttle allows, or a stranger. First read the refused lines, then the addresses in the access log.',
  ),
  {
    id: 'SchedulesDropped',
    metrics: {
      buried: { metric: ofSchedules('InvocationsSentToDeadLetterCount'), statistic: 'Sum' },
      lost: { metric: ofSchedules('InvocationsFailedToBeSentToDeadLetterCount'), statistic: 'Sum' },
    },
    expression: 'FILL(buried, 0) + FILL(lost, 0)',
    threshold: 1,
    periodSeconds: 300,
    periods: 1,
    datapoints: 1,
    description:
      'EventBridge Scheduler could not deliver a schedule. First look for it in the dead-letter queue, then check the schedules’ role and the key.',
  },
];
