import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../local/stack/sandbox.ts';
import { isRunning } from './is-running.ts';

let codeFolder: string;
let sandbox: Sandbox | undefined;

beforeEach(async () => {
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

test('an invocation fails when its answer cannot be written as JSON', async () => {
  expect(await invoked('export const handler = async () => 1n;')).toMatchObject({ errorType: 'TypeError' });
});

test('a sandbox ends with the process that started it, however that ends', async () => {
  const spec = await specOf(`export const handler = () => {
    console.log(process.pid);
    return new Promise(() => setInterval(() => undefined, 1000));
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
  runner.kill('SIGKILL');
  await expect.poll(() => isRunning(Number(line)), { timeout: 5000 }).toBe(false);
});
