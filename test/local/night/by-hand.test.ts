import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { COMMAND } from '../../../cli/terminal.ts';
import { stepsByHand, stepsOnTheCloud, stepsPastProxy } from '../../../local/night/by-hand.ts';
import { laterStepLine, nextSteps } from '../../../local/night/ending.ts';

const STACK = {
  queueUrl: 'http://127.0.0.1:4000/000000000000/stop',
  deadLetterQueueUrl: 'http://127.0.0.1:4000/000000000000/dead-letters',
  httpUrl: 'http://127.0.0.1:5000',
};
const KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const [ONE, OTHER] = ['3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f', '3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e70'];

const lineOf = (what: string): string =>
  stepsByHand(STACK, KEY, ONE, OTHER).find((step) => step.what.startsWith(what))?.line ?? '';

describe('what --stay prints to paste', () => {
  test('the command finds the cloud of the night and names a server', () => {
    expect(stepsOnTheCloud('/tmp/a folder/clouds.yaml', ONE)[0]?.line).toBe(
      `OS_CLIENT_CONFIG_FILE='/tmp/a folder/clouds.yaml' OS_CLOUD=stopper npm exec --no -- lights-out stop ${ONE}`,
    );
  });

  test.each([
    [{}, []],
    [{ HTTPS_PROXY: 'http://proxy:3128' }, []],
    [{ HTTP_PROXY: 'http://proxy:3128', NO_PROXY: '127.0.0.1' }, []],
    [{ HTTP_PROXY: 'http://proxy:3128' }, ['export NO_PROXY="$NO_PROXY,127.0.0.1"']],
    [{ http_proxy: 'http://proxy:3128', no_proxy: 'x' }, ['export no_proxy="$no_proxy,127.0.0.1"']],
  ])('a shell that would send them through a proxy is set right first: %j', (env, lines) => {
    expect(stepsPastProxy(env).map(({ line }) => line)).toEqual(lines);
  });

  test('a message goes to the stop queue, with the endpoint and keys that are none', () => {
    expect(lineOf('stop one by the queue')).toMatch(
      /^AWS_ACCESS_KEY_ID=local .* --endpoint-url http:\/\/127.0.0.1:4000 /,
    );
    expect(lineOf('stop one by the queue')).toContain(`--queue-url ${STACK.queueUrl} `);
    expect(lineOf('stop one by the queue')).toContain(`'{"serverIds":["${ONE}"]}'`);
  });

  test('a dead letter is read without being taken', () => {
    expect(lineOf('read')).toContain(`--visibility-timeout 0 --queue-url ${STACK.deadLetterQueueUrl} `);
  });

  test('dead letters are put back by the command of the runbook, with the ARNs of both queues', async () => {
    const [runbook] = /aws sqs start-message-move-task .*/.exec(await readFile('docs/operations.md', 'utf8')) ?? [''];
    const ours = runbook
      .replace('aws sqs', '--endpoint-url http://127.0.0.1:4000 sqs')
      .replace("<dead-letter queue's ARN>", 'arn:aws:sqs:eu-central-1:000000000000:dead-letters')
      .replace("<stop queue's ARN>", 'arn:aws:sqs:eu-central-1:000000000000:stop');
    expect(lineOf('put the dead letters back')).toMatch(new RegExp(`^AWS_ACCESS_KEY_ID=local .* aws ${ours}$`));
  });

  test('the OpenStack client finds the same cloud', () => {
    expect(stepsOnTheCloud('/tmp/clouds.yaml', ONE)[1]?.line).toBe(
      "OS_CLIENT_CONFIG_FILE='/tmp/clouds.yaml' OS_CLOUD=stopper openstack server list",
    );
  });

  test('a sender of one’s own gets the key, and the address to send to', () => {
    expect(lineOf('the key for signatures')).toBe(`WEBHOOK_SECRETS=${KEY}`);
    expect(lineOf('stop one by the webhook')).toContain(`${STACK.httpUrl}/stop`);
  });

  test('the signed call names the other server, so that neither line spoils the other', () => {
    expect(lineOf('stop one by the webhook')).toContain(OTHER);
    expect(lineOf('stop one by the webhook')).not.toContain(ONE);
  });
});

const outcome = (changes: object): string =>
  JSON.stringify({
    message: 'outcome',
    timestamp: '2026-01-15T12:00:00.000Z',
    serverId: ONE,
    source: 'queue',
    outcome: 'stopped',
    reason: null,
    because: 'off after our stop',
    repeated: false,
    ...changes,
  });

test.each([
  [outcome({}), 'bms-01  asked by queue: stopped - off after our stop'],
  [
    outcome({ outcome: 'dead-lettered', reason: 'stuck', because: 'powering off', repeated: true }),
    'bms-01  asked by queue: dead-lettered, stuck - powering off (the same again)',
  ],
  ['{"message":"malformed","because":"not JSON"}', 'an unreadable message: dead letter - not JSON'],
  ['{"message":"sending"}', undefined],
  ['no JSON', undefined],
])('a later step is one plain line: %s', (line, told) => {
  expect(laterStepLine({ nameOf: () => 'bms-01' }, line)).toBe(told);
});

test('the first step on a cloud of one’s own stops nothing, and no step breaks at 80 columns', () => {
  const told = nextSteps(80);
  const commands = told.split('\n').filter((line) => line.includes(COMMAND));
  expect(commands.map((line) => line.split(`${COMMAND} `)[1]?.split(' ')[0])).toEqual(['check', 'stop']);
  expect(told.split('\n').length).toBe(nextSteps(undefined).split('\n').length);
});
