/** Takes one finished line of output, without its line end. */
export type Sink = (line: string) => void;

/** Where Lambda collects lines. */
export const stdoutSink: Sink = (line) => {
  process.stdout.write(`${line}\n`);
};

/**
 * Makes a Powertools logger or metrics object write to the sink. It takes no stream: the console it makes for itself is the
 * only seam (setConsole in its Logger.js and Metrics.js).
 */
export const intoSink = <Tool extends object>(tool: Tool, sink: Sink): Tool => {
  Reflect.set(tool, 'console', { debug: sink, info: sink, log: sink, warn: sink, error: sink });
  return tool;
};
