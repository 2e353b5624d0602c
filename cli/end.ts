import type { DeadLetterReason, DoneKind } from '../lib/power/outcome.ts';
import type { ServerId, ServerState } from '../lib/power/server.ts';

/**
 * How a server's part of a run ended: a step's final outcome, or what was known when the run was ended early. `accepted`: Nova
 * took our stop, off is not confirmed; `unclear`: a stop was sent and may have arrived; `not-stopped`: no stop of ours is under way.
 */
export type EndKind = DoneKind | 'dead-lettered' | 'accepted' | 'unclear' | 'not-stopped';

/** One server's line of the report. */
export interface End {
  readonly serverId: ServerId;
  /** As the cloud has it; absent when the server was not seen. */
  readonly name?: string;
  readonly outcome: EndKind;
  readonly because: string;
  /** Of a dead letter. */
  readonly reason?: DeadLetterReason;
  /** How it was when it was last seen: of a dry run, which is asked for to know that. */
  readonly server?: ServerState;
  /** Since the run began. */
  readonly seconds: number;
  readonly openstackRequestId?: string;
  /** Whose stop was under way when the server was last looked at: only for who was left or given up. */
  readonly underWay?: UnderWay;
}

/** `ours`: accepted, or it may have arrived; `somebody's`: seen powering off without a stop of ours; `unknown`: not seen at the end. */
export type UnderWay = 'ours' | "somebody's" | 'none' | 'unknown';

const AS_ASKED = {
  stopped: 'always',
  'already-stopped': 'always',
  rehearsed: 'always',
  accepted: 'without waiting',
  superseded: 'never',
  held: 'never',
  'dead-lettered': 'never',
  unclear: 'never',
  'not-stopped': 'never',
} as const satisfies Record<EndKind, string>;

/** Whether the person got what they asked for. `wait`: they asked for off, not only for accepted. */
export const isAsAsked = ({ outcome }: End, wait: boolean): boolean =>
  AS_ASKED[outcome] === 'always' || (AS_ASKED[outcome] === 'without waiting' && !wait);

/** The outcome as a table shows it: a dead letter by its reason. */
export const nameOf = ({ outcome, reason }: Pick<End, 'outcome' | 'reason'>): string => reason ?? outcome;

/** The exit codes of the command. */
export const EXIT = {
  /** All off; rehearsed, for a dry run; accepted, with --no-wait. */
  done: 0,
  /** Some not. */
  some: 1,
  /** Usage or configuration, credentials and a wrong address included: nothing more was sent. */
  usage: 2,
  /** Ctrl-C: 128 and the number of SIGINT, as shells have it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
