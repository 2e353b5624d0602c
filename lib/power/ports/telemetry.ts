import type { Instant } from '../../instant.ts';
import type { Counts } from '../choose/choose.ts';
import type { Trouble } from '../fault.ts';
import type { Intent, Source } from '../intent.ts';
import type { Outcome } from '../outcome.ts';
import type { RequestKey, Roll, Verdict } from '../roll.ts';
import type { ServerId, ServerState } from '../server.ts';
import type { Accepted, Reply } from './cloud.ts';

/** A request that was taken: before its intents leave, or before it is known which servers it means. */
export interface RequestedLine {
  readonly source: Source;
  readonly requestId: string;
  readonly cloud: string;
  /** How many servers it names; absent while its selector has not chosen yet. */
  readonly servers?: number;
  readonly requestedAt: Instant;
  readonly notAfter: Instant;
  readonly replayedAt?: Instant;
  readonly dryRun: boolean;
  /** The caller's reason. */
  readonly reason?: string;
}

/** What a request came to before any of its servers was looked at. */
export interface ChosenLine extends RequestKey {
  readonly verdict: Verdict;
  readonly because: string;
  /** How many servers are on the roll. */
  readonly servers: number;
  readonly counts?: Counts;
  readonly requestedAt: Instant;
  readonly notAfter: Instant;
  readonly receiveCount: number;
  /** Its roll was there already: it is logged again, but not counted again. */
  readonly repeated: boolean;
}

/** No complete list of the cloud's servers could be had: nothing is chosen, and the request comes again. */
export interface ListAgainLine extends RequestKey {
  readonly trouble: Trouble;
  readonly because: string;
  readonly delayMs: number;
  readonly receiveCount: number;
}

/** What a step saw and decided, written before the stop leaves. */
export interface SendingLine {
  readonly intent: Intent;
  readonly attempt: number;
  readonly decision: string;
  readonly because: string;
  readonly server: ServerState;
  /** Age of the evidence when the decision was taken. */
  readonly evidenceAgeMs: number;
  /** How many action records were read; null when the decision did not need them. */
  readonly actions: number | null;
}

/** The result of that stop, as far as the answer shows it. */
export interface SentLine {
  readonly intent: Intent;
  readonly attempt: number;
  readonly reply: Reply<Accepted>;
  /** From the first byte to the answer. */
  readonly tookMs: number;
}

/** How one step of an intent ended. */
export interface OutcomeLine {
  readonly intent: Intent;
  readonly outcome: Outcome;
  readonly attempt: number;
  readonly receiveCount: number;
  readonly tookMs: number;
  readonly endedAt: Instant;
  /**
   * The ledger held this end already (a duplicate or a redelivery): it is logged again, but not counted
   * again.
   */
  readonly repeated: boolean;
  /** Of a final outcome: when it ended by the ledger, and what the server is called where that was seen. */
  readonly ended?: { readonly at: Instant; readonly name?: string };
  /** Nova's id of our stop; the one of the fault, if there is one, comes first. */
  readonly openstackRequestId?: string;
}

/** A request whose servers have all ended, or from which nothing more can come. */
export interface CompleteLine {
  readonly roll: Roll;
  readonly servers: number;
  /** Servers by the kind of their end. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly failed: number;
  readonly open: number;
  readonly timeToOffMs?: { readonly p50: number; readonly max: number };
}

/** A message that could not be read, once its dead letter has left. */
export interface MalformedLine {
  /** SQS's id of the message; null when there is none. */
  readonly messageId: string | null;
  readonly receiveCount: number | null;
  readonly because: string;
}

/** The same identity came with other content: the first one counts. */
export interface ConflictLine {
  readonly requestId: string;
  /** Null for a webhook whose id came before with another body. */
  readonly serverId: ServerId | null;
  readonly because: string;
}

/** A webhook that was turned away. Nothing of what it carried is logged. */
export interface RefusedLine {
  readonly status: number;
  readonly because: string;
}

/** An alert: something an operator should look at. */
export interface AlertLine {
  /** `late-race`: our stop arrived after a user had powered the server on. */
  readonly what: 'late-race' | 'clock' | 'cloud' | 'ledger' | 'queue' | 'webhook' | 'calendar' | 'report' | 'bug';
  readonly because: string;
  readonly intent?: Intent;
  readonly openstackRequestId?: string;
  /** What was thrown: its name, its code and where it happened are logged, never its message. */
  readonly cause?: unknown;
}

/**
 * The lines of the shell for operators. One line a call with constant keys; metrics leave at `flush`, once an
 * invocation.
 */
export interface Telemetry {
  requested(line: RequestedLine): void;
  chosen(line: ChosenLine): void;
  listAgain(line: ListAgainLine): void;
  sending(line: SendingLine): void;
  sent(line: SentLine): void;
  outcome(line: OutcomeLine): void;
  complete(line: CompleteLine): void;
  malformed(line: MalformedLine): void;
  conflict(line: ConflictLine): void;
  refused(line: RefusedLine): void;
  alert(line: AlertLine): void;
  flush(): void;
}
