import type { Trouble } from '../lib/power/fault.ts';

/** Why a run ends before its servers do: Ctrl-C, or trouble that only a person can fix, and one is at the terminal. */
export type HaltCause =
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'trouble'; readonly trouble: Trouble; readonly because: string }
  | { readonly kind: 'bug'; readonly error: unknown };

/** Ends a run early, once. */
export interface Halt {
  cause(): HaltCause | undefined;
  /** The first cause counts, unless a bug comes to light: that is never kept quiet. */
  call(cause: HaltCause): void;
  /** Waits for `work`, but not past the halt. What `work` comes to afterwards is nobody's concern any more. */
  before<T>(work: Promise<T>): Promise<{ readonly kind: 'done'; readonly value: T } | { readonly kind: 'halted' }>;
}

/** A halt that nobody has called yet. */
export const createHalt = (): Halt => {
  let called: HaltCause | undefined;
  const leavers = new Set<() => void>();
  return {
    cause: () => called,
    call: (cause) => {
      if (called?.kind === 'bug' || (called !== undefined && cause.kind !== 'bug')) return;
      called = cause;
      for (const leave of leavers) leave();
    },
    before: (work) =>
      new Promise((resolve, reject) => {
        const leave = (): void => resolve({ kind: 'halted' });
        if (called !== undefined) leave();
        leavers.add(leave);
        work.then((value) => resolve({ kind: 'done', value }), reject).finally(() => leavers.delete(leave));
      }),
  };
};
