import { constants } from 'node:os';

/** How this process leaves at a signal. */
export interface Leaving {
  /** Sets the sentence that is printed at the signal. */
  say(sentence: string): void;
  /** From now on a signal is the normal end, with this result. Never resolves. */
  readonly wait: (held: boolean) => Promise<void>;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Leaves at the first signal, whenever it comes: it prints one sentence, then the exit handlers run
 * (functions are killed, folders are removed). Nothing is awaited, so nothing can be cut short by the second signal that npm hands on.
 */
export const leaveOnSignals = (): Leaving => {
  let sentence = 'Interrupted: nothing was started.';
  let code: number | undefined;
  for (const signal of SIGNALS)
    process.on(signal, () => {
      process.stderr.write(`\n${sentence}\n`);
      process.exit(code ?? 128 + constants.signals[signal]);
    });
  return {
    say: (next) => {
      sentence = next;
    },
    wait: (held) => {
      sentence = 'Ended: nothing of the night is left behind.';
      code = held ? 0 : 1;
      return new Promise(() => {});
    },
  };
};
