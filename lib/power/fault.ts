/**
 * The delay between two looks while a person has to fix something: a password, a role, an address. It must
 * not use up the intent.
 */
const FIX_DELAY_MS = 5 * 60_000;

/**
 * The troubles, and who fixes each, as the metric `LookAgain` names them: alarms ring for `operator` and `cloud`, and `nobody`
 * passes by itself or is planned. `waits`: the call was certainly not done, and a person has to fix it inside the window
 * (docs/nova.md, section 7).
 */
export const TROUBLES = {
  // A token that ran out before its stop was refused by nobody; refused again it becomes `credentials`.
  unauthorized: { fixedBy: 'nobody' },
  credentials: { fixedBy: 'operator', waits: true },
  admin: { fixedBy: 'operator', waits: true },
  configuration: { fixedBy: 'operator', waits: true },
  secret: { fixedBy: 'operator', waits: true },
  certificate: { fixedBy: 'operator', waits: true },
  endpoint: { fixedBy: 'operator', waits: true },
  clock: { fixedBy: 'operator', waits: true },
  history: { fixedBy: 'operator' },
  unreachable: { fixedBy: 'cloud' },
  unavailable: { fixedBy: 'cloud' },
  unanswered: { fixedBy: 'cloud' },
  'server-error': { fixedBy: 'cloud' },
  'not-found': { fixedBy: 'nobody' },
  forbidden: { fixedBy: 'nobody' },
  locked: { fixedBy: 'nobody' },
  conflict: { fixedBy: 'nobody' },
  'bad-request': { fixedBy: 'nobody' },
  // The cloud offers no microversion that shows what a selector needs.
  'too-old': { fixedBy: 'nobody' },
  // Somebody froze the cloud: no stop is sent until the freeze ends or is lifted.
  frozen: { fixedBy: 'nobody' },
  throttled: { fixedBy: 'nobody' },
  unclear: { fixedBy: 'nobody' },
  ledger: { fixedBy: 'nobody' },
  queue: { fixedBy: 'nobody' },
  busy: { fixedBy: 'nobody' },
  bug: { fixedBy: 'nobody' },
} as const satisfies Record<
  string,
  { readonly fixedBy: 'operator' | 'configuration' | 'cloud' | 'nobody'; readonly waits?: true }
>;
export type Trouble = keyof typeof TROUBLES;

export const isTrouble = (word: unknown): word is Trouble => typeof word === 'string' && Object.hasOwn(TROUBLES, word);

/**
 * The delay before the next look while a person fixes the trouble; undefined for a trouble that passes by
 * itself.
 */
export const fixDelayMs = (trouble: Trouble): number | undefined =>
  'waits' in TROUBLES[trouble] ? FIX_DELAY_MS : undefined;

/** The meanings of a failed call for a write. */
export const FAULT_KINDS = ['refused', 'conflict', 'transient', 'ambiguous'] as const;

/**
 * A failed call to the cloud. `kind` says what it means for a write: `refused`, not done and not going to be;
 * `conflict`, not done, the server is not in the state we believed; `transient`, not done, may be tried
 * again; `ambiguous`, perhaps done.
 */
export interface Fault {
  readonly kind: (typeof FAULT_KINDS)[number];
  readonly trouble: Trouble;
  /** One line for operators, at most 300 characters, never a token, a secret or a whole body. */
  readonly message: string;
  readonly http?: number;
  /** The vendor's code (`BMS.0039`) or Nova's root key (`conflictingRequest`). */
  readonly code?: string;
  readonly openstackRequestId?: string;
  /** The `Retry-After` of the answer, clamped to 1 s … 15 min: a floor for the next attempt. */
  readonly retryAfterMs?: number;
}
