import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { rightsFindings } from '../../cli/check/check-rights.ts';
import { readRates } from '../../cli/report/rates/read-rates.ts';
import { deployerPolicy } from '../../deploy/deployer/policy.ts';
import { withCalendars } from '../../deploy/read-calendars.ts';
import { readSchedules } from '../../deploy/read-schedules.ts';
import { parseMessage } from '../../lib/message/message.ts';
import { parseClouds } from '../../lib/openstack/config/load.ts';
import type { AccessRule } from '../../lib/openstack/keystone/token-owner.ts';
import { type HttpEvent, verify } from '../../lib/webhook/verify.ts';
import { NOON, TIMING } from '../builders.ts';
import { originOf } from '../lib/aws/embedded-dynamo.ts';
import { keysOf } from '../lib/webhook/a-webhook.ts';
import { ROOT, read } from './documents.ts';
import { notInstalled } from './recipe-page.ts';

// Each file of examples/, read by the code that reads it in production.

const run = promisify(execFile);
const json = async (name: string) => JSON.parse(await read(`examples/${name}`));

const readAsMessage = (body: string) =>
  parseMessage(body, {
    messageId: 'sqs-1',
    sentAt: NOON,
    now: NOON,
    attributes: {},
    timing: TIMING,
    defaultCloud: 'openstack',
  });

test('The example message is a stop request that rehearses', async () => {
  expect(readAsMessage(await read('examples/message.json'))).toMatchObject({
    kind: 'request',
    request: { dryRun: true, cloud: 'openstack', notAfter: NOON + 2 * 3_600_000 },
  });
});

const NO_KEY = `whsec_${Buffer.from('this is not a real key, only a test').toString('base64')}`;

/** Runs a command with the webhook's address, and gives the call that arrives there. */
const callOf = async (command: string, file: string): Promise<HttpEvent> => {
  let event: HttpEvent | undefined;
  const server = createServer(async (request, response) => {
    const body = (await buffer(request)).toString('base64');
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    event = { headers, body, isBase64Encoded: true };
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const env = {
      ...process.env,
      URL: `${originOf(server)}/stop`,
      KEY: NO_KEY,
      ID: 'ticket-4711',
      no_proxy: '127.0.0.1',
    };
    await run(command, [fileURLToPath(new URL(`examples/${file}`, ROOT))], { env });
  } finally {
    server.close();
  }
  return event ?? expect.fail('no call');
};

test.for([
  { file: 'signed-call.sh', command: 'sh', needed: ['openssl', 'curl', 'od'] },
  { file: 'signed-call.mjs', command: process.execPath, needed: [] },
] as const)(
  'The call of $file is signed as the webhook verifies it, and rehearses',
  { timeout: 30_000 },
  async ({ file, command, needed }, { skip }) => {
    const missing = notInstalled(...needed);
    skip(missing !== undefined, missing);
    const event = await callOf(command, file);
    const clock = { now: Date.now };
    const checked = await verify(event, async () => ({ kind: 'keys', keys: keysOf(NO_KEY) }), clock);
    if (checked.kind !== 'verified') return expect.fail(`${checked.kind}`);
    expect(checked.signed.webhookId).toBe('ticket-4711');
    expect(event.headers['content-type']).toBe('application/json');
    expect(readAsMessage(checked.signed.text)).toMatchObject({ kind: 'request', request: { dryRun: true } });
    const otherKey = keysOf(`whsec_${Buffer.from('another key that is not real').toString('base64')}`);
    expect(await verify(event, async () => ({ kind: 'keys', keys: otherKey }), clock)).toMatchObject({
      status: 401,
    });
  },
);

test('The example of the clouds secret is read without a problem', async () => {
  const unread = async () => expect.fail('the secret names a file');
  const { clouds, problems } = await parseClouds(await read('examples/clouds.json'), {
    homeDir: '/',
    readText: unread,
  });
  expect(problems).toEqual([]);
  expect([...clouds.keys()]).toEqual(['openstack']);
});

test('The example access rules allow a stop and no more than it needs', async () => {
  const rules: readonly AccessRule[] = await json('access-rules.json');
  const rights = {
    user: 'u',
    project: 'p',
    roles: ['server_stopper'],
    admin: false,
    allowAdmin: false,
    seesOthers: false,
  };
  const credential = { unrestricted: false, rules };
  const stopPath = '/v2.1/servers/00000000-0000-0000-0000-000000000000/action';
  expect(rightsFindings({ ...rights, credential, stopPath })).toMatchObject([{ mark: 'good' }]);
  // The table of calls names each of them, but for the login.
  const page = await read('docs/credentials.md');
  const calls = [...page.matchAll(/^\| `(GET|POST) (\/v2\.1\/[^`]*)`.*$/gm)];
  const paths = calls.flatMap(([row, method, path = '']) => {
    const all = row.includes('`…/{request id}`') ? [path, `${path}/*`] : [path];
    return all.map((one) => ({ service: 'compute', method, path: one.replace('{id}', '*') }));
  });
  expect(rules.toSorted(byPath)).toEqual(paths.toSorted(byPath));
});

const byPath = (a: { readonly path: string }, b: { readonly path: string }): number => a.path.localeCompare(b.path);

test('The example policy of Nova gives the role what the table of calls needs', async () => {
  const policy: Record<string, string> = parse(await read('examples/nova-policy.yaml'));
  expect(Object.keys(policy)).toEqual([
    'os_compute_api:servers:show',
    'os_compute_api:servers:stop',
    'os_compute_api:os-instance-actions:list',
    'os_compute_api:os-instance-actions:show',
  ]);
  for (const rule of Object.values(policy))
    expect(rule).toMatch(/ or \(role:server_stopper and project_id:%\(project_id\)s\)$/);
});

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string;
}

/** The parts of a policy of examples/; every statement allows something. */
const allowedBy = async (name: string): Promise<readonly (readonly [action: string, resource: string])[]> => {
  const policy: { readonly Version: string; readonly Statement: readonly Statement[] } = await json(name);
  expect(policy.Version).toBe('2012-10-17');
  return policy.Statement.flatMap(({ Effect, Action, Resource }) => {
    expect(Effect).toBe('Allow');
    return [Action].flat().map((action) => [action, Resource] as const);
  });
};

const HERE = ':eu-central-1:111122223333:';
const KEY = `arn:aws:kms${HERE}key/00000000-0000-0000-0000-000000000000`;
const queueArn = (name: string): string => `arn:aws:sqs${HERE}lights-out-prod-${name}`;

test('The IAM policy sender-policy.json allows the actions that docs/operations.md names beside it, each on one resource', async () => {
  const allowed = await allowedBy('sender-policy.json');
  const page = await read('docs/operations.md');
  const paragraph = page.split('\n\n').find((one) => one.includes('examples/sender-policy.json')) ?? '';
  const onPage = [...paragraph.matchAll(/`((?:sqs|kms):\w+)`/g)].map(([, action]) => action);
  expect(new Set(allowed.map(([action]) => action))).toEqual(new Set(onPage));
  for (const [action, resource] of allowed) expect(resource).toBe(action.startsWith('kms:') ? KEY : queueArn('stop'));
});

test('The example policy of a deployer is what npm run deployer-policy prints', async () => {
  const place = { service: 'lights-out', stage: 'prod', region: 'eu-central-1', account: '111122223333' };
  expect(await json('deployer-policy.json')).toEqual(deployerPolicy(place));
});

test('The example schedule chooses servers, rehearses, and is excepted on the days of the example calendar and its own', async () => {
  const found = readSchedules('schedules.yml', await read('examples/schedules.yml'), { minMs: 1, maxMs: 2 });
  if (found.kind === 'problems') return expect.fail(found.problems.join('\n'));
  expect(await read('examples/holidays.ics')).toContain('\r\n');
  const folder = fileURLToPath(new URL('examples/', ROOT));
  const { schedules, problems } = await withCalendars(folder, found.schedules, Date.parse('2026-12-01T12:00:00Z'));
  expect(problems).toEqual([]);
  expect(schedules).toMatchObject([
    { dryRun: true, atMost: 40, select: { tags: ['env=dev'], except: { tags: ['keep'] } } },
  ]);
  const whys = new Set(schedules[0]?.calendar?.spans.map(({ why }) => why));
  const company = 'Company day, nobody is at work but the machines are';
  expect(whys).toEqual(new Set(['Christmas', '2027-01-01', 'release week', 'Labour Day', company]));
});

test('The example of a rates file is read without a problem, and uses every field', async () => {
  const text = await read('examples/rates.yml');
  const found = readRates('rates.yml', text);
  if (found.kind === 'problems') return expect.fail(found.problems.join('\n'));
  const { flavors, servers } = found.rates;
  const fields = [...flavors.values(), ...servers.values()].flatMap((rate) => Object.keys(rate));
  expect(new Set(fields)).toEqual(new Set(['pricePerHour', 'currency', 'watts', 'chargedWhenOff']));
  const [, block = ''] = /```yaml\n([\s\S]*?)```/.exec(await read('docs/report.md')) ?? [];
  expect(readRates('docs/report.md', block)).toMatchObject({ kind: 'rates' });
});

test('Every example has its line in examples/README.md and is read by this test', async () => {
  const files = (await readdir(new URL('examples/', ROOT))).filter((file) => file !== 'README.md');
  const page = await read('examples/README.md');
  const here = await read('test/docs/examples.test.ts');
  expect(new Set([...page.matchAll(/\]\(([\w.-]+)\)/g)].map(([, file]) => file))).toEqual(new Set(files));
  for (const file of files) expect(here).toContain(file);
});
