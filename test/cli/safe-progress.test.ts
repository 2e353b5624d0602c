import { describe, expect, test } from 'vitest';
import { idOf } from './a-cloud.ts';
import { aTerminal } from './a-terminal.ts';

const [ONE, TWO] = [idOf(1), idOf(2)] as const;
const stopsIn = (calls: readonly string[]) => calls.filter((call) => call.startsWith('stop'));
const closed = (): never => {
  throw new Error('the terminal has gone');
};

describe('progress that cannot be shown', () => {
  test('Lines that cannot be shown change nothing in the run, and its end counts them', async () => {
    const { run, terminal, cloud, out, err } = aTerminal({ machines: { [TWO]: { server: { lockedBy: 'owner' } } } });
    const { output } = terminal;
    const deaf = {
      ...output,
      out: (line: string) => (line.startsWith(`a server ${ONE}`) ? closed() : output.out(line)),
    };
    Object.assign(terminal, { output: deaf });
    expect(await run('stop', ONE, TWO)).toBe(1);
    expect(stopsIn(cloud.calls)).toEqual([`stop ${ONE}`]);
    expect(out.at(-1)).toContain('2 servers: 1 stopped, 1 held, in ');
    expect(err).toEqual([expect.stringMatching(/^\d lines could not be shown$/)]);
  });

  test('A run whose terminal has gone stops its servers all the same', async () => {
    const { run, terminal, cloud } = aTerminal({ size: { columns: 100, rows: 30 } });
    const canvas = await terminal.canvas();
    Object.assign(terminal, { canvas: async () => ({ ...canvas, draw: closed, keep: closed, clear: closed }) });
    expect(await run('stop', ONE, TWO)).toBe(0);
    expect(stopsIn(cloud.calls)).toHaveLength(2);
  });

  test('Ctrl-C ends the run as usual when its notice cannot be shown', async () => {
    const { run, terminal, err } = aTerminal({
      machines: { [ONE]: { server: { taskState: 'rebuilding' } } },
      before: (_at, made) => {
        if (!pressed) made.interrupt();
        pressed = true;
      },
    });
    let pressed = false;
    const { output } = terminal;
    const deaf = {
      ...output,
      err: (line: string) => (line.startsWith('interrupted: no more') ? closed() : output.err(line)),
    };
    Object.assign(terminal, { output: deaf });
    expect(await run('stop', ONE)).toBe(130);
    expect(err.at(-1)).toContain('interrupted; no stop is under way');
  });
});
