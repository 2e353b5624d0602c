import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { verify } from '../../lib/webhook/verify.ts';
import { NOON } from '../builders.ts';
import { KEY, keysOf, OTHER_KEY } from '../lib/webhook/a-webhook.ts';
import { idOf } from './a-cloud.ts';
import { aTerminal, type TerminalChanges } from './a-terminal.ts';

const BODY = `{"serverIds":["${idOf(1)}"],"dryRun":true}\n`;
const files = { 'body.json': BODY, '-': BODY, 'keys.txt': `${OTHER_KEY}\n${KEY}\n` };
const env = { WEBHOOK_SECRETS: KEY };

const signing = (changes: TerminalChanges = {}) => aTerminal({ files, env, ...changes });

/** Lines of headers as curl reads them. */
const headersIn = (lines: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));

const isVerified = async (headers: Readonly<Record<string, string>>, body: string | Buffer, key = KEY) => {
  const event = { headers, body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
  return (await verify(event, async () => ({ kind: 'keys', keys: keysOf(key) }), { now: () => NOON })).kind;
};

const promised = promisify(execFile);

describe('sign', () => {
  test('The headers that sign prints are accepted by the webhook, and by the library of the standard', async () => {
    const { run, out, err } = signing();
    expect(await run('sign', 'body.json')).toBe(0);
    expect(err).toEqual([]);
    expect(out.map((line) => line.split(':')[0])).toEqual([
      ...['content-type', 'webhook-id', 'webhook-timestamp', 'webhook-signature'],
    ]);
    const headers = headersIn(out);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'webhook-timestamp': String(NOON / 1000) });
    expect(await isVerified(headers, BODY)).toBe('verified');
    const { 'webhook-id': id = '', 'webhook-signature': signature } = headers;
    expect(new Webhook(KEY).sign(id, new Date(NOON), BODY)).toBe(signature);
    expect(await isVerified(headers, BODY.trimEnd())).toBe('refused');
  });

  test('Sign reads standard input when no file is named, and signs each byte of it', async () => {
    const marked = `\uFEFF${BODY}\n`;
    const { run, out } = signing({ files: { '-': marked } });
    expect(await run('sign')).toBe(0);
    expect(await isVerified(headersIn(out), marked)).toBe('verified');
  });

  test('Each signature has an id of its own, unless one is given', async () => {
    const { run, out } = signing();
    for (const options of [[], [], ['--id', 'ticket-4711']]) expect(await run('sign', 'body.json', ...options)).toBe(0);
    const ids = out.filter((line) => line.startsWith('webhook-id: '));
    expect(new Set(ids).size).toBe(3);
    expect(ids[2]).toBe('webhook-id: ticket-4711');
  });

  test('The first key of --key-file signs, whatever WEBHOOK_SECRETS holds, and the file may be a secret in JSON', async () => {
    for (const text of [files['keys.txt'], JSON.stringify({ keys: [OTHER_KEY, KEY] })]) {
      const { run, out } = signing({ files: { ...files, 'keys.txt': text } });
      expect(await run('sign', 'body.json', '--key-file', 'keys.txt')).toBe(0);
      expect(await isVerified(headersIn(out), BODY, OTHER_KEY)).toBe('verified');
      expect(await isVerified(headersIn(out), BODY, KEY)).toBe('refused');
    }
  });

  test('With --json sign prints one object with the headers', async () => {
    const { run, out } = signing();
    expect(await run('sign', 'body.json', '--json')).toBe(0);
    expect(out).toHaveLength(1);
    expect(await isVerified(JSON.parse(out[0] ?? ''), BODY)).toBe('verified');
  });

  test('The line of --curl sends the body that was signed, byte for byte, through a shell', async () => {
    const folder = await mkdtemp(join(tmpdir(), "lights-out 'sign'-"));
    const file = join(folder, 'body of it.json');
    await writeFile(file, `${BODY}\n`);
    const received: { headers: Readonly<Record<string, string>>; body: Buffer }[] = [];
    const server = createServer(async (request, response) => {
      received.push({ headers: request.headers as Record<string, string>, body: await buffer(request) });
      response.end('ok');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    try {
      const { run, out } = signing({ files: { [file]: `${BODY}\n` } });
      expect(await run('sign', file, '--id', "it's", '--curl', `http://127.0.0.1:${port}/stop?a=1&b='2'`)).toBe(0);
      expect(out).toHaveLength(1);
      const sent = await promised('sh', ['-c', out[0] ?? ''], { env: { PATH: process.env.PATH, NO_PROXY: '*' } });
      expect(sent).toEqual({ stdout: 'ok', stderr: '' });
    } finally {
      server.close();
      await rm(folder, { recursive: true });
    }
    const [{ headers, body }] = received as [(typeof received)[number]];
    expect(headers).toMatchObject({ 'webhook-id': "it's", 'content-type': 'application/json' });
    expect(await isVerified(headers, body)).toBe('verified');
  });

  test.each([
    ['{"serverIds":[]}', 'body.json: serverIds: no server IDs given'],
    [`{"serverIds":["${idOf(1)}"],"force":true}`, 'body.json: force: unknown field'],
    [`{"serverIds":["${idOf(1)}"],"requestId":"a"}`, 'body.json: requestId: not allowed in a webhook'],
    [`{"serverIds":["${idOf(1)}"],"serverIds":[]}`, 'body.json: "serverIds": key given twice'],
    ['', 'body.json: not JSON'],
    [`"${'x'.repeat(64 * 1024)}"`, 'body.json: longer than 65536 bytes'],
  ])('A body that the webhook would refuse is not signed: %#', async (text, problem) => {
    const { run, out, err } = signing({ files: { 'body.json': text } });
    expect(await run('sign', 'body.json')).toBe(2);
    expect([out, err]).toEqual([[], [`lights-out: ${problem}`]]);
  });

  test('A body that is not UTF-8 is not signed', async () => {
    const { run, err } = signing({ files: { 'body.latin1': BODY.replace('}', ',"reason":"\u00e4"}') } });
    expect(await run('sign', 'body.latin1')).toBe(2);
    expect(err).toEqual(['lights-out: body.latin1: not UTF-8']);
  });

  const IN_PROCESS_LIST =
    'a key is not taken from the command line, where all users of this machine can read it: use WEBHOOK_SECRETS or --key-file, and replace the key that you typed';
  test.each<[readonly string[], TerminalChanges, string]>([
    [['body.json'], { env: {} }, 'no key: set WEBHOOK_SECRETS, or name a file with --key-file'],
    [
      ['body.json'],
      { env: { WEBHOOK_SECRETS: `${KEY},whsec_?` } },
      'WEBHOOK_SECRETS: not only keys (key 2 is not base64); expected whsec_… or {"keys": ["whsec_…"]}',
    ],
    [['body.json', '--key-file', 'none.txt'], {}, '--key-file: none.txt cannot be read (ENOENT)'],
    [['none.json'], {}, 'the body: none.json cannot be read (ENOENT)'],
    [['--key-file', '-'], {}, '--key-file: standard input is the body already: name a file'],
    [['--curl', 'http://127.0.0.1/stop'], {}, '--curl: name a file: curl cannot read standard input a second time'],
    [['body.json', '--curl', 'example.org/stop'], {}, '--curl: must be an http or https URL'],
    ...['a.b', ' a', '', 'ä', 'a'.repeat(257)].map(
      (id) =>
        [
          ['body.json', '--id', id],
          {},
          '--id: must be 1 to 256 printable ASCII characters, without a dot and without a blank at its ends',
        ] as const satisfies [readonly string[], TerminalChanges, string],
    ),
    [[KEY], {}, IN_PROCESS_LIST],
    [['body.json', '--key', KEY], {}, IN_PROCESS_LIST],
    [['body.json', `--key=${KEY}`], {}, IN_PROCESS_LIST],
    [['body.json', '--key-file', KEY], {}, IN_PROCESS_LIST],
    [['body.json', '--id', KEY], {}, IN_PROCESS_LIST],
  ])('Sign refuses %j in one line, without a word of the key', async (args, changes, problem) => {
    const { run, out, err } = signing(changes);
    expect(await run('sign', ...args)).toBe(2);
    expect([out, err]).toEqual([[], [`lights-out: ${problem}`]]);
  });

  test.each([
    ['body.json', KEY],
    ['body.json', `--secret=${KEY}`],
    ['body.json', '--json', '--curl', KEY],
    ['body.json', `--json=${KEY}`],
  ])('No usage error repeats a key that was typed: %#', async (...args) => {
    const { run, out, err } = signing();
    expect(await run('sign', ...args)).toBe(2);
    expect(out).toEqual([]);
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(/^lights-out: /);
    expect(err.join()).not.toContain(KEY.slice(6, 14));
  });
});
