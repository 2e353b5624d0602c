import { styleText } from 'node:util';
import type { Clock } from '../../lib/clock.ts';
import type { ConfiguredClouds } from '../../lib/openstack/open-clouds.ts';
import type { ServerId } from '../../lib/power/server.ts';
import type { Environment } from '../../lib/settings/environment.ts';
import { logText } from '../../lib/telemetry/log-lines.ts';
import type { Canvas } from './canvas.ts';
import { type LineWriter, lineWriter } from './line-writer.ts';
import type { Aws } from './stack.ts';

/**
 * How the command is typed. `npx lights-out` outside a checkout would fetch whatever somebody publishes under that
 * name; `--no` never does.
 */
export const COMMAND = 'npm exec --no -- lights-out';

/** Everything a command reaches beyond itself: a test hands in another one. */
export interface Terminal {
  readonly env: Environment;
  readonly clock: Clock;
  readonly output: Output;
  /** The text of a file; `-` is standard input. Throws the system's error. */
  readText(path: string): Promise<string>;
  /** The bytes of a file, as they are; `-` is standard input. Throws the system's error. */
  readBytes(path: string): Promise<Buffer>;
  /** Writes a file; one that is there stays unless `over`. Throws the system's error. */
  writeText(path: string, text: string, over: boolean): Promise<void>;
  /** The clouds of the configuration, as openstacksdk finds it. */
  clouds(allowAdmin: boolean): ConfiguredClouds;
  /** A person is at the keyboard and sees standard output. */
  readonly canAsk: boolean;
  /** Asks once; only yes, in full or by its first letter, is one. */
  askYes(question: string): Promise<boolean>;
  /** AWS, with region and profile as its CLI reads them; loaded when it is first needed. */
  aws(): Promise<Aws>;
  /** The part of the screen that is drawn over; asked for only where there is one. */
  canvas(): Promise<Canvas>;
  /** Calls `first` at the first Ctrl-C; a second one leaves at once. The answer takes it back. */
  onInterrupt(first: () => void): () => void;
}

/** A colour with a meaning; where there are no colours the words alone must do. */
export type Ink = 'green' | 'yellow' | 'red' | 'dim';

/** Where a command writes: results to standard output, trouble to standard error. */
export interface Output {
  out(line: string): void;
  err(line: string): void;
  /** Text in a colour, unless standard output is no terminal or NO_COLOR is set. */
  paint(ink: Ink, text: string): string;
  /** The terminal's present size; undefined for a pipe, a file, and a terminal without a size. */
  size(): { readonly columns: number; readonly rows: number } | undefined;
}

/** The process's own streams; `flush` writes the results that still wait. */
export const streamOutput = (
  stdout: NodeJS.WriteStream,
  stderr: NodeJS.WriteStream,
): Output & Pick<LineWriter, 'flush'> => {
  const results = lineWriter(stdout);
  return {
    out: results.write,
    err: (line) => {
      // Both may go to one file.
      results.flush();
      stderr.write(`${line}\n`);
    },
    paint: (ink, text) => styleText(ink, text, { stream: stdout }),
    size: () => {
      const { isTTY, columns, rows } = stdout;
      return isTTY && columns > 0 && rows > 0 ? { columns, rows } : undefined;
    },
    flush: results.flush,
  };
};

/** Text from a cloud or a caller on one line, without codes that move the cursor or turn the text. */
export const printable = (text: string): string => logText(text.replace(/\s+/g, ' '));

/** A server as a person knows it. The name is known once the server was looked at, and may be empty. */
export interface Named {
  readonly id: ServerId;
  readonly name?: string;
}

// Nova allows 255 characters; nobody needs so many to recognise a server.
const NAME_CELLS = 32;

/** A name as a line can hold it; empty when there is none. */
export const shortName = (name: string | undefined): string => {
  const text = printable(name ?? '').trim();
  return text.length <= NAME_CELLS ? text : `${text.slice(0, NAME_CELLS - 1)}…`;
};

/** `bms-db-01 6f70656e-…`, or the id alone. */
export const labelOf = ({ id, name }: Named): string => {
  const short = shortName(name);
  return short === '' ? id : `${short} ${id}`;
};
