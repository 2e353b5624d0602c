import type { Clock } from '../../lib/clock.ts';
import type { Instant } from '../../lib/instant.ts';
import type { Published } from './reports.ts';

/** Variables laid over the template's own; `undefined` takes one away. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What to run, and what to lay over it. */
export interface StackOptions {
  /** Path of the packaged `cloudformation-template-update-stack.json`. */
  readonly template: string;
  /** The folder of the packaged zips; absent: the template's own. */
  readonly artifacts?: string;
  /** For every function. */
  readonly environment?: Environment;
  /** For one function, by its name in serverless.yml (`queue`, `webhook`); stronger than `environment`. */
  readonly functionEnvironment?: Readonly<Record<string, Environment>>;
  /** Processes of one function at most, 1 or more; the event source mapping's own maximum holds too. Absent: 10. */
  readonly concurrency?: number;
  /** The time by which the HTTP API throttles; absent: this machine's. */
  readonly clock?: Pick<Clock, 'now'>;
  /** Takes every line that a function writes, and the runner's own `platform.` lines about it, as Lambda would log them. */
  readonly onLine?: (functionName: string, line: string) => void;
  /** Takes each thing that AWS would not have done, once: a call that a role does not allow, work after an answer, a queue that nobody polls. */
  readonly onFault?: (line: string) => void;
}

/** A message in the dead-letter queue. */
export interface QueuedDeadLetter {
  readonly messageId: string;
  readonly body: string;
  /** String attributes only, by name. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** How many messages a queue holds. */
export interface QueueDepth {
  readonly visible: number;
  /** Received and not yet deleted: being worked on, or waiting to be looked at again. */
  readonly inFlight: number;
}

/** Addresses of embedded services, by the names that the AWS CLI has for them. */
export interface Endpoints {
  readonly sqs: string;
  readonly dynamodb: string;
  readonly cloudformation: string;
  readonly sts: string;
  readonly lambda: string;
  readonly cloudwatch: string;
}

/** The packaged template, running: its queues, its table, its functions. */
export interface Stack {
  /** Its name in CloudFormation. */
  readonly name: string;
  /** Where each service answers that a person may ask. */
  readonly endpoints: Endpoints;
  /** The queue that the event source mapping reads. */
  readonly queueUrl: string;
  /** The queue that the redrive policy of `queueUrl` names. */
  readonly deadLetterQueueUrl: string;
  readonly tableName: string;
  /** Where the HTTP API listens: `http://127.0.0.1:<port>`, without a path. */
  readonly httpUrl: string;
  /** What an AWS client needs to reach the embedded services: endpoints, region and dummy credentials, as variables. */
  readonly awsEnvironment: Readonly<Record<string, string>>;
  /** The schedules of the template, by name. */
  readonly schedules: readonly string[];
  /** Sends a body to the stop queue; returns its message id. */
  send(body: string): Promise<string>;
  /**
   * Does what EventBridge Scheduler does at the scheduled time `at`, `times` times over (absent: once). Throws when the
   * template has no schedule of that name.
   */
  fireSchedule(name: string, at: Instant, times?: number): Promise<void>;
  /**
   * Does what Scheduler does when it cannot deliver: its dead letter of the scheduled time `at` goes into the queue that the schedule
   * has for it, with the keywords of the input replaced or left, since AWS does not say which. Throws when there is no such queue.
   */
  failSchedule(name: string, at: Instant, keywords: 'replaced' | 'left'): Promise<void>;
  /** What was put on an event bus, as a rule sees it; with `EVENT_BUS` in the worker's environment. */
  events(): readonly object[];
  /** What was published to a topic; with `SUMMARY_TOPIC_ARN` in the worker's environment. */
  messages(): readonly Published[];
  /** Everything in the dead-letter queue, without taking it out. */
  deadLetters(): Promise<readonly QueuedDeadLetter[]>;
  depth(): Promise<QueueDepth>;
  /** Ends every process and server, drops what they held. */
  stop(): Promise<void>;
}
