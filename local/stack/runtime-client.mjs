// Lambda's side of a function's process: loads the handler, then asks the Runtime API for one event after the other.
// Plain JavaScript, so that a cold start measures the function and not the stripping of types.
import { subscribe } from 'node:diagnostics_channel';
import { existsSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { env } = process;
const [hostname, port] = env.AWS_LAMBDA_RUNTIME_API.split(':');

// The runner holds the other end: when it dies, however it dies, this process does too.
process.stdin.on('end', () => process.exit()).resume();

/** Asks the Runtime API; resolves to headers and body. Not `fetch`: it gives up on a long poll after five minutes. */
const ask = (method, path, body) =>
  new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path: `/2018-06-01/runtime/${path}` }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });

// Requests of the function that are under way, and those that it began after its answer.
const underWay = new Set();
let answered = false;
const late = new Set();
subscribe('http.client.request.created', ({ request }) => {
  if (request.host === hostname && request.getHeader('host') === `${hostname}:${port}`) return;
  const what = `${request.method} ${request.protocol}//${request.getHeader('host')}${request.path}`;
  underWay.add(what);
  if (answered) late.add(what);
  request.once('close', () => underWay.delete(what));
});

const described = (error) =>
  JSON.stringify(
    error instanceof Error
      ? { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] }
      : { errorType: typeof error, errorMessage: String(error), trace: [] },
  );

const load = async () => {
  const dot = env._HANDLER.lastIndexOf('.');
  const base = join(env.LAMBDA_TASK_ROOT, env._HANDLER.slice(0, dot));
  const file = ['.js', '.mjs', '.cjs'].map((end) => base + end).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`Cannot find module '${base}'`);
  const handler = (await import(pathToFileURL(file).href))[env._HANDLER.slice(dot + 1)];
  if (typeof handler !== 'function') throw new Error(`${env._HANDLER} is undefined or not exported`);
  return handler;
};

const contextOf = (headers) => ({
  functionName: env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
  memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
  awsRequestId: headers['lambda-runtime-aws-request-id'],
  invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Number(headers['lambda-runtime-deadline-ms']) - Date.now(),
});

let handler;
try {
  handler = await load();
} catch (error) {
  await ask('POST', 'init/error', described(error));
  process.exit(1);
}

for (;;) {
  const { headers, body } = await ask('GET', 'invocation/next');
  // Of the event before: begun too late to be named then.
  const begun = [...late];
  const invocation = `invocation/${headers['lambda-runtime-aws-request-id']}`;
  try {
    answered = false;
    late.clear();
    const answer = await handler(JSON.parse(body), contextOf(headers));
    // One that is over closes with the next turn of the loop.
    await new Promise(setImmediate);
    answered = true;
    for (const what of underWay) late.add(what);
    await ask('POST', `${invocation}/response`, answer === undefined ? 'null' : JSON.stringify(answer));
  } catch (error) {
    await ask('POST', `${invocation}/error`, described(error));
  }
  // What the handler had planned for this turn of the loop begins before that.
  await new Promise(setImmediate);
  for (const what of [...begun, ...late]) await ask('POST', `${invocation}/left-behind`, what);
  late.clear();
}
