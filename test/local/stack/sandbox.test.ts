import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../local/stack/sandbox.ts';
import { isRunning } from './is-running.ts';

let codeFolder: string;
let leftBehind: string[] = [];
let sandbox: Sandbox | undefined;

beforeEach(async () => {
  leftBehind = [];
  codeFolder = await mkdtemp(join(tmpdir(), 'lights-out-sandbox-'));
});
afterEach(async () => {
  sandbox?.kill();
  await rm(codeFolder, { recursive: true });
});

const specOf = async (code: string, handler = 'index.handler') => {
  await writeFile(join(codeFolder, 'index.mjs'), code);
  return {
    codeFolder,
    environment: { _HANDLER: handler, LAMBDA_TASK_ROOT: codeFolder, AWS_LAMBDA_FUNCTION_NAME: 'example' },
    functionArn: 'arn:function',
    timeoutMs: 2000,
    onLine: () => undefined,
    onLeftBehind: (what: string) => void leftBehind.push(what),
  };
};
const invoked = async (code: string, handler?: string) => {
  sandbox = await startSandbox(await specOf(code, handler));
  return sandbox.invoke('{"n":1}');
};

test('a sandbox answers with the handler’s result, and keeps its process for the next event', async () => {
  const first = await invoked('let calls = 0; export const handler = async (event) => ({ ...event, calls: ++calls });');
  expect(first).toEqual({ kind: 'answered', payload: '{"n":1,"calls":1}' });
  expect(await sandbox?.invoke('{"n":2}')).toEqual({ kind: 'answered', payload: '{"n":2,"calls":2}' });
});

test('a sandbox answers null for a handler that returns nothing', async () => {
  expect(await invoked('export const handler = async () => {};')).toEqual({ kind: 'answered', payload: 'null' });
});

test('a sandbox gives the handler a context with its name and the time left', async () => {
  const code = `export const handler = async (_, context) =>
    [context.functionName, context.invokedFunctionArn, context.getRemainingTimeInMillis() > 1000 && context.getRemainingTimeInMillis() <= 2000];`;
  expect(await invoked(code)).toEqual({ kind: 'answered', payload: '["example","arn:function",true]' });
});

test.each([
  [
    'that cannot be loaded',
    'throw new TypeError("broken");',
    'index.handler',
    { errorType: 'TypeError', errorMessage: 'broken' },
  ],
  [
    'that is not exported',
    'export const other = 1;',
    'index.handler',
    { errorMessage: 'index.handler is undefined or not exported' },
  ],
  ['whose file is missing', '', 'dist/index.handler', { errorMessage: expect.stringContaining('Cannot find module') }],
])('an invocation fails with the error of a handler %s', async (_, code, handler, failure) => {
  expect(await invoked(code, handler)).toMatchObject({ kind: 'failed', ...failure });
  expect(sandbox?.alive()).toBe(false);
});

test('a sandbox kills a process that is blocked beyond its timeout, and the invocation fails', async () => {
  const code = 'export const handler = async () => { for (;;); };';
  expect(await invoked(code)).toMatchObject({ kind: 'failed', errorType: 'Sandbox.Timedout' });
  expect(sandbox?.alive()).toBe(false);
});

/** The state of a process as `ps` has it: `T` is stopped. */
const stateOf = async (pid: number): Promise<string> =>
  (await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)])).stdout.slice(0, 1);
const pidOf = (invocation: Awaited<ReturnType<typeof invoked>>): number =>
  invocation.kind === 'answered' ? Number(invocation.payload) : 0;

test('a sandbox stops its process between two events, and continues it with the next', async () => {
  const pid = pidOf(await invoked('export const handler = async () => process.pid;'));
  await expect.poll(() => stateOf(pid)).toBe('T');
  expect(await sandbox?.invoke('{}')).toEqual({ kind: 'answered', payload: String(pid) });
  await expect.poll(() => stateOf(pid)).toBe('T');
});

test('a sandbox kills a process that is stopped', async () => {
  const pid = pidOf(await invoked('export const handler = async () => process.pid;'));
  await expect.poll(() => stateOf(pid)).toBe('T');
  sandbox?.kill();
  await expect.poll(() => isRunning(pid)).toBe(false);
});

const CALLER = `import http from 'node:http';
  const server = http.createServer((_, response) => response.end());
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const call = () => new Promise((resolve) => {
    http.get({ host: '127.0.0.1', port: server.address().port, path: '/stop' }, (response) => response.resume().on('end', resolve));
  });`;

test('a sandbox names the call that a handler did not wait for', async () => {
  await invoked(`${CALLER} export const handler = async () => { call(); };`);
  await expect.poll(() => leftBehind).toEqual([expect.stringMatching(/^GET http:\/\/127\.0\.0\.1:\d+\/stop$/)]);
});

test('a sandbox names a call that begins after the answer', async () => {
  await invoked(`${CALLER} export const handler = async () => { setImmediate(() => setImmediate(call)); };`);
  await expect.poll(() => leftBehind).toHaveLength(1);
});

test('a sandbox names no call that a handler waited for', async () => {
  const code = `${CALLER} export const handler = async () => { await Promise.all([call(), call()]); return process.pid; };`;
  const pid = pidOf(await invoked(code));
  await expect.poll(() => stateOf(pid)).toBe('T');
  expect(leftBehind).toEqual([]);
});

test('an invocation fails when its answer cannot be written as JSON', async () => {
  expect(await invoked('export const handler = async () => 1n;')).toMatchObject({ errorType: 'TypeError' });
});

test.each([
  ['is busy', 'new Promise(() => setInterval(() => undefined, 1000))'],
  ['is stopped between two events', 'Promise.resolve()'],
])('a sandbox that %s ends with the process that started it, however that ends', async (_, answer) => {
  const spec = await specOf(`export const handler = () => {
    console.log(process.pid);
    return ${answer};
  };`);
  const runner = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { startSandbox } from ${JSON.stringify(fileURLToPath(new URL('../../../local/stack/sandbox.ts', import.meta.url)))};
       const sandbox = await startSandbox({ ...${JSON.stringify(spec)}, onLine: (line) => console.log(line) });
       await sandbox.invoke('{}');`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = await once(createInterface({ input: runner.stdout }), 'line');
  if (answer === 'Promise.resolve()') await expect.poll(() => stateOf(Number(line))).toBe('T');
  runner.kill('SIGKILL');
  await expect.poll(() => isRunning(Number(line)), { timeout: 5000 }).toBe(false);
});
