/**
 * What is the matter, as metrics and operators name it. The first group is about one server or one call; the second can be
 * mended by a person while the window is open, so it never burns an intent; the third passes by itself.
 */
export type Trouble =
  | 'not-found'
  | 'forbidden'
  | 'locked'
  | 'conflict'
  | 'bad-request'
  //
  | 'unauthorized'
  | 'credentials'
  | 'admin'
  | 'configuration'
  | 'secret'
  | 'certificate'
  | 'endpoint'
  | 'clock'
  | 'history'
  //
  | 'throttled'
  | 'unreachable'
  | 'unavailable'
  | 'unanswered'
  | 'server-error'
  | 'unclear'
  | 'ledger'
  | 'queue'
  | 'busy'
  | 'bug';

/**
 * A failed call to the cloud. `kind` says what it means for a write: `refused`, not done and not going to be; `conflict`, not
 * done, the server is not in the state we believed; `transient`, not done, may be tried again; `ambiguous`, perhaps done.
 */
export interface Fault {
  readonly kind: 'refused' | 'conflict' | 'transient' | 'ambiguous';
  readonly trouble: Trouble;
  /** One line for a person, at most 300 characters, never a token, a secret or a whole body. */
  readonly message: string;
  readonly http?: number;
  /** The vendor's code (`BMS.0039`) or Nova's root key (`conflictingRequest`). */
  readonly code?: string;
  readonly openstackRequestId?: string;
  /** What `Retry-After` asked for, clamped to 1 s … 15 min: a floor for the next attempt. */
  readonly retryAfterMs?: number;
}
