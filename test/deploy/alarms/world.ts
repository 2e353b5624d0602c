import * as v from 'valibot';
import type { Resources } from '../../../deploy/resources.ts';
import type { Telemetry } from '../../../lib/power/ports/telemetry.ts';
import { createTelemetry } from '../../../lib/telemetry/create-telemetry.ts';
import { createSamples, deployed, type Samples } from './samples.ts';

/** When a failure begins: an hour of an ordinary night is before it. All times here are in minutes after it. */
export const BEGIN = 60;
/** How long a night is watched after that. */
export const WATCHED = 150;

export type FunctionName = 'queue' | 'webhook';

/** What a queue holds at the end of a minute. */
export interface Held {
  readonly visible: number;
  readonly hidden: number;
}

/**
 * The services, each publishing as its documents say. Lambda: a call that ran is an invocation, with an error of 0 or 1, at the time it
 * began; a call that was throttled, could not be started or was dropped as a loop is none ("Types of metrics for Lambda functions").
 */
export interface World {
  call(minute: number, name: FunctionName, result?: 'error'): void;
  throttle(minute: number, times: number): void;
  dropAsLoop(minute: number): void;
  /** Log lines and metrics of a function, written by its own telemetry. */
  say(minute: number, name: FunctionName, tell: (telemetry: Telemetry) => void): void;
  /** Answers of the HTTP API ("Monitor CloudWatch metrics for HTTP APIs in API Gateway"). */
  answer(minute: number, status: '2xx' | '4xx' | '5xx', times?: number): void;
  schedule(
    minute: number,
    end: 'InvocationsSentToDeadLetterCount' | 'InvocationsFailedToBeSentToDeadLetterCount',
  ): void;
  /**
   * The gauges of a queue, every minute from one on: asleep before, since a queue that nobody used for six hours has none, and they come
   * back up to 15 minutes late ("Monitoring Amazon SQS queues using CloudWatch"). What is hidden is written only while something is
   * ("Available CloudWatch metrics for Amazon SQS").
   */
  hold(queue: 'stop' | 'dead-letters', held: (minute: number) => Held, from?: number): void;
}

const filterSchema = v.object({
  LogGroupName: v.object({ Ref: v.picklist(['QueueLogGroup', 'WebhookLogGroup']) }),
  FilterPattern: v.pipe(v.string(), v.regex(/^\{ \$\.\w+ = "\w+" \}$/)),
  MetricTransformations: v.tuple([
    v.strictObject({ MetricNamespace: v.unknown(), MetricName: v.string(), MetricValue: v.literal('1') }),
  ]),
});
const embeddedSchema = v.looseObject({
  _aws: v.object({
    CloudWatchMetrics: v.array(
      v.object({
        Namespace: v.string(),
        Dimensions: v.array(v.array(v.string())),
        Metrics: v.array(v.object({ Name: v.string() })),
      }),
    ),
  }),
});

const LOG_GROUPS = { queue: 'QueueLogGroup', webhook: 'WebhookLogGroup' } as const;
const namesOf = { queue: 'lights-out-prod-queue', webhook: 'lights-out-prod-webhook' } as const;

/** A world with the log filters of a template, and what CloudWatch sees of it. */
export const createWorld = (template: Resources): { readonly world: World; readonly samples: Samples } => {
  const samples = createSamples();
  const filters = Object.values(template)
    .filter(({ Type }) => Type === 'AWS::Logs::MetricFilter')
    .map(({ Properties }) => v.parse(filterSchema, Properties));
  const put = (minute: number, ...rest: [string, string, Readonly<Record<string, string>>, number?]) =>
    samples.put(BEGIN + minute, ...rest);
  const ofLambda = (minute: number, name: FunctionName, metric: string, value: number) =>
    put(minute, 'AWS/Lambda', metric, { FunctionName: namesOf[name] }, value);

  const embed = (minute: number, line: unknown): void => {
    const read = v.safeParse(embeddedSchema, line);
    if (!read.success) return;
    for (const { Namespace, Dimensions, Metrics } of read.output._aws.CloudWatchMetrics)
      for (const names of Dimensions)
        for (const { Name } of Metrics) {
          const dimensions = Object.fromEntries(names.map((name) => [name, String(read.output[name])]));
          for (const value of [read.output[Name]].flat()) put(minute, Namespace, Name, dimensions, Number(value));
        }
  };
  const filter = (minute: number, name: FunctionName, line: object): void => {
    for (const { LogGroupName, FilterPattern, MetricTransformations } of filters) {
      const [, field = '', text] = /^\{ \$\.(\w+) = "(\w+)" \}$/.exec(FilterPattern) ?? [];
      if (LogGroupName.Ref !== LOG_GROUPS[name] || Reflect.get(line, field) !== text) continue;
      const [{ MetricNamespace, MetricName }] = MetricTransformations;
      put(minute, deployed(MetricNamespace), MetricName, {});
    }
  };
  const world: World = {
    call: (minute, name, result) => {
      ofLambda(minute, name, 'Invocations', 1);
      ofLambda(minute, name, 'Errors', result === 'error' ? 1 : 0);
    },
    throttle: (minute, times) => ofLambda(minute, 'queue', 'Throttles', times),
    dropAsLoop: (minute) => ofLambda(minute, 'queue', 'RecursiveInvocationsDropped', 1),
    say: (minute, name, tell) => {
      const lines: string[] = [];
      const telemetry = createTelemetry({ service: namesOf[name], sink: (text) => lines.push(text) });
      tell(telemetry);
      telemetry.flush();
      for (const text of lines) {
        const line: object = JSON.parse(text);
        embed(minute, line);
        filter(minute, name, line);
      }
    },
    answer: (minute, status, times = 1) => {
      put(minute, 'AWS/ApiGateway', 'Count', { ApiId: 'a1b2c3' }, times);
      for (const one of ['4xx', '5xx'] as const)
        put(minute, 'AWS/ApiGateway', one, { ApiId: 'a1b2c3' }, one === status ? times : 0);
    },
    schedule: (minute, end) => put(minute, 'AWS/Scheduler', end, { ScheduleGroup: 'lights-out-prod' }),
    hold: (queue, held, from = -BEGIN) => {
      const names = { QueueName: `lights-out-prod-${queue}` };
      for (let minute = from; minute < WATCHED; minute += 1) {
        const { visible, hidden } = held(minute);
        put(minute, 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', names, visible);
        if (hidden > 0) put(minute, 'AWS/SQS', 'ApproximateNumberOfMessagesNotVisible', names, hidden);
      }
    },
  };
  return { world, samples };
};
