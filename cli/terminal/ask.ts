import { createInterface } from 'node:readline';
import type { ReadStream } from 'node:tty';

// Longer than a terminal takes to hand over the keys that were pressed already.
const TYPED_AHEAD_MS = 50;

/** Throws away what was typed before the question was there, half a line too: nobody has answered what they have not read. */
export const dropTypedAhead = (stdin: ReadStream): Promise<void> =>
  new Promise((dropped) => {
    // Without it a half line stays with the system until Enter comes.
    stdin.setRawMode(true);
    const drop = (): void => {};
    stdin.on('data', drop);
    setTimeout(() => {
      stdin.off('data', drop);
      stdin.pause();
      stdin.setRawMode(false);
      dropped();
    }, TYPED_AHEAD_MS);
  });

/**
 * Asks a question on a terminal and reads one line: only `y` and `yes` are yes; the end of the input (Ctrl-D) is no. Ctrl-C stays the
 * system's: it ends the process.
 */
export const askYes = (
  question: string,
  stdin: NodeJS.ReadableStream,
  stdout: NodeJS.WritableStream,
): Promise<boolean> => {
  stdout.write(`${question} `);
  // Not as a terminal: readline would take Ctrl-C for itself.
  const lines = createInterface({ input: stdin, terminal: false });
  return new Promise((answer) => {
    lines.once('line', (line) => {
      answer(/^y(es)?$/i.test(line.trim()));
      lines.close();
    });
    lines.once('close', () => answer(false));
  });
};
