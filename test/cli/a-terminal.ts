import './loaded-commands.ts';
import { program } from '../../cli/program.ts';
import type { Aws } from '../../cli/terminal/stack.ts';
import type { Terminal } from '../../cli/terminal/terminal.ts';
import { aLeapingClock, type LeapingClock } from './a-clock.ts';
import { type ACloud, aCloud, type Machine } from './a-cloud.ts';

/** A terminal that keeps what is written, and a command line in it. */
export interface ATerminal {
  readonly terminal: Terminal;
  readonly clock: LeapingClock;
  readonly cloud: ACloud;
  readonly out: string[];
  readonly err: string[];
  /** What was drawn over, frame by frame. */
  readonly frames: string[];
  /** The files that were written, by path. */
  readonly written: Map<string, string>;
  /** The questions, in their order. */
  readonly asked: string[];
  /** Presses Ctrl-C. Throws when nobody listens. */
  interrupt(): void;
  run(...args: readonly string[]): Promise<number>;
}

/** What of a terminal a test changes. */
export interface TerminalChanges {
  readonly machines?: Readonly<Record<string, Machine>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Terminal['env'];
  readonly size?: { readonly columns: number; readonly rows: number };
  readonly clouds?: Partial<ACloud['clouds']>;
  /** What the person answers; absent: there is no terminal to ask at. */
  readonly answer?: boolean;
  readonly aws?: Aws;
  /** Called before time passes. */
  readonly before?: (at: number, terminal: ATerminal) => void;
}

export const aTerminal = ({
  machines,
  files = {},
  env = {},
  size,
  clouds,
  answer,
  aws,
  before,
}: TerminalChanges = {}): ATerminal => {
  const clock = aLeapingClock();
  const cloud = aCloud(clock, machines);
  const out: string[] = [];
  const err: string[] = [];
  const frames: string[] = [];
  const written = new Map<string, string>();
  const asked: string[] = [];
  let pressed: (() => void) | undefined;
  const readText: Terminal['readText'] = async (path) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return text;
  };
  const terminal: Terminal = {
    env,
    clock,
    output: {
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      paint: (_ink, text) => text,
      size: () => size,
    },
    readText,
    readBytes: async (path) => Buffer.from(await readText(path), path.endsWith('.latin1') ? 'latin1' : 'utf8'),
    writeText: async (path, text, over) => {
      if (!over && (path in files || written.has(path)))
        throw Object.assign(new Error('file already exists'), { code: 'EEXIST' });
      written.set(path, text);
    },
    clouds: () => ({ ...cloud.clouds, ...clouds }),
    canAsk: answer !== undefined,
    askYes: async (question) => {
      asked.push(question);
      if (answer === undefined) throw new Error('nobody is there to ask');
      return answer;
    },
    aws: async () => {
      if (aws === undefined) throw new Error('there is no AWS here');
      return aws;
    },
    canvas: async () => ({
      draw: (text) => frames.push(text),
      keep: (text) => frames.push(`kept: ${text}`),
      clear: () => frames.push('cleared'),
      repeat: (act) => {
        repeat = act;
        return () => {
          repeat = () => {};
        };
      },
    }),
    onInterrupt: (first) => {
      pressed = first;
      return () => {
        pressed = undefined;
      };
    },
  };
  let repeat = (): void => {};
  const made: ATerminal = {
    terminal,
    clock,
    cloud,
    out,
    err,
    frames,
    written,
    asked,
    interrupt: () => {
      if (pressed === undefined) throw new Error('nobody listens to Ctrl-C');
      pressed();
    },
    run: (...args) =>
      clock.drive(program(args, '1.2.3', terminal), (at) => {
        repeat();
        before?.(at, made);
      }),
  };
  return made;
};
