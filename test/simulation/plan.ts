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
  | 'node-off';

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
  | 'buried';

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
  /** With the same user as the function (F804). */
  readonly asUs?: true;
}

/** A request that somebody sends. */
export interface Ask {
  readonly source: 'schedule' | 'webhook' | 'queue';
  readonly servers: readonly number[];
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
}

/** What nobody should act on. */
export interface Poison {
  readonly inMs: number;
  readonly what:
    | 'not-json'
    | 'unknown-field'
    | 'future'
    | 'keyword'
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
  readonly novaSkewMs: number;
  readonly functionSkewsMs: readonly number[];
  /** Nova's action times have whole seconds (MySQL) or not (PostgreSQL). */
  readonly wholeSeconds: boolean;
  /** Its policy shows nobody the action list. */
  readonly listless?: true;
  readonly ourRole: 'member' | 'admin';
  readonly maxReceives: number;
  readonly concurrency: number;
  readonly healsAtMs: number;
  readonly rates: Rates;
  /** Exactly these faults and no others. */
  readonly faults?: readonly Injected[];
}
