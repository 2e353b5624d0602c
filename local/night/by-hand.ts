import { COMMAND } from '../../cli/terminal/terminal.ts';
import type { Env } from '../../lib/openstack/config/default-cloud.ts';
import { routesOf } from '../../lib/openstack/http/proxies.ts';
import { CREDENTIALS, REGION } from '../stack/place.ts';
import type { Stack } from '../stack/stack.ts';
import { ON_CALL } from './aws-config.ts';
import { curlLine, signCall } from './callers.ts';
import { NIGHT_TAG, ON_CALL_TAG } from './select-messages.ts';

/** One thing to try by hand: in words, and as a line for a shell. */
export interface Step {
  readonly what: string;
  readonly line: string;
}

// aws-cli, CHANGELOG.rst: the releases that brought `start-message-move-task`.
const MOVES_SINCE = '2.11.26, 1.27.148';

// Single quotes keep everything; none of our texts has one.
const quoted = (text: string): string => `'${text}'`;
// `http://127.0.0.1:4000/000000000000/name`: account and name are the end of the ARN too.
const arnOf = (queueUrl: string): string => ['arn:aws:sqs', REGION, ...queueUrl.split('/').slice(-2)].join(':');
const stopBody = (serverId: string): string => quoted(JSON.stringify({ serverIds: [serverId] }));

/** First of all where the shell's variables would send what is pasted through a proxy, which does not reach this machine. */
export const stepsPastProxy = (env: Env): readonly Step[] => {
  if (routesOf(env)(new URL('http://127.0.0.1')).kind === 'direct') return [];
  const name = env.no_proxy ? 'no_proxy' : 'NO_PROXY';
  const line = `export ${name}="$${name},127.0.0.1"`;
  return [{ what: 'this shell uses a proxy: first exclude this machine from it', line }];
};

/** On a cloud of its own clouds.yaml: the command on a server that runs, and what the cloud shows. */
export const stepsOnTheCloud = (cloudsFile: string, runningId: string): readonly Step[] => {
  const cloud = `OS_CLIENT_CONFIG_FILE=${quoted(cloudsFile)} OS_CLOUD=stopper`;
  return [
    { what: 'stop a running server with the command', line: `${cloud} ${COMMAND} stop ${runningId}` },
    {
      what: 'see what a tag would choose, and why not the others; it stops nothing',
      line: `${cloud} ${COMMAND} servers --tag ${NIGHT_TAG} --except-tag ${ON_CALL_TAG}`,
    },
    { what: 'see the servers, with the OpenStack client', line: `${cloud} openstack server list` },
  ];
};

// Whatever of AWS the shell has set would win over a config file, or be mixed with it.
const FORGET_AWS = "unset $(env | sed -n 's/^\\(AWS_[A-Z0-9_]*\\)=.*/\\1/p') AWS_PROFILE";

/** What the lines of the person on call are about. */
export interface OnCallNames {
  readonly server: string;
  readonly requestId: string;
  /** One that runs. */
  readonly runningId: string;
}

/** The stack as a deployed one: a line that leads a shell to it, as the person on call, and the commands to try then. */
export const stepsOnCall = (
  {
    name,
    awsConfigFile,
    cloudsFile,
  }: { readonly name: string; readonly awsConfigFile: string; readonly cloudsFile: string },
  { server, requestId, runningId }: OnCallNames,
): readonly Step[] => {
  const aws = `AWS_CONFIG_FILE=${quoted(awsConfigFile)} AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_PROFILE=${ON_CALL}`;
  const cloud = `OS_CLIENT_CONFIG_FILE=${quoted(cloudsFile)} OS_CLOUD=stopper`;
  const tried = (what: string, typed: string): Step => ({ what, line: `${COMMAND} ${typed}` });
  return [
    {
      what: 'be on call: paste this once, then the lines below (AWS_PROFILE=freeze-only may only freeze and thaw)',
      line: `${FORGET_AWS}; export ${aws} ${cloud} LIGHTS_OUT_STACK=${name}`,
    },
    tried('is anything wrong, with the cloud or the stack?', 'check'),
    tried('why is this server off, or still on?', `why ${server}`),
    tried('what did the night do?', 'requests'),
    tried('one request: every server and its outcome', `request ${quoted(requestId)}`),
    tried('what failed?', 'dead-letters list'),
    tried('once more what failed: it shows first what would happen', 'dead-letters replay'),
    tried('ask for a stop through the queue, and follow it', `ask ${runningId} --wait`),
    tried('send no stop for an hour; thaw ends it', "freeze --until 1h --why 'a release'"),
    tried('the night as a page', 'report --since 24h'),
  ];
};

/** By queue and by webhook, each with a server that runs. */
export const stepsByHand = (
  { queueUrl, deadLetterQueueUrl, httpUrl }: Pick<Stack, 'queueUrl' | 'deadLetterQueueUrl' | 'httpUrl'>,
  webhookKey: string,
  byQueueId: string,
  byWebhookId: string,
): readonly Step[] => {
  const { accessKeyId, secretAccessKey } = CREDENTIALS;
  const keys = `AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} AWS_DEFAULT_REGION=${REGION}`;
  const sqs = `${keys} aws --endpoint-url ${new URL(queueUrl).origin} sqs`;
  // Left visible, so that the line can be pasted any number of times.
  const letter = `receive-message --visibility-timeout 0 --queue-url ${deadLetterQueueUrl} --query 'Messages[0].Body' --output text`;
  const call = signCall(httpUrl, webhookKey, JSON.stringify({ serverIds: [byWebhookId] }), Date.now());
  return [
    {
      what: 'stop one by the queue (tried with aws-cli 1.45 and with the 2.9 of Debian 12)',
      line: `${sqs} send-message --queue-url ${queueUrl} --message-body ${stopBody(byQueueId)}`,
    },
    { what: 'read a dead letter', line: `${sqs} ${letter}` },
    {
      what: `put the dead letters back into the stop queue, as on AWS: each is decided again, with its deadline and any power-on by a user (aws-cli ${MOVES_SINCE} or later)`,
      line: `${sqs} start-message-move-task --source-arn ${arnOf(deadLetterQueueUrl)} --destination-arn ${arnOf(queueUrl)}`,
    },
    { what: 'stop one by the webhook; this signature is good for five minutes', line: curlLine(call) },
    {
      what: 'sign a call of your own, by the key of this night only: it prints the line to paste',
      line: `WEBHOOK_SECRETS=${webhookKey} ${COMMAND} sign examples/message.json --curl ${httpUrl}/stop`,
    },
  ];
};
