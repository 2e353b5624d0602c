import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseMessage } from '../../lib/message/message.ts';
import { NOON, TIMING } from '../builders.ts';
import { read } from './documents.ts';
import { type ForkedAws, forkedAws, hasAwsCli } from './forked-aws.ts';
import { notInstalled, SERVER } from './recipe-page.ts';
import { type MotoStack, stackOnMoto } from './stack-on-moto.ts';

const blocksOf = (page: string): readonly string[] =>
  [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);

const PAGE = await read('docs/runbook.md');
const BLOCKS = blocksOf(PAGE);
const SMOKE = blocksOf(await read('docs/smoke-test.md'));
const [SETUP = ''] = BLOCKS;

/** The block that has these words, as it is printed. */
const blockOf = (blocks: readonly string[], words: string): string =>
  blocks.find((block) => block.includes(words)) ?? expect.fail(words);
const blockWith = (words: string): string => blockOf(BLOCKS, words);

const LINES = [
  { message: 'outcome', serverId: SERVER, outcome: 'stopped', reason: null },
  { message: 'outcome', serverId: 'another', outcome: 'stopped', reason: null },
];

let stack: MotoStack | undefined;
let aws: ForkedAws | undefined;
let outputs = '';
const missing =
  notInstalled('bash', 'aws', 'moto_server', 'awk') ?? (hasAwsCli() ? undefined : 'not installed: awscli of Python');

const running = (): MotoStack => stack ?? expect.fail('no stack');

/** The blocks in one shell of bash, with the outputs as the first block reads them. */
const typed = async (...blocks: readonly string[]): Promise<string> => {
  const known = outputs === '' ? SETUP : SETUP.replace(/^OUTPUTS=.*$/m, 'OUTPUTS=$KNOWN_OUTPUTS');
  const script = ['set -euo pipefail', aws?.shell, known, ...blocks].join('\n');
  const env = { ...process.env, ...stack?.environment, KNOWN_OUTPUTS: outputs, HOME: '/nonexistent' };
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { env });
  return stdout;
};

beforeAll(async () => {
  if (missing !== undefined) return;
  stack = await stackOnMoto(LINES);
  aws = await forkedAws(running().environment);
  outputs = await typed('printf %s "$OUTPUTS"');
}, 60_000);
afterAll(async () => {
  aws?.stop();
  await stack?.close();
});

// Blocks of the smoke test that nothing here can run.
const NOT_HERE: Readonly<Record<string, string>> = {
  'aws sns subscribe': 'a mail that a person confirms',
  'get-policy-version': 'moto judges no policy',
  'for round in': 'nothing here detects loops',
  'aws kms schedule-key-deletion': 'what is left after a removal',
  'aws dynamodb list-tables': 'what is left after a removal',
};

test('each block of the smoke test is run by a test of this file, or is listed with the reason why it cannot be', async () => {
  const here = await read('test/docs/runbook.test.ts');
  const ran = [...here.matchAll(/blockOf\(SMOKE, '(.*?)'\)/g)].map(([, words = '']) => words);
  for (const block of SMOKE) {
    const found = [...ran, ...Object.keys(NOT_HERE)].filter((words) => block.includes(words));
    expect(found, block).toHaveLength(1);
  }
});

test('each block of the runbook is run by a test of this file, and uses only outputs that the stack has', async () => {
  const here = await read('test/docs/runbook.test.ts');
  const ran = [...here.matchAll(/blockWith\('(.*?)'\)/g)].map(([, words = '']) => words);
  for (const block of BLOCKS.slice(1))
    expect(
      ran.some((words) => block.includes(words)),
      block,
    ).toBe(true);
  const serverless = await read('serverless.yml');
  for (const [, name] of PAGE.matchAll(/\$\(out (\w+)\)/g))
    expect(serverless).toMatch(new RegExp(`^ {6}${name}:$`, 'm'));
});

// moto makes no alarm of CloudFormation's that it finds again by its name.
const ALARM = `aws cloudwatch put-metric-alarm --alarm-name "$STACK-DeadLetters" --alarm-description 'It rings.' \\
  --namespace AWS/SQS --metric-name NumberOfMessagesSent --statistic Sum --period 60 --evaluation-periods 1 --threshold 1 \\
  --comparison-operator GreaterThanOrEqualToThreshold`;

const bodies = async (url: string): Promise<readonly string[]> =>
  (await running().sqs.peek(url)).map(({ body }) => body);

test('the requests of the runbook arrive in the stop queue, and each is what its text says', {
  timeout: 120_000,
}, async ({ skip }) => {
  skip(missing !== undefined, missing);
  const { sqs, urls } = running();
  await typed(blockWith('"dryRun":true'), blockWith('asked by hand'), blockWith('"select":'));
  const requests = (await bodies(urls.stop)).map((body) =>
    parseMessage(body, {
      ...{ messageId: 'sqs-1', sentAt: NOON, now: NOON, attributes: {}, timing: TIMING, defaultCloud: 'openstack' },
    }),
  );
  expect(requests).toMatchObject([
    { kind: 'request', request: { serverIds: [SERVER], dryRun: true } },
    { kind: 'request', request: { serverIds: [SERVER], dryRun: false, reason: 'asked by hand' } },
    { kind: 'request', request: { select: { tags: ['env=test'] }, atMost: 5, dryRun: false } },
  ]);
  expect(await typed(blockWith('ApproximateNumberOfMessagesNotVisible'))).toContain(
    '"ApproximateNumberOfMessages": "3"',
  );
  await sqs.delete(urls.stop, await sqs.receive(urls.stop, 10, AbortSignal.timeout(5000)));
});

test('the runbook follows one server in the worker’s log, and counts its outcomes', { timeout: 120_000 }, async ({
  skip,
}) => {
  skip(missing !== undefined, missing);
  // moto reads no pattern of JSON fields, so the other server's line is there too.
  expect(await typed(blockWith('filter-log-events'))).toContain(`${JSON.stringify(LINES[0])}\n`);
  // moto answers a query without reading its text.
  expect(await typed(blockWith('start-query'))).toMatch(/^Complete\n/);
});

test('the runbook’s check shows the stack with the alarm that rings, and its lines the event source, the schedules and that alarm', {
  timeout: 120_000,
}, async ({ skip }) => {
  skip(missing !== undefined, missing);
  expect(await typed(blockWith('list-event-source-mappings'))).toMatch(/^[0-9a-f-]{36}\tEnabled\n$/);
  await typed(ALARM, blockOf(SMOKE, 'set-alarm-state'));
  expect(await typed(blockWith('describe-alarms'))).toMatch(/^lights-out-prod-DeadLetters\t.*\tIt rings\.\n$/);
  const said = await typed(`${blockWith('lights-out check').trim()} || test $? = 1`);
  expect(said).toContain('✔ stack           lights-out-prod in eu-central-2, CREATE_COMPLETE\n');
  expect(said).toContain('✔ table           requests, servers and freezes can be read\n');
  expect(said).toContain('✔ event source    enabled: messages reach the worker\n');
  expect(said).toMatch(/^ {2}. dead letters {4}\S/m);
  expect(said).toMatch(/^ {2}✘ alarm {11}DeadLetters rings since \S+ \S+Z: It rings\.$/m);
  const schedules = await typed(blockWith('list-schedules'));
  expect(schedules).toContain('weekday-nights: ');
  expect(schedules).toContain('weekday-nights\tENABLED\n');
  expect(schedules).toContain('cron(0 20 ? * MON-FRI *)\tEurope/Berlin\t{"dryRun":true}\n');
});

test('the runbook reads a dead letter and leaves it, deletes one, and replays the rest', { timeout: 120_000 }, async ({
  skip,
}) => {
  skip(missing !== undefined, missing);
  const { sqs, urls } = running();
  await sqs.send(urls.letters, '{"letter":1}');
  expect(await typed(blockWith('--visibility-timeout 0'))).toContain('"{\\"letter\\":1}"');
  expect(await bodies(urls.letters)).toEqual(['{"letter":1}']);
  expect(await typed(blockWith('delete-message'))).toContain('\t{"letter":1}\n');
  expect(await bodies(urls.letters)).toEqual([]);
  await sqs.send(urls.letters, '{"letter":2}');
  expect(await typed(blockWith('start-message-move-task'))).toMatch(/^(?:RUNNING|COMPLETED)\t\d+\tNone$/m);
  await expect.poll(() => bodies(urls.stop)).toEqual(['{"letter":2}']);
  await sqs.delete(urls.stop, await sqs.receive(urls.stop, 10, AbortSignal.timeout(5000)));
});

test('the runbook freezes the stack and thaws it', { timeout: 120_000 }, async ({ skip }) => {
  skip(missing !== undefined, missing);
  const said = await typed(blockWith('lights-out freeze'));
  expect(said).toMatch(/frozen/i);
  expect(said).toMatch(/thawed/i);
});

test('the smoke test asks for the time of a step, makes a schedule that cannot be delivered, and stops and starts the worker', {
  timeout: 120_000,
}, async ({ skip }) => {
  skip(missing !== undefined, missing);
  expect(await typed(blockOf(SMOKE, 'platform.report'))).toMatch(/^Complete\n/);
  const made = await typed(blockOf(SMOKE, 'create-schedule'), 'printf %s "$TARGET"');
  const [, target = ''] = /"ScheduleArn": "[^"]*schedule\/lights-out-prod\/smoke-denied"\n\}\n(.*)$/s.exec(made) ?? [];
  const { Arn, DeadLetterConfig, Input } = JSON.parse(target);
  expect(Arn).toMatch(/:lights-out-prod-denied$/);
  expect(DeadLetterConfig.Arn).toMatch(/:lights-out-prod-dead-letters$/);
  expect(JSON.parse(Input)).toMatchObject({ serverIds: [SERVER], dryRun: true });
  expect(await typed(blockOf(SMOKE, '--no-enabled'), blockOf(SMOKE, '--uuid "$MAPPING" --enabled'))).toBe(
    'Disabled\nEnabled\n',
  );
  expect(await typed(blockOf(SMOKE, 'RecursiveInvocationsDropped'))).toBe('');
});
