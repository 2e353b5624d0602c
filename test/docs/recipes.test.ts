import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseRequestBody } from '../../lib/message/request-body.ts';
import { systemClock } from '../../lib/system-clock.ts';
import { checkSigned } from '../../lib/webhook/signed.ts';
import { KEY, keysOf } from '../lib/webhook/a-webhook.ts';

// The recipes as they stand on the page, against the webhook's own check of a signature.

const run = promisify(execFile);
const there = (command: string): boolean => spawnSync(command, ['version']).error === undefined;

let server: Server;
let folder: string;
let page: string;
beforeAll(async () => {
  page = await readFile(new URL('../../docs/recipes.md', import.meta.url), 'utf8');
  folder = await mkdtemp(join(tmpdir(), 'lights-out-recipes-'));
  server = createServer(async (request, response) => {
    const body = await buffer(request);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const event = { headers, body: body.toString('base64'), isBase64Encoded: true };
    const keys = async () => ({ kind: 'keys', keys: keysOf(KEY) }) as const;
    const checked = await checkSigned(event, keys, systemClock);
    const answer =
      checked.kind === 'signed'
        ? { id: checked.signed.webhookId, parsed: parseRequestBody(JSON.parse(checked.signed.text)).kind }
        : checked;
    response.end(JSON.stringify({ ...answer, type: headers['content-type'] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const recipe = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? expect.fail(`no recipe in ${language}`);

test.for([
  { language: 'sh', command: 'sh', args: ['recipe.sh'], needed: ['openssl', 'curl', 'od'] },
  { language: 'js', command: process.execPath, args: ['recipe.mjs'], needed: [] },
  { language: 'python', command: 'python3', args: ['recipe.py'], needed: ['python3'] },
  { language: 'go', command: 'go', args: ['run', 'recipe.go'], needed: ['go'] },
])(
  'the recipe in $language signs so that the webhook takes it, the same event again too',
  { timeout: 60_000 },
  async ({ language, command, args, needed }, { skip }) => {
    const missing = needed.filter((tool) => !there(tool));
    skip(missing.length > 0, `not here: ${missing.join(', ')}`);
    await writeFile(join(folder, args.at(-1) ?? ''), recipe(language));
    const { port } = server.address() as AddressInfo;
    const env = { ...process.env, URL: `http://127.0.0.1:${port}/stop`, KEY, ID: 'ticket-4711', no_proxy: '127.0.0.1' };
    for (let time = 0; time < 2; time += 1) {
      const { stdout } = await run(command, args, { cwd: folder, env });
      expect(JSON.parse(stdout)).toEqual({ id: 'ticket-4711', parsed: 'parsed', type: 'application/json' });
    }
  },
);
