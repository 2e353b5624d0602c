import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { COMMAND } from '../../cli/terminal/terminal.ts';

const MAIN = fileURLToPath(new URL('../../local/main.ts', import.meta.url));
const ID = '3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f';

const start = async (...args: readonly string[]) => {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { PATH: process.env.PATH, OS_CLOUD: 'otc' } });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, err, code };
};

test.each([
  ['--servers', ID],
  [`--servers=${ID},${ID}`],
  ['--stay', '--servers'],
  ['stop', ID],
  // What `npm start --servers ID` leaves of it.
  [ID],
])(
  'a night with %s %s is refused in one line that names the command, and nothing is started',
  async (...args) => {
    const { out, err, code } = await start(...args);
    expect([out, code]).toEqual(['', 2]);
    expect(err.trim().split('\n')).toEqual([expect.stringMatching(/^lights-out: .*; nothing was started\. /)]);
    expect(err).toContain(`${COMMAND} stop ID…`);
  },
  30_000,
);

test('the help of the night names the command for a cloud of one’s own, and no option that takes servers', async () => {
  const { out, err, code } = await start('--help');
  expect([err, code]).toEqual(['', 0]);
  expect(out).toContain(`Your own cloud: ${COMMAND} check`);
  expect(out).not.toContain('--servers');
}, 30_000);
