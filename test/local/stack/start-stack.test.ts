import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Stack } from '../../../local/stack/stack.ts';
import { startStack } from '../../../local/stack/start-stack.ts';
import { isRunning } from './is-running.ts';
import { type Lines, linesOfStack } from './lines.ts';
import { packagedExample } from './packaged-example.ts';

let example: { readonly folder: string; readonly template: string };
let lines: Lines;
let stack: Stack;

beforeAll(async () => {
  example = await packagedExample();
}, 30_000);
afterAll(() => rm(example.folder, { recursive: true }));

beforeEach(async () => {
  vi.stubEnv('OF_THE_RUNNER', 'not for a function');
  lines = linesOfStack();
  stack = await startStack({
    template: example.template,
    functionEnvironment: { queue: {}, webhook: { GIVEN: undefined, LAID_OVER: 'yes' } },
    environment: { FOR_ALL: 'everybody' },
    onLine: lines.take,
  });
});
afterEach(() => stack.stop());

const order = (name: string, rest: object = {}): string => JSON.stringify({ name, ...rest });
const post = (target: string, init: RequestInit = {}): Promise<Response> =>
  fetch(new URL(target, stack.httpUrl), { method: 'POST', signal: AbortSignal.timeout(10_000), ...init });
// The route gives up after a second, which a cold start may take on a busy machine.
const awake = () => expect.poll(async () => (await post('/stop')).status).toBe(202);

test('the stack delivers a message once and deletes it when its function reports no failure', async () => {
  await stack.send(order('good'));
  expect(await lines.until({ name: 'good' })).toMatchObject({ functionName: 'queue', receiveCount: 1 });
  await expect.poll(stack.depth).toEqual({ visible: 0, inFlight: 0 });
});

test('the stack redelivers only the messages of a batch that were reported as failed', async () => {
  await Promise.all([stack.send(order('good')), stack.send(order('bad', { failures: 1 }))]);
  await lines.until({ name: 'bad', receiveCount: 2 });
  await expect.poll(stack.depth).toEqual({ visible: 0, inFlight: 0 });
  expect(lines.all.filter((line) => line.name === 'good')).toHaveLength(1);
});

test('the stack redelivers the whole batch of a function that throws, and logs the error', async () => {
  await stack.send(order('thrown', { failures: 1, by: 'throw' }));
  expect(await lines.until({ type: 'platform.report' })).toMatchObject({
    record: { status: 'failed', errorType: 'Error', errorMessage: 'told to throw by thrown' },
  });
  await lines.until({ name: 'thrown', receiveCount: 2 });
});

test('a message that fails repeatedly is moved by the redrive policy', async () => {
  const messageId = await stack.send(order('poison', { failures: 100 }));
  await expect
    .poll(stack.deadLetters)
    .toEqual([{ messageId, body: order('poison', { failures: 100 }), attributes: {} }]);
  // Each delivery may meet another process, and the lines of two processes come in any order.
  expect(lines.all.map((line) => Number(line.receiveCount)).toSorted()).toEqual([1, 2, 3]);
});

test('the stack kills a function at its timeout and continues in a new process', async () => {
  await stack.send(order('hung', { failures: 1, by: 'hang' }));
  const first = await lines.until({ name: 'hung', receiveCount: 1 });
  expect(await lines.until({ type: 'platform.report' })).toMatchObject({
    record: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 1.00 seconds' },
  });
  const second = await lines.until({ name: 'hung', receiveCount: 2 });
  expect(second.pid).not.toBe(first.pid);
  await expect.poll(() => isRunning(Number(first.pid))).toBe(false);
});

test('a process that exits makes its whole batch fail', async () => {
  await stack.send(order('gone', { failures: 1, by: 'exit' }));
  expect(await lines.until({ type: 'platform.report' })).toMatchObject({
    record: { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with error: exit status 3' },
  });
  await lines.until({ name: 'gone', receiveCount: 2 });
});

test('the stack passes a request to the function of its route, and returns its answer', async () => {
  await awake();
  const answer = await post('/stop?a=b', { body: '{"a":1}', headers: { 'Content-Type': 'application/json' } });
  expect(answer.status).toBe(202);
  expect(answer.headers.get('content-type')).toBe('application/json');
  const { event } = JSON.parse(await answer.text());
  expect(event).toMatchObject({ version: '2.0', routeKey: 'POST /stop', rawQueryString: 'a=b', body: '{"a":1}' });
});

test('the HTTP API answers for a function that throws, one that takes too long, and an unknown route', async () => {
  await awake();
  expect((await post('/stop?throw')).status).toBe(500);
  expect((await post('/stop?hang')).status).toBe(503);
  expect((await post('/stop/it')).status).toBe(404);
  expect((await fetch(new URL('/stop', stack.httpUrl))).status).toBe(404);
});

test('a function has the environment of the template, of Lambda and of the options, and nothing of the runner’s own', async () => {
  await awake();
  const { environment } = JSON.parse(await (await post('/stop')).text());
  expect(environment).toMatchObject({
    LAID_OVER: 'yes',
    FOR_ALL: 'everybody',
    AWS_ENDPOINT_URL_SQS: stack.awsEnvironment.AWS_ENDPOINT_URL_SQS,
    AWS_LAMBDA_FUNCTION_NAME: 'example-dev-webhook',
    _HANDLER: 'dist/webhook/index.handler',
  });
  expect(environment).not.toHaveProperty('GIVEN');
  expect(environment).not.toHaveProperty('OF_THE_RUNNER');
});

test('a schedule fires as often as requested, each time with the same ARN and scheduled time', async () => {
  expect(stack.schedules).toEqual(['nightly', 'weekly']);
  await stack.fireSchedule('nightly', Date.UTC(2026, 0, 2, 20), 2);
  const fired = {
    arn: 'arn:aws:scheduler:eu-central-1:000000000000:schedule/lights-out-dev/nightly',
    at: '2026-01-02T20:00:00Z',
  };
  await expect.poll(() => lines.all.filter((line) => line.arn === fired.arn && line.at === fired.at)).toHaveLength(2);
  await expect(stack.fireSchedule('monthly', 0)).rejects.toThrow('no schedule monthly');
});

test('a schedule that cannot be delivered leaves the call in the dead-letter queue, its keywords replaced or not', async () => {
  const input = (arn: string, at: string) => JSON.stringify({ name: 'scheduled', arn, at });
  const arn = 'arn:aws:scheduler:eu-central-1:000000000000:schedule/lights-out-dev/nightly';
  const at = '2026-01-02T20:00:00Z';
  await stack.failSchedule('nightly', Date.parse(at), 'left');
  await stack.failSchedule('nightly', Date.parse(at), 'replaced');
  const letters = await stack.deadLetters();
  expect(letters.map(({ body }) => JSON.parse(body))).toEqual([
    { MessageBody: input('<aws.scheduler.schedule-arn>', '<aws.scheduler.scheduled-time>'), QueueUrl: stack.queueUrl },
    { MessageBody: input(arn, at), QueueUrl: stack.queueUrl },
  ]);
  for (const { attributes } of letters)
    expect(attributes).toEqual({
      ERROR_CODE: 'AWS.SimpleQueueService.NonExistentQueue',
      ERROR_MESSAGE: expect.any(String),
      EXECUTION_ID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      IS_PAYLOAD_TRUNCATED: 'false',
      RETRY_ATTEMPTS: '0',
      SCHEDULED_TIME: at,
      SCHEDULE_ARN: arn,
      TARGET_ARN: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage',
    });
  await expect(stack.failSchedule('weekly', 0, 'left')).rejects.toThrow('schedule weekly has no dead-letter queue');
});

test('stopping the stack ends every process, even a busy one', async () => {
  await stack.send(order('hung', { failures: 9, by: 'hang' }));
  const { pid } = await lines.until({ name: 'hung' });
  await stack.stop();
  await expect.poll(() => isRunning(Number(pid))).toBe(false);
});

test('the stack refuses an environment for a function that the template does not have', async () => {
  const wrong = { template: example.template, functionEnvironment: { queues: {} } };
  await expect(startStack(wrong)).rejects.toThrow('no function queues, only queue, webhook');
});
