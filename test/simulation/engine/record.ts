import type { Entry } from '../../../lib/power/entry.ts';
import type { Roll } from '../../../lib/power/roll.ts';
import type { FaultName, Place } from './faults.ts';

/** A server as Nova shows it. `updatedAt` is in Nova's time, whole seconds. */
export interface View {
  readonly vmState: string;
  readonly taskState: string | null;
  readonly powerState: number;
  readonly locked: boolean;
  readonly updatedAt: number;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Partial<Record<string, string>>>;
}

/** A server on a page of the list of servers. `UNKNOWN` is all that is shown of a cell that is down. */
export interface Row {
  readonly server: string;
  /** Undefined for a row of a cell that is down. */
  readonly tags: readonly string[] | undefined;
}

/** One action record. `arrivedAt` is the true time, which nobody but the checkers knows; `startedAt` is Nova's. */
export interface ActionRecord {
  readonly action: string;
  readonly requestId: string;
  readonly userId: string;
  readonly arrivedAt: number;
  readonly startedAt: number;
  readonly failed: boolean;
  /** Reported by Ironic: nobody's wish, but for a change that somebody made at the node. */
  readonly echo: boolean;
  readonly atNode?: true;
}

/** The identity of an intent, as the one who asked knows it. */
export interface Asked {
  readonly source: 'schedule' | 'webhook' | 'queue' | 'cli';
  readonly requestId: string;
  readonly server: string;
  readonly requestedAt: number;
  readonly notAfter: number;
  readonly dryRun: boolean;
}

/** A request by `select`, as the one who asked knows it. */
export interface Selected extends Omit<Asked, 'server'> {
  readonly tag: string;
  readonly except?: string;
  readonly atMost?: number | `${number}%`;
  /** True times, like all others: the one who asked has a good clock. */
  readonly notOn: readonly { readonly from: number; readonly to: number }[];
  readonly calendarEnds?: number;
}

/** How Nova answered a stop, or what came instead of an answer. */
export type StopAnswer =
  | 'accepted'
  | 'conflict'
  | 'not-found'
  | 'error'
  | 'gateway'
  | 'proxy-503'
  /** A 403 that no service of OpenStack wrote. */
  | 'page'
  | 'unavailable'
  | 'throttled'
  | 'unauthorized'
  | 'postponed'
  | 'odd-400'
  | 'forbidden'
  | 'bad-request'
  | 'lost'
  | 'not-sent';

/** What happened. Instants are true time; `localAt` is a function's own clock. */
export type Happening =
  | { readonly kind: 'asked'; readonly asked: Asked }
  | { readonly kind: 'selected'; readonly selected: Selected }
  /** A request by ids that is still to be split. */
  | { readonly kind: 'listed-request'; readonly request: Omit<Asked, 'server'>; readonly servers: readonly string[] }
  | { readonly kind: 'poison'; readonly id: string }
  | {
      readonly kind: 'message';
      readonly queue: 'stop' | 'dead';
      readonly id: string;
      readonly body: string;
      readonly moved: boolean;
    }
  | {
      readonly kind: 'received';
      readonly process: number;
      readonly id: string;
      readonly receives: number /** Of a message that had been deleted before. */;
      readonly afterEnd: boolean;
    }
  | { readonly kind: 'deleted'; readonly id: string }
  | { readonly kind: 'invoked'; readonly process: number; readonly deadlineAt: number; readonly skewMs: number }
  | { readonly kind: 'killed'; readonly process: number; readonly because: string }
  | { readonly kind: 'returned'; readonly process: number; readonly again: readonly string[] }
  | { readonly kind: 'threw'; readonly process: number; readonly because: string }
  | {
      readonly kind: 'call';
      readonly process: number;
      readonly call: number;
      readonly place: Place;
      readonly of: string;
    }
  | { readonly kind: 'fault'; readonly key: string; readonly fault: FaultName; readonly ms: number }
  | {
      readonly kind: 'shown';
      readonly process: number;
      readonly server: string;
      readonly view: View | null | 'fault';
      readonly asOf: number;
      /** When the question left. */
      readonly askedAt: number;
    }
  | {
      readonly kind: 'listed';
      readonly process: number;
      readonly server: string;
      /** `none`: the cloud has no action list. */
      readonly records: readonly ActionRecord[] | 'fault' | 'none';
      readonly asOf: number;
      readonly askedAt: number;
    }
  | {
      readonly kind: 'paged';
      readonly process: number;
      /** Absent for the first page. */
      readonly marker: string | undefined;
      readonly rows: readonly Row[] | 'fault';
      readonly next: string | undefined;
      readonly asOf: number;
      readonly askedAt: number;
    }
  | { readonly kind: 'stop-left'; readonly process: number; readonly server: string; readonly localAt: number }
  | {
      readonly kind: 'stop-arrived';
      readonly process: number;
      readonly server: string;
      readonly requestId: string;
      readonly verdict: StopAnswer;
    }
  | {
      readonly kind: 'stop-answered';
      readonly process: number;
      readonly server: string;
      readonly answer: StopAnswer;
      readonly retryAfterMs: number;
    }
  | { readonly kind: 'view'; readonly server: string; readonly view: View | null }
  | { readonly kind: 'action'; readonly server: string; readonly record: ActionRecord }
  | {
      readonly kind: 'put';
      readonly process: number;
      readonly localAt: number;
      readonly key: string;
      readonly entry: Entry;
      readonly before: Entry | undefined;
      readonly applied: boolean;
    }
  | {
      readonly kind: 'put-answered';
      readonly process: number;
      readonly key: string;
      readonly entry: Entry;
      readonly answer: string;
      readonly readBack: boolean;
    }
  | {
      readonly kind: 'roll';
      readonly process: number;
      readonly key: string;
      readonly roll: Roll;
      readonly before: Roll | undefined;
      readonly applied: boolean;
    }
  /** Somebody froze or thawed, and was told so. Null: all clouds. */
  | { readonly kind: 'frozen'; readonly cloud: string | null; readonly untilAt: number }
  | { readonly kind: 'reported'; readonly process: number; readonly what: 'event' | 'message'; readonly taken: boolean }
  | { readonly kind: 'receipt'; readonly key: string; readonly applied: boolean }
  /** By which a roll is found by its day. */
  | { readonly kind: 'pointer'; readonly process: number; readonly key: string; readonly applied: boolean }
  | {
      readonly kind: 'line';
      readonly process: number;
      readonly name: string;
      readonly server: string;
      readonly intent: string;
      readonly text: string;
      /** Of a stop that is about to leave: how old its evidence is said to be. */
      readonly evidenceAgeMs?: number;
    }
  | { readonly kind: 'webhook'; readonly id: string; readonly forged: boolean; readonly status: number }
  | {
      readonly kind: 'redriven';
      readonly id: string;
      readonly body: string;
      /** Of a replay: when, by the clock of the operator, and SQS's id of the letter. */
      readonly replayedAt?: number;
      readonly origin?: string;
    }
  | { readonly kind: 'person'; readonly does: string; readonly server: string; readonly done: boolean }
  | { readonly kind: 'healed' };

/** A happening and its instant. */
export type Recorded = Happening & { readonly at: number };
