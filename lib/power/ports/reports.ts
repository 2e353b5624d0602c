import type { Instant } from '../../instant.ts';
import type { Sent } from './queue.ts';

/** The events that leave, by EventBridge's `detail-type`. */
export type EventType = 'Request Complete' | 'Server Stopped' | 'Server Not Stopped';

/** Something that happened, for whoever has a rule for it. */
export interface OutgoingEvent {
  readonly type: EventType;
  readonly at: Instant;
  /** Its `id` is the same however often the event is sent. */
  readonly detail: { readonly id: string } & Readonly<Record<string, unknown>>;
}

/** An event bus. It tries once: `unavailable` may have taken some of them, and sending again is harmless. */
export interface Events {
  put(events: readonly OutgoingEvent[]): Promise<Sent>;
}

/** Messages to people. It tries once. */
export interface Notices {
  /** `subject`: at most 99 characters of ASCII; `text`: plain text. */
  publish(subject: string, text: string): Promise<Sent>;
}
