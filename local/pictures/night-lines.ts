import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** The width of the terminal. */
export const COLUMNS = 80;
const ROWS = 40;

/** The end of `npm start` at a terminal of 80 columns: its table, its totals and its promises, with their colours. Throws when the night fails. */
export const nightLines = async (): Promise<readonly string[]> => {
  // `script` of util-linux gives it a terminal.
  const night = spawn('script', ['-qec', `stty cols ${COLUMNS} rows ${ROWS}; npm start`, '/dev/null'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TERM: 'xterm-256color', FORCE_COLOR: '1', NO_COLOR: undefined },
  });
  const [output, [code]] = await Promise.all([text(night.stdout), once(night, 'close')]);
  if (code !== 0) throw new Error(`the night ended with ${code}:\n${output}`);
  return endOf(output);
};

/** The lines from the table's head to the last promise, without the legend between them. */
export const endOf = (output: string): readonly string[] => {
  const lines = output
    .replaceAll('\r', '')
    .split('\n')
    .map((line) => line.trimEnd());
  const place = (pattern: RegExp): number => lines.findLastIndex((line) => pattern.test(line));
  const [head, legend] = [place(/^\s+server\s+what is awkward/), place(/^What the outcomes mean/)];
  const [promises, message] = [place(/^The promises/), place(/^The message to people/)];
  if (head < 0 || legend < head || promises < legend || message < promises)
    throw new Error('the end of the night is not as it was');
  return [...lines.slice(head, legend), ...lines.slice(promises, message)];
};
