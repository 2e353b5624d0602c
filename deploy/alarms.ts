import {
  alertLines,
  counted,
  deadLettered,
  deadLetteredByReason,
  lookAgainByTrouble,
  type Metric,
  ofApi,
  ofFunction,
  ofQueue,
  ofSchedules,
  WEBHOOK,
  WORKER,
  webhookConflicts,
  webhookRefused,
} from './metrics.ts';

/** What rings: the sum of the metrics in a period is at least `threshold`. */
export interface Alarm {
  /** Logical id, and the end of the alarm's name. */
  readonly id: string;
  readonly metrics: readonly Metric[];
  readonly statistic: 'Sum' | 'Maximum';
  readonly threshold: number;
  readonly periodSeconds: number;
  /** What it means, and what to do first. docs/operations.md has the rest under the same name. */
  readonly description: string;
}

const MINUTE = 60;

const sum = (
  id: string,
  metrics: readonly Metric[],
  threshold: number,
  minutes: number,
  description: string,
): Alarm => ({ id, metrics, statistic: 'Sum', threshold, periodSeconds: minutes * MINUTE, description });

const highest = (id: string, metric: Metric, threshold: number, minutes: number, description: string): Alarm => ({
  id,
  metrics: [metric],
  statistic: 'Maximum',
  threshold,
  periodSeconds: minutes * MINUTE,
  description,
});

/** Every alarm of the stack. */
export const ALARMS: readonly Alarm[] = [
  highest(
    'DeadLetters',
    ofQueue('ApproximateNumberOfMessagesVisible', 'DeadLetterQueue'),
    1,
    1,
    'The dead-letter queue is not empty: a stop did not happen or was not proven. First read one letter: failure.reason and failure.because say why.',
  ),
  highest(
    'OldestMessage',
    ofQueue('ApproximateAgeOfOldestMessage', 'StopQueue'),
    600,
    1,
    'A message waits for over ten minutes without having been looked at: the worker does not run. First look at its errors and throttles.',
  ),
  sum(
    'StopDeadLettered',
    deadLetteredByReason(),
    1,
    5,
    'A stop was given up. First see which reason on the dashboard, then the outcome lines of the log with that reason.',
  ),
  sum(
    'Unverified',
    [deadLettered('unverified')],
    1,
    1,
    'Nova says stopped and nothing proves that the power is off. First look at the machine itself (BMC), then at power_state.',
  ),
  sum(
    'Stuck',
    [deadLettered('stuck')],
    1,
    1,
    'An accepted stop did not end within STOP_PATIENCE. First look at nova-compute and the server’s action log.',
  ),
  sum(
    'RefusedCredentials',
    lookAgainByTrouble('credentials'),
    1,
    5,
    'The cloud refuses the credentials, or they are an admin’s. First put the right ones into the clouds secret: what waits is stopped within its window.',
  ),
  sum(
    'Configuration',
    lookAgainByTrouble('configuration'),
    1,
    5,
    'Secret, endpoint, certificate, clock or history cannot be used. First read the alert line in the worker’s log (of a history the outcome line): it names the secret or the setting.',
  ),
  sum(
    'CloudUnreachable',
    lookAgainByTrouble('cloud'),
    20,
    15,
    'Nova or Keystone does not answer. First ask the cloud’s status page or operator: stops wait inside their window.',
  ),
  sum(
    'WorkerErrors',
    [ofFunction('Errors', WORKER)],
    1,
    5,
    'The worker threw, ran out of time or could not start. First read the last ERROR and platform.report lines of its log.',
  ),
  sum(
    'WorkerThrottles',
    [ofFunction('Throttles', WORKER)],
    5,
    5,
    'Lambda has no room for the worker. First compare the account’s concurrency with its limit; nothing is lost meanwhile.',
  ),
  sum(
    'WebhookErrors',
    [ofFunction('Errors', WEBHOOK)],
    1,
    5,
    'The webhook threw, ran out of time or could not start. First read the last ERROR and platform.report lines of its log.',
  ),
  sum(
    'WebhookThrottles',
    [ofFunction('Throttles', WEBHOOK)],
    5,
    5,
    'More calls at once than the webhook’s reserved concurrency. First look in the access log whether one address sends them.',
  ),
  sum(
    'WebhookUnsigned',
    [webhookRefused(401)],
    10,
    5,
    'Calls without a valid signature: a caller with an old key or a wrong clock, or somebody who tries. First read the refused lines, then the addresses in the access log.',
  ),
  sum(
    'WebhookConflicts',
    [webhookConflicts()],
    1,
    5,
    'A webhook-id came twice with different bodies. First ask the caller: ids must be unique, and the second body was not accepted.',
  ),
  sum(
    'WebhookUnavailable',
    [ofApi('5xx')],
    3,
    5,
    'Calls end in 5xx. First read the alert lines of the webhook’s log: they name the secret, the queue or the table; callers are told to retry.',
  ),
  sum(
    'WorkerAlert',
    [alertLines(WORKER)],
    1,
    5,
    'The worker wrote an alert line: something that an operator should look at. First read it: `what` and `because` say where.',
  ),
  sum(
    'WebhookAlert',
    [alertLines(WEBHOOK)],
    1,
    5,
    'The webhook wrote an alert line: its secret, the queue or the table cannot be used. First read it: `because` names which.',
  ),
  sum(
    'LateRace',
    [counted('LateRace')],
    1,
    1,
    'A stop of ours arrived after somebody had powered the server on. First tell its owner: the machine may be off against their will.',
  ),
  sum(
    'SchedulesDropped',
    [ofSchedules('InvocationDroppedCount'), ofSchedules('InvocationsFailedToBeSentToDeadLetterCount')],
    1,
    5,
    'EventBridge Scheduler could not hand over a schedule. First look in the dead-letter queue for it, then at the schedules’ role and the key.',
  ),
];
