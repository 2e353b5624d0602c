import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { COMMAND } from '../../../cli/terminal/terminal.ts';
import { stepsByHand, stepsOnCall, stepsOnTheCloud, stepsPastProxy } from '../../../local/night/by-hand.ts';
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

describe('lines that --stay prints for the shell', () => {
  test('the line for the command finds the cloud of the night and names a server', () => {
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
  ])('with the variables %j the first line keeps the shell from sending the others through a proxy', (env, lines) => {
    expect(stepsPastProxy(env).map(({ line }) => line)).toEqual(lines);
  });

  test('the line for the queue sends to the stop queue, with the local endpoint and dummy keys', () => {
    expect(lineOf('stop one by the queue')).toMatch(
      /^AWS_ACCESS_KEY_ID=local .* --endpoint-url http:\/\/127.0.0.1:4000 /,
    );
    expect(lineOf('stop one by the queue')).toContain(`--queue-url ${STACK.queueUrl} `);
    expect(lineOf('stop one by the queue')).toContain(`'{"serverIds":["${ONE}"]}'`);
  });

  test('the line that reads a dead letter leaves it in the queue', () => {
    expect(lineOf('read')).toContain(`--visibility-timeout 0 --queue-url ${STACK.deadLetterQueueUrl} `);
  });

  test('the line that puts dead letters back is the command of docs/operations.md, with the ARNs of both queues', async () => {
    const [runbook] = /aws sqs start-message-move-task .*/.exec(await readFile('docs/operations.md', 'utf8')) ?? [''];
    const ours = runbook
      .replace('aws sqs', '--endpoint-url http://127.0.0.1:4000 sqs')
      .replace("<dead-letter queue's ARN>", 'arn:aws:sqs:eu-central-1:000000000000:dead-letters')
      .replace("<stop queue's ARN>", 'arn:aws:sqs:eu-central-1:000000000000:stop');
    expect(lineOf('put the dead letters back')).toMatch(new RegExp(`^AWS_ACCESS_KEY_ID=local .* aws ${ours}$`));
  });

  test('the line for the OpenStack client finds the cloud of the night', () => {
    expect(stepsOnTheCloud('/tmp/clouds.yaml', ONE)[2]?.line).toBe(
      "OS_CLIENT_CONFIG_FILE='/tmp/clouds.yaml' OS_CLOUD=stopper openstack server list",
    );
  });

  test('the line that shows a choice asks for the tags of the night’s selection', () => {
    expect(stepsOnTheCloud('/tmp/clouds.yaml', ONE)[1]?.line).toBe(
      "OS_CLIENT_CONFIG_FILE='/tmp/clouds.yaml' OS_CLOUD=stopper npm exec --no -- lights-out servers --tag env=night --except-tag on-call",
    );
  });

  test('the lines give the webhook’s key and its address', () => {
    expect(lineOf('sign a call of your own')).toBe(
      `WEBHOOK_SECRETS=${KEY} ${COMMAND} sign examples/message.json --curl ${STACK.httpUrl}/stop`,
    );
    expect(lineOf('stop one by the webhook')).toContain(`${STACK.httpUrl}/stop`);
  });

  test('the line for the webhook names another server than the line for the queue', () => {
    expect(lineOf('stop one by the webhook')).toContain(OTHER);
    expect(lineOf('stop one by the webhook')).not.toContain(ONE);
  });
});

const PATHS = { name: 'lights-out-dev', awsConfigFile: '/tmp/a folder/aws-config', cloudsFile: '/tmp/clouds.yaml' };
const onCall = stepsOnCall(PATHS, { server: 'bms-01', requestId: 'night-1', runningId: ONE });

test.each(['bash', 'sh'])(
  'in %s the line for the person on call leads to the night alone, whatever of AWS the shell had set',
  async (shell) => {
    const mine = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'mine', AWS_ENDPOINT_URL_SQS: 'http://mine' };
    const env = { PATH: process.env.PATH, ...mine };
    const { stdout } = await promisify(execFile)(shell, ['-c', `${onCall[0]?.line}; env`], { env });
    const lines = stdout.split('\n').filter((line) => /^(?:AWS|OS|LIGHTS)_/.test(line));
    expect(lines.toSorted()).toEqual([
      'AWS_CONFIG_FILE=/tmp/a folder/aws-config',
      'AWS_PROFILE=on-call',
      'AWS_SHARED_CREDENTIALS_FILE=/dev/null',
      'LIGHTS_OUT_STACK=lights-out-dev',
      'OS_CLIENT_CONFIG_FILE=/tmp/clouds.yaml',
      'OS_CLOUD=stopper',
    ]);
  },
);

test('the lines for the person on call name a server, a request and a server that runs', () => {
  const typed = onCall.map(({ line }) => line.replace(`${COMMAND} `, ''));
  expect(typed).toEqual(expect.arrayContaining(['check', 'why bms-01', "request 'night-1'", `ask ${ONE} --wait`]));
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

const complete = (changes: object): string =>
  JSON.stringify({
    message: 'complete',
    requestId: 'msg_1',
    verdict: 'chosen',
    because: '2 of 9',
    servers: 2,
    outcomes: '1 stopped, 1 held',
    ...changes,
  });

test.each([
  [outcome({}), 'bms-01  asked by queue: stopped - off after our stop'],
  [
    outcome({ outcome: 'dead-lettered', reason: 'stuck', because: 'powering off', repeated: true }),
    'bms-01  asked by queue: dead-lettered, stuck - powering off (the same again)',
  ],
  [complete({}), 'complete  webhook  -  2 servers: 1 stopped, 1 held'],
  [complete({ servers: 1, outcomes: '1 stopped' }), 'complete  webhook  -  1 server: 1 stopped'],
  [
    complete({ verdict: 'excepted', because: 'excepted: a holiday', servers: 0, outcomes: null }),
    'complete  webhook  -  nothing stopped: excepted: a holiday',
  ],
  ['not JSON, but "complete"', undefined],
  ['{"message":"malformed","because":"not JSON"}', 'an unreadable message: dead letter - not JSON'],
  ['{"message":"sending"}', undefined],
  ['no JSON', undefined],
])('after the night, the log line %s becomes one plain line, or none', (line, told) => {
  expect(laterStepLine({ nameOf: () => 'bms-01', requestName: () => 'webhook' }, line)).toBe(told);
});

test('the next steps begin with a command that stops nothing, and none breaks at 80 columns', () => {
  const told = nextSteps(80);
  const commands = told.split('\n').filter((line) => line.includes(COMMAND));
  expect(commands.map((line) => line.split(`${COMMAND} `)[1]?.split(' ')[0])).toEqual(['check', 'stop']);
  expect(told.split('\n').length).toBe(nextSteps(undefined).split('\n').length);
});
