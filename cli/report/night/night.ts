import type { Instant } from '../../../lib/instant.ts';
import type { Machine } from '../../../lib/power/choose/select.ts';
import type { Send } from '../../../lib/power/entry.ts';
import type { Trouble } from '../../../lib/power/fault.ts';
import type { DeadLetterReason, DoneKind } from '../../../lib/power/outcome.ts';
import type { RequestKey, Roll } from '../../../lib/power/roll.ts';
import type { ServerId } from '../../../lib/power/server.ts';

/** How a server of a request ended. `otherwise`: in words of another version; `open`: it has not ended. */
export type EndWord = DoneKind | 'dead-lettered' | 'otherwise' | 'open';

/** A server as its cloud, or else the roll of a selection, names it. */
export interface NamedServer {
  readonly cloud: string;
  readonly serverId: ServerId;
  readonly name?: string;
}

/** One stop that we sent: when, and what became of it. */
export interface Tick {
  readonly at: Instant;
  readonly state: Send['state'];
  readonly trouble?: Trouble;
}

/** One server of one request, from the request to its end. */
export interface ServerRow extends NamedServer {
  readonly end: EndWord;
  readonly reason?: DeadLetterReason;
  readonly because: string;
  readonly ticks: readonly Tick[];
  /** When Nova took the stop that worked, or the last one; absent when it took none. */
  readonly acceptedAt?: Instant;
  /** Of `stopped` the proof that it is off; absent while it is open, and where another version wrote the end. */
  readonly endedAt?: Instant;
  /** Nova's id of the failure of a dead letter. */
  readonly openstackRequestId?: string;
  /** Looks so far; absent when its entry is absent or cannot be read. */
  readonly attempts?: number;
  /** The trouble of the last look. */
  readonly trouble?: Trouble;
}

/** A request: who asked for what, and each of its servers. */
export interface RequestRow
  extends RequestKey,
    Pick<Roll, 'part' | 'requestedAt' | 'notAfter' | 'verdict' | 'because' | 'counts' | 'buriedAt'> {
  readonly servers: readonly ServerRow[];
}

/** A time for which a server was off: from the proof of it to the next power-on, its deletion, or now. */
export interface OffSpan {
  readonly fromAt: Instant;
  readonly untilAt: Instant;
  readonly end: 'powered-on' | 'deleted' | 'still-off';
}

/** How long a server that we stopped was off, each moment counted once; or why that is not known. */
export type HoursOff =
  | { readonly kind: 'known'; readonly spans: readonly OffSpan[]; readonly offMs: number }
  | { readonly kind: 'unknown'; readonly because: string };

/** A server that at least one request stopped. */
export interface OffServer extends NamedServer {
  /** Name and id of its flavor, as far as the cloud shows them. */
  readonly flavors: readonly string[];
  readonly machine: Exclude<Machine, 'any'> | 'unknown';
  readonly hours: HoursOff;
}

/** Everything that a report says, before any price. */
export interface Night {
  /** What was asked for: `the last 24 h`, or a request. */
  readonly about: string;
  readonly fromAt?: Instant;
  readonly writtenAt: Instant;
  /** Oldest first. */
  readonly requests: readonly RequestRow[];
  /** By name. */
  readonly off: readonly OffServer[];
  /** What could not be read, one line each. */
  readonly unread: readonly string[];
}

/** All servers of all requests. */
export const rowsOf = ({ requests }: Pick<Night, 'requests'>): readonly ServerRow[] =>
  requests.flatMap(({ servers }) => servers);

/** From the request to the proof that a server is off, in milliseconds; undefined for every other end. */
export const timeToOffOf = (row: ServerRow, requestedAt: Instant): number | undefined =>
  row.end === 'stopped' && row.endedAt !== undefined ? Math.max(row.endedAt - requestedAt, 0) : undefined;
