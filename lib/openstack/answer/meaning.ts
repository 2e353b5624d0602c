import type { Fault } from '../../power/fault.ts';

/** What an answer means for a stop: Table B (docs/nova.md, section 7). */
export interface Meaning {
  readonly kind: Fault['kind'];
  readonly trouble: Fault['trouble'];
  /** How long to wait when the answer itself does not say. */
  readonly retryAfterMs?: number;
}

// The meanings that a vendor's code and a plain status share.
export const NOT_FOUND: Meaning = { kind: 'refused', trouble: 'not-found' };
export const BAD_REQUEST: Meaning = { kind: 'refused', trouble: 'bad-request' };
export const ENDPOINT: Meaning = { kind: 'refused', trouble: 'endpoint' };
export const THROTTLED: Meaning = { kind: 'transient', trouble: 'throttled' };
export const PERHAPS: Meaning = { kind: 'ambiguous', trouble: 'server-error' };
