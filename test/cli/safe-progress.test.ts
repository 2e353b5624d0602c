import { describe, expect, test } from 'vitest';
import { idOf } from './a-cloud.ts';
import { aWorld } from './a-world.ts';

const [ONE, TWO] = [idOf(1), idOf(2)] as const;
const stopsIn = (calls: readonly string[]) => calls.filter((call) => call.startsWith('stop'));
const closed = (): never => {
  throw new Error('the terminal has gone');
};

describe('progress that cannot be shown', () => {
  test('changes nothing in the run, and its end says how much it was', async () => {
    const { run, world, cloud, out, err } = aWorld({ machines: { [TWO]: { server: { lockedBy: 'owner' } } } });
    const { output } = world;
    const deaf = {
      ...output,
      out: (line: string) => (line.startsWith(`a server ${ONE}`) ? closed() : output.out(line)),
    };
    Object.assign(world, { output: deaf });
    expect(await run('stop', ONE, TWO)).toBe(1);
    expect(stopsIn(cloud.calls)).toEqual([`stop ${ONE}`]);
    expect(out.at(-1)).toContain('2 servers: 1 stopped, 1 held, in ');
    expect(err).toEqual([expect.stringMatching(/^\d lines could not be shown$/)]);
  });

  test('at a terminal that has gone stops the servers all the same', async () => {
    const { run, world, cloud } = aWorld({ size: { columns: 100, rows: 30 } });
    const canvas = await world.canvas();
    Object.assign(world, { canvas: async () => ({ ...canvas, draw: closed, keep: closed, clear: closed }) });
    expect(await run('stop', ONE, TWO)).toBe(0);
    expect(stopsIn(cloud.calls)).toHaveLength(2);
  });

  test('of a Ctrl-C ends the run as ever', async () => {
    const { run, world, err } = aWorld({
      machines: { [ONE]: { server: { taskState: 'rebuilding' } } },
      before: (_at, made) => {
        if (!pressed) made.interrupt();
        pressed = true;
      },
    });
    let pressed = false;
    const { output } = world;
    const deaf = {
      ...output,
      err: (line: string) => (line.startsWith('interrupted: nothing new') ? closed() : output.err(line)),
    };
    Object.assign(world, { output: deaf });
    expect(await run('stop', ONE)).toBe(130);
    expect(err.at(-1)).toContain('interrupted; no stop is under way');
  });
});
