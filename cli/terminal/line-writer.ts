/** Writes lines to a stream. */
export interface LineWriter {
  write(line: string): void;
  /** Writes what waits, now. */
  flush(): void;
}

/**
 * At a terminal a line is written at once. In a pipe or a file, the lines of one turn of the event loop are written together: ten
 * thousand writes of a line each take longer than the work that they report.
 */
export const lineWriter = (stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>): LineWriter => {
  let waiting = '';
  const flush = (): void => {
    const text = waiting;
    waiting = '';
    if (text !== '') stream.write(text);
  };
  return {
    write: (line) => {
      if (waiting === '' && !stream.isTTY) setImmediate(flush);
      waiting += `${line}\n`;
      if (stream.isTTY) flush();
    },
    flush,
  };
};
