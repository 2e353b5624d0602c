import { createInterface } from 'node:readline';

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
