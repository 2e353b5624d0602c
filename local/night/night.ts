import type { CloudLogEntry } from '../../cloud/cloud-log.ts';
import type { Instant } from '../../lib/instant.ts';
import type { Environment, Stack } from '../stack/stack.ts';
import type { OutcomeLine, Row } from './board.ts';
import type { Step } from './by-hand.ts';
import type { Caller } from './cast.ts';
import type { Choices } from './choices.ts';

/** What was asked for one server: what the promises are measured against. */
export interface ServerRequest {
  readonly requestedAt: Instant;
  readonly notAfter: Instant;
  readonly dryRun: boolean;
  /** Off before anything was sent. */
  readonly offAtFirst: boolean;
}

/** What was sent. `repeat` delivers all of it again, word for word. */
export interface Requests {
  readonly serverRequests: ReadonlyMap<string, ServerRequest>;
  readonly malformed: number;
  /** Dead letters that are of no server: malformed messages, and requests that stop nothing. */
  readonly unsplit: number;
  /** Requests that have to be complete before the night is over. */
  readonly awaited: readonly string[];
  /** The request whose message to people is shown. */
  readonly selection: string;
  repeat(): Promise<void>;
}

export type Say = (line: string) => void;

/** A server that is asked for, as it is shown. */
export interface AskedFor {
  readonly serverId: string;
  readonly name: string;
  readonly is: string;
  readonly source: Caller;
  /** The promise that it shows, from 1. */
  readonly shows: number;
}

/** A server that nobody may stop, as it is shown. */
export type NotAsked = Omit<AskedFor, 'source'>;

/** A night on a simulated cloud: who is asked for, how, and what the cloud itself says of it afterwards. */
export interface Night {
  /** The lines that come first. */
  readonly intro: readonly string[];
  readonly asked: readonly AskedFor[];
  readonly notAsked: readonly NotAsked[];
  /** Laid over the template: how the worker finds the cloud, and what is shortened. */
  readonly environment: Environment;
  /** The longest it may take before it counts as failed, in milliseconds. */
  readonly longestMs: number;
  ask(stack: Stack, webhookKey: string, say: Say): Promise<Requests>;
  /** A row changed: the user of the night may act. */
  rowChanged(row: Row, line: OutcomeLine, say: Say): void;
  /** Whether it is time to deliver everything again. */
  isTimeToRepeat(): boolean;
  /** The cloud's own log, the user our stops came from, and what was asked for but by id. */
  record(): Promise<{
    readonly log: readonly CloudLogEntry[];
    readonly stopper: string;
    readonly choices: Choices;
  }>;
  /** What you can try by hand while it stays up afterwards. */
  stepsToTry(stack: Stack, webhookKey: string): Promise<readonly Step[]>;
  /** A server of its cloud by name. */
  nameOf(serverId: string): string;
  /** A request by its id, as people call it. */
  requestName(requestId: string): string;
  close(): Promise<void>;
}
