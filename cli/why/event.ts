import type { Instant } from '../../lib/instant.ts';
import type { Source } from '../../lib/power/intent.ts';

/** The kinds of events in a server's time line. */
export const EVENT_KINDS = [
  'asked',
  'replayed',
  'not-chosen',
  'decided',
  'answered',
  'ended',
  'acted',
  'echoed',
  'frozen',
  'thawed',
  'seen',
] as const;

/** One event in the time line of a server; its texts are as they came, to be made printable by whoever shows them. */
export interface TimeLineEvent {
  readonly kind: (typeof EVENT_KINDS)[number];
  readonly at: Instant;
  /** In a few words, `asked`, `stop accepted`, `start`. */
  readonly what: string;
  readonly because: string;
  readonly cloud?: string;
  readonly source?: Source;
  readonly requestId?: string;
  readonly dryRun?: boolean;
  readonly untilAt?: Instant;
  /** Who acted, by the cloud's id of a user. */
  readonly userId?: string;
  readonly openstackRequestId?: string;
  /** Of decisions that were repeated word by word: how many, and when the first was made. */
  readonly times?: number;
  readonly firstAt?: Instant;
}
