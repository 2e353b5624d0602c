import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ownFolder } from '../../../local/stack/own-folder.ts';

const MODULES = ['../../../local/stack/own-folder.ts', '../../../local/leave.ts'].map(
  (path) => new URL(path, import.meta.url).href,
);

test('a temporary folder is gone once it is removed', async () => {
  const folder = ownFolder('lights-out-test-');
  expect(existsSync(folder.path)).toBe(true);
  await folder.remove();
  expect(existsSync(folder.path)).toBe(false);
});

/** A process with a folder that gets the signal of a terminal, twice, as npm hands it on. */
const interrupted = async (signal: string): Promise<{ code: number; path: string; said: string }> => {
  const [folders, leave] = MODULES;
  const script = `
    const { ownFolder } = await import(${JSON.stringify(folders)});
    const leaving = (await import(${JSON.stringify(leave)})).leaveOnSignals();
    leaving.say('Interrupted.');
    process.stdout.write(ownFolder('lights-out-test-').path);
    setInterval(() => {}, 1000);
    process.kill(process.pid, '${signal}');
    process.kill(process.pid, '${signal}');`;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const { code, stdout, stderr } = Object(await run.catch((error: unknown) => error));
  return { code, path: stdout, said: stderr.trim() };
};

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])('%s ends the process with one sentence and leaves no folder', async (signal, exitCode) => {
  const { code, path, said } = await interrupted(signal);
  expect({ code, said }).toEqual({ code: exitCode, said: 'Interrupted.' });
  expect(path).toContain('lights-out-test-');
  expect(existsSync(path)).toBe(false);
});
