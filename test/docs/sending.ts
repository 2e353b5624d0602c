import { formatInstant, type Instant } from '../../lib/instant.ts';

/** One event at a sender, and which delivery of it this is, from 1. */
export interface Sending {
  readonly at: Instant;
  readonly delivery: number;
}

/** A time as senders write it: UTC, without milliseconds. */
export const second = (at: Instant): string => formatInstant(at).replace('.000Z', 'Z');
