import type { Injected, Rates } from './engine/faults.ts';

/** What a person does to a server. */
export type Deed =
  | 'start'
  | 'stop'
  | 'reboot'
  | 'hard-reboot'
  | 'rebuild'
  | 'lock'
  | 'unlock'
  | 'delete'
  | 'pause'
  | 'unpause'
  | 'suspend'
  | 'resume'
  | 'shelve'
  | 'unshelve'
  | 'rescue'
  | 'unrescue'
  | 'resize'
  | 'confirm-resize'
  /** An administrator writes `active` into the record. */
  | 'reset-state'
  | 'rename'
  | 'break'
  /** At the node, past Nova; Ironic reports it. */
  | 'node-on'
  | 'node-off'
  /** The tag by which requests select, and the one that they except. */
  | 'tag'
  | 'untag'
  | 'keep'
  | 'unkeep'
  /** The mark, as a tag or as metadata, or with an end; and all of it taken away. */
  | 'protect'
  | 'protect-metadata'
  | 'protect-until'
  | 'protect-unreadably'
  | 'unprotect'
  /** In the ledger: of this cloud, of all, of another one; and the end of the first two. */
  | 'freeze'
  | 'freeze-all'
  | 'freeze-another'
  | 'thaw';

/** When a person acts: at an instant, in a turn of their own, or right after the nth time that something happens to the server. */
export type Moment =
  | 'time'
  | 'turn'
  | 'shown'
  | 'listed'
  | 'marked'
  | 'stop-left'
  | 'accepted'
  | 'off'
  | 'delivered'
  | 'returned'
  | 'buried'
  /** A page of the list of servers was shown; the roll of a request was pinned. */
  | 'paged'
  | 'pinned';

/** One thing a person does. */
export interface Act {
  readonly deed: Deed;
  readonly server: number;
  readonly when: Moment;
  /** 1 for the first time. */
  readonly nth: number;
  /** After the moment; for `time` from the start of the scenario. */
  readonly inMs: number;
  /** How long the task takes; at least two seconds for what reaches a machine. */
  readonly takesMs: number;
  /** Of `protect-until` and a freeze: how long after the deed it ends. It may be over already. */
  readonly endsInMs?: number;
  /** With the same user as the function (F804). */
  readonly asUs?: true;
}

/** What a request selects by, beside the one tag. */
export interface Selection {
  /** Servers with the tag `keep` are excepted. */
  readonly keeps: boolean;
  readonly atMost?: number | `${number}%`;
  /** Of a schedule, from the time it is for: when it stops nothing, and when its calendar ends. */
  readonly notOn?: readonly { readonly fromMs: number; readonly toMs: number }[];
  readonly calendarEndsMs?: number;
}

/** A request that somebody sends. */
export interface Ask {
  readonly source: 'schedule' | 'webhook' | 'queue';
  /** None where it selects. */
  readonly servers: readonly number[];
  readonly select?: Selection;
  /** From the start of the scenario. */
  readonly inMs: number;
  readonly windowMs: number;
  /** Sent as intents already, as the webhook does, or as one request that is still to be split. */
  readonly form: 'request' | 'intents';
  readonly named: boolean;
  readonly dryRun: boolean;
  /** How long after it was asked for it gets to the queue. */
  readonly lateMs: number;
  /** Sent again after these times, as a producer or a scheduler does. */
  readonly againMs: readonly number[];
  /** Of a schedule: its first delivery fails, and Scheduler's dead letter has its keywords replaced or not. */
  readonly undelivered?: 'replaced' | 'left';
}

/** What nobody should act on. */
export interface Poison {
  readonly inMs: number;
  readonly what:
    | 'not-json'
    | 'unknown-field'
    | 'future'
    | 'keyword'
    | 'letter-without-attributes'
    | 'backwards'
    | 'newer'
    | 'forged-webhook'
    | 'changed-webhook';
}

/** A server as it is when the scenario begins. */
export interface ServerPlan {
  readonly state: 'running' | 'stopped' | 'error' | 'paused' | 'building';
  readonly locked: boolean;
  /** How long ago somebody last powered it on. */
  readonly upForMs: number;
  /** Ironic reports what Nova itself did to the power as well. */
  readonly echoes: boolean;
  readonly tags?: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
  /** Somebody builds it so long after the beginning. */
  readonly builtInMs?: number;
}

/** An operator who replays all dead letters there are. */
export interface Replay {
  readonly inMs: number;
  /** How far the operator's clock is ahead. */
  readonly skewMs: number;
  /** `dies`: after the new messages were sent and before a letter was deleted; `moved`: a task of SQS moves the letters as well. */
  readonly how: 'once' | 'dies' | 'moved';
}

/** A whole scenario: nothing else decides what happens. */
export interface Plan {
  readonly seed: number;
  /** `wire`: through HTTP, SQS's wire and table items; `ports`: models behind the ports themselves. */
  readonly depth: 'ports' | 'wire';
  readonly servers: readonly ServerPlan[];
  /** Servers whose every look ends the function. */
  readonly killers?: readonly number[];
  readonly asks: readonly Ask[];
  readonly poison: readonly Poison[];
  readonly acts: readonly Act[];
  /** The dead letters are redriven after these times. */
  readonly redrivesMs: readonly number[];
  readonly replays?: readonly Replay[];
  readonly novaSkewMs: number;
  readonly functionSkewsMs: readonly number[];
  /** Nova's action times have whole seconds (MySQL) or not (PostgreSQL). */
  readonly wholeSeconds: boolean;
  /** Its policy shows nobody the action list. */
  readonly listless?: true;
  readonly ourRole: 'member' | 'admin';
  /** So many servers are on a page of the list. */
  readonly pageSize?: number;
  /** `SELECT_AT_MOST` and `STOP_AT_MOST_PER_REQUEST`, where they are not the defaults. */
  readonly selectAtMost?: number;
  readonly atMostPerRequest?: number;
  /** Events and messages to people are switched on. */
  readonly reports?: true;
  readonly maxReceives: number;
  readonly concurrency: number;
  readonly healsAtMs: number;
  readonly rates: Rates;
  /** Exactly these faults and no others. */
  readonly faults?: readonly Injected[];
}
