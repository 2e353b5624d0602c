import { styleText } from 'node:util';
import { logText } from '../lib/telemetry/log-lines.ts';

/** A colour with a meaning; where there are no colours the words alone must do. */
export type Ink = 'green' | 'yellow' | 'red' | 'dim';

/** Where a command writes: results to standard output, trouble to standard error. */
export interface Output {
  out(line: string): void;
  err(line: string): void;
  /** Text in a colour, unless standard output is no terminal or NO_COLOR is set. */
  paint(ink: Ink, text: string): string;
  /** The terminal's size now; undefined for a pipe or a file, and for a terminal that has none and so shows no block. */
  size(): { readonly columns: number; readonly rows: number } | undefined;
}

/** The process's own streams. */
export const streamOutput = (stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Output => ({
  out: (line) => void stdout.write(`${line}\n`),
  err: (line) => void stderr.write(`${line}\n`),
  paint: (ink, text) => styleText(ink, text, { stream: stdout }),
  size: () => {
    const { isTTY, columns, rows } = stdout;
    return isTTY && columns > 0 && rows > 0 ? { columns, rows } : undefined;
  },
});

/** Text from a cloud or a caller as a terminal may show it: on one line, without codes that move the cursor or turn the text. */
export const printable = (text: string): string => logText(text.replace(/\s+/g, ' '));
