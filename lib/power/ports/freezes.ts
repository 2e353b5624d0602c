import type { Instant } from '../../instant.ts';
import type { Unavailable } from './ledger.ts';

/** Somebody froze a cloud, or all: until it ends no stop is sent. */
export interface Freeze {
  /** Null: all clouds. */
  readonly cloud: string | null;
  readonly frozenAt: Instant;
  /** A thaw sets it to that moment. */
  readonly untilAt: Instant;
  readonly by: string;
  readonly why: string;
}

/** The freezes, as a step needs them: one consistent read right before every POST. */
export interface Freezes {
  /** The freeze that forbids stops in that cloud at that moment, the one that ends last; undefined when none does. */
  freezeOf(
    cloud: string,
    now: Instant,
  ): Promise<{ readonly kind: 'freeze'; readonly freeze: Freeze | undefined } | Unavailable>;
}
