import type { CloudLogEntry } from '../../cloud/cloud-log.ts';
import type { Instant } from '../../lib/instant.ts';
import type { Environment, Stack } from '../stack/stack.ts';
import type { OutcomeLine, Row } from './board.ts';
import type { Step } from './by-hand.ts';
import type { Caller } from './cast.ts';

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

/** A night on a simulated cloud: who is asked for, how, and what the cloud itself says of it afterwards. */
export interface Night {
  /** The lines that come first. */
  readonly intro: readonly string[];
  readonly asked: readonly AskedFor[];
  /** Laid over the template: how the worker finds the cloud, and what is shortened. */
  readonly environment: Environment;
  /** The longest it may take before it counts as failed, in milliseconds. */
  readonly longestMs: number;
  ask(stack: Stack, webhookKey: string, say: Say): Promise<Requests>;
  /** A row changed: the user of the night may act. */
  rowChanged(row: Row, line: OutcomeLine, say: Say): void;
  /** Whether it is time to deliver everything again. */
  isTimeToRepeat(): boolean;
  /** The cloud's own log, and the user our stops came from. */
  record(): Promise<{ readonly log: readonly CloudLogEntry[]; readonly stopper: string }>;
  /** What you can try by hand while it stays up afterwards. */
  stepsToTry(stack: Stack, webhookKey: string): readonly Step[];
  /** A server of its cloud by name. */
  nameOf(serverId: string): string;
  close(): Promise<void>;
}
