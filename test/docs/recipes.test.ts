import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { COMMAND } from '../../cli/terminal/terminal.ts';
import { createWebhook } from '../../lib/webhook/create-webhook.ts';
import { TIMING } from '../builders.ts';
import { originOf } from '../lib/aws/embedded-dynamo.ts';
import { aContextOfLambda, KEY, keysOf } from '../lib/webhook/a-webhook.ts';
import { anEvening, type Evening } from './an-evening.ts';
import { read } from './documents.ts';
import { QUEUE_RECIPES } from './queue-recipes.ts';
import { EVENT_RECIPE, HEADINGS, notInstalled, PAGE, recipe, SERVER, withoutDryRun } from './recipe-page.ts';

// The recipes as they are on the page, against the webhook, the worker and the simulated cloud.

const run = promisify(execFile);
const START = fileURLToPath(new URL('../../cli/lights-out.mjs', import.meta.url));

/** The webhook's function behind a server of its own: what it takes goes into the evening's queue. */
const listen = async ({ clock, ledger: receipts, intents }: Evening) => {
  const webhook = createWebhook({
    receipts,
    intents,
    // No recipe selects.
    requests: { send: async () => ({ kind: 'unavailable', because: 'no queue for whole requests' }) },
    rollCalls: { send: async () => ({ kind: 'sent' }) },
    atMostPerRequest: 1_000,
    keys: async () => ({ kind: 'keys', keys: keysOf(KEY) }),
    clock,
    rules: { timing: TIMING, defaultCloud: 'stopper' },
    report: () => {},
  });
  const server = createServer(async (request, response) => {
    const body = (await buffer(request)).toString('base64');
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const answer = await webhook({ headers, body, isBase64Encoded: true }, aContextOfLambda());
    response.writeHead(answer.statusCode, { ...answer.headers }).end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lights-out-recipes-'));
});
afterAll(() => rm(folder, { recursive: true }));

let evening: Evening;
beforeEach(async () => {
  evening = await anEvening(SERVER, Date.now());
});
afterEach(() => evening.close());

const SIGNING = [
  { heading: 'By hand', file: 'recipe.sh', command: 'sh', args: ['recipe.sh'], needed: ['curl'] },
  {
    heading: 'Shell',
    file: 'signed-call.sh',
    command: 'sh',
    args: ['signed-call.sh'],
    needed: ['openssl', 'curl', 'od'],
  },
  { heading: 'Node', file: 'signed-call.mjs', command: process.execPath, args: ['signed-call.mjs'], needed: [] },
  { heading: 'Python', file: 'recipe.py', command: 'python3', args: ['recipe.py'], needed: ['python3'] },
  { heading: 'Go', file: 'recipe.go', command: './recipe', args: [], needed: ['go'] },
] as const;

// npm finds the command in the checkout only, and the recipe writes a file.
const asHere = (text: string): string => text.replaceAll(COMMAND, `'${process.execPath}' '${START}'`);

/** The file that the page links to under a heading, or else the recipe on the page; but that it stops. */
const textOf = async (heading: string, file: string): Promise<string> =>
  PAGE.includes(`### ${heading}\n\n[\`examples/${file}\`]`)
    ? withoutDryRun(await read(`examples/${file}`))
    : asHere(recipe(heading));

test.for(SIGNING)(
  'the signed recipe in $heading stops a server, and stops nothing when called again after a restart',
  {
    timeout: 180_000,
  },
  async ({ heading, file, command, args, needed }, { skip }) => {
    const missing = notInstalled(...needed);
    skip(missing !== undefined, missing);
    await writeFile(join(folder, file), await textOf(heading, file));
    if (heading === 'Go') await run('go', ['build', '-o', 'recipe', file], { cwd: folder });
    const server = await listen(evening);
    const env = {
      ...process.env,
      URL: `${originOf(server)}/stop`,
      KEY,
      WEBHOOK_SECRETS: KEY,
      ID: 'ticket-4711',
      no_proxy: '127.0.0.1',
    };
    const call = async (): Promise<unknown> => {
      // The recipe signs by this machine's time, which the evening's must not be behind.
      evening.until(Date.now());
      const { stdout } = await run(command, args, { cwd: folder, env });
      await evening.take();
      return JSON.parse(stdout);
    };
    try {
      const answer = await call();
      expect(answer).toMatchObject({ requestId: 'ticket-4711', servers: 1 });
      expect(evening.server()).toEqual({ vmState: 'stopped', stops: 1 });
      evening.restart();
      expect(await call()).toEqual(answer);
      expect(evening.server()).toEqual({ vmState: 'active', stops: 1 });
      expect(evening.letters).toEqual([]);
    } finally {
      server.close();
    }
  },
);

test('every recipe of the page is run by a test', () => {
  const ofSenders = QUEUE_RECIPES.map(({ heading }) => heading);
  const headings = [...SIGNING.map(({ heading }) => heading), ...new Set(ofSenders), EVENT_RECIPE];
  expect(HEADINGS.toSorted()).toEqual(headings.toSorted());
});

test('every recipe of the page is a dry run until its reader removes that', () => {
  const blocks = PAGE.match(/```[a-z]+\n[\s\S]*?```/g) ?? [];
  expect(blocks.filter((block) => block.includes('serverIds') && !/"?dryRun"?: ?[tT]rue/.test(block))).toEqual([]);
});
