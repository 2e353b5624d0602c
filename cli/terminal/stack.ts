import type { Instant } from '../../lib/instant.ts';
import type { FoundLetter } from '../../lib/message/replay-message.ts';
import type { FreezeBook } from '../../lib/power/ports/freezes.ts';
import type { EntryReads, Ledger, Unavailable } from '../../lib/power/ports/ledger.ts';
import type { Requests, Sent } from '../../lib/power/ports/queue.ts';
import type { RollReads, Selects } from '../../lib/power/ports/rolls.ts';

/** What was recorded of servers and requests, to read: nothing here writes. */
export interface Records extends Pick<Ledger, 'read' | 'entriesOf'>, EntryReads, RollReads, Selects {}

/** A letter in the dead-letter queue, taken for a while. */
export interface TakenLetter extends FoundLetter {
  readonly receiptHandle: string;
  /** When somebody first took it; absent where the queue does not say. */
  readonly firstTakenAt?: Instant;
}

/** How many letters a queue says it has. */
export interface LetterCount {
  readonly waiting: number;
  readonly taken: number;
}

/** The dead-letter queue, for people: a letter that was taken comes back by itself after a while. */
export interface LetterBox {
  /** Takes up to ten letters that nobody else sees for `hiddenMs`; none: the queue is empty, or shows nothing at the moment. */
  take(hiddenMs: number): Promise<{ readonly kind: 'letters'; readonly letters: readonly TakenLetter[] } | Unavailable>;
  /** Shows them to others again, at once. */
  putBack(letters: readonly Pick<TakenLetter, 'receiptHandle'>[]): Promise<Sent>;
  /** Removes one for good. SQS says yes as well when it is gone, or when its hidden time is over and somebody else has it. */
  remove(letter: Pick<TakenLetter, 'receiptHandle'>): Promise<Sent>;
  /** How many there are, about: `waiting` can be taken, `taken` somebody has at the moment. */
  count(): Promise<({ readonly kind: 'count' } & LetterCount) | Unavailable>;
}

/** About how many messages a queue holds. */
export interface QueueCounts {
  readonly kind: 'counts';
  /** Nobody has taken them yet. */
  readonly waiting: number;
  /** Taken: being worked on, or hidden for a while. */
  readonly inFlight: number;
}

/** An alarm that rings. */
export interface Ringing {
  readonly name: string;
  /** What it means, and what to do first. */
  readonly description: string;
  /** Absent where CloudWatch does not say. */
  readonly since?: Instant;
}

/** How a deployed stack does. Each part is asked by itself, so that a right that is missing hides no other. */
export interface Health {
  /** CloudFormation's status of the stack: `UPDATE_COMPLETE`. */
  readonly status: string;
  /** The states of the worker's event sources: there is one, and `Enabled` is right. */
  eventSources(): Promise<{ readonly kind: 'states'; readonly states: readonly string[] } | Unavailable>;
  stopQueue(): Promise<QueueCounts | Unavailable>;
  deadLetters(): Promise<QueueCounts | Unavailable>;
  /** The stack's alarms: how many, how many of them have no data, and those that ring. */
  alarms(): Promise<
    | {
        readonly kind: 'alarms';
        readonly count: number;
        readonly withoutData: number;
        readonly ringing: readonly Ringing[];
      }
    | Unavailable
  >;
}

/** A deployed stack, as far as the command reaches into it, with the reader's own rights. */
export interface OpenStack {
  readonly kind: 'stack';
  readonly name: string;
  readonly region: string;
  /** Its outputs, by key. */
  readonly outputs: Readonly<Partial<Record<string, string>>>;
  readonly freezes: FreezeBook;
  readonly records: Records;
  readonly letters: LetterBox;
  /** The stop queue. */
  readonly requests: Requests;
  readonly health: Health;
}

/** A stack by its name, or in one line why not: no such stack, no region, no credentials, no right, no answer. */
export type OpenedStack = OpenStack | { readonly kind: 'problem'; readonly problem: string };

/** AWS, as a person at a terminal reaches it. */
export interface Aws {
  /** A stack by its name: its table and queues are found by its outputs. */
  stack(name: string): Promise<OpenedStack>;
  /** Who is calling: the ARN, which needs no right; else user and host, when STS does not answer. */
  caller(): Promise<string>;
}
