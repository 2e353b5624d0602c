import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { lineWriter } from '../../cli/terminal/line-writer.ts';
import { streamOutput } from '../../cli/terminal/terminal.ts';

/** Standard output and standard error into one place, as `2>&1` has it. */
const aStream = (isTTY: boolean) => {
  const writes: string[] = [];
  const stream = Object.assign(Object.create(process.stdout), {
    isTTY,
    write: (text: string) => writes.push(text) > 0,
  });
  return { writes, stream };
};

describe('lines', () => {
  test('The lines of one turn go to a pipe in one write, in their order', async () => {
    const { writes, stream } = aStream(false);
    const { write } = lineWriter(stream);
    write('one');
    write('two');
    expect(writes).toEqual([]);
    await turn();
    write('three');
    await turn();
    expect(writes).toEqual(['one\ntwo\n', 'three\n']);
  });

  test('A line at a terminal is written at once', () => {
    const { writes, stream } = aStream(true);
    const { write } = lineWriter(stream);
    write('one');
    write('two');
    expect(writes).toEqual(['one\n', 'two\n']);
  });

  test('Lines that wait are written once when the command ends', async () => {
    const { writes, stream } = aStream(false);
    const { write, flush } = lineWriter(stream);
    write('last');
    flush();
    flush();
    await turn();
    expect(writes).toEqual(['last\n']);
  });

  test('A line of trouble comes after the results before it', async () => {
    const { writes, stream } = aStream(false);
    const output = streamOutput(stream, stream);
    output.out('result');
    output.err('trouble');
    output.out('another result');
    await turn();
    expect(writes).toEqual(['result\n', 'trouble\n', 'another result\n']);
  });
});
