/** Takes one finished line of output, without its line end. */
export type Sink = (line: string) => void;

// Whoever read along has gone: a line that is lost is no reason to end.
const goOn = (): void => {};

/** Where Lambda collects lines. A closed pipe emits an event, which would end the process if nobody listened. */
export const stdoutSink = (): Sink => {
  const { stdout } = process;
  if (!stdout.listeners('error').includes(goOn)) stdout.on('error', goOn);
  return (line) => {
    stdout.write(`${line}\n`);
  };
};

/**
 * Makes a Powertools logger or metrics object write to the sink. It takes no stream: the console it makes for itself is the
 * only seam (setConsole in its Logger.js and Metrics.js).
 */
export const intoSink = <Tool extends object>(tool: Tool, sink: Sink): Tool => {
  Reflect.set(tool, 'console', { debug: sink, info: sink, log: sink, warn: sink, error: sink });
  return tool;
};
