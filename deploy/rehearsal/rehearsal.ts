import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { parse } from 'yaml';
import { aServer } from '../../cloud/machines/server-plan.ts';
import { startCloud } from '../../cloud/start-cloud.ts';
import { newWebhookKey, signCall } from '../../local/night/callers.ts';
import { httpEvent } from '../../local/stack/http-event.ts';
import type { Lambda } from '../../local/stack/lambda.ts';
import { deliverBatch } from './deployed-lambda.ts';
import { deploy, type RunningFunction } from './deployment.ts';
import { CREDENTIALS, DEPLOYED_AS, QUEUE_ARN, REGION, STAGE } from './framework.ts';

/** What a rehearsal found: one line each. */
export interface RehearsalResult {
  readonly held: boolean;
  readonly lines: readonly string[];
}

const ROUNDS = 30;

const outcomeLine = v.pipe(v.string(), v.parseJson(), v.object({ message: v.literal('outcome'), outcome: v.string() }));

const stopRequest = (serverId: string): string => JSON.stringify({ serverIds: [serverId] });

/** Calls the webhook as the HTTP API would; its answer, as the function gives it. */
const callWebhook = async (webhook: Lambda, key: string, serverId: string, at: number): Promise<string> => {
  const call = signCall('http://localhost', key, stopRequest(serverId), at);
  const headers = Object.fromEntries(Object.entries(call.headers).map(([name, value]) => [name, [value]]));
  const body = Buffer.from(call.body);
  const request = { method: 'POST', target: '/stop', headers, body, protocol: 'HTTP/1.1', arrivedAt: at };
  const answered = await webhook.invoke(httpEvent(request, 'POST /stop', 'rehearsal'));
  return answered.kind === 'answered' ? answered.payload : answered.kind;
};

/** Deploys the service of a folder on moto, stops two servers of the simulated cloud with what was deployed, and removes it. */
export const rehearse = async (url: string, folder: string, now: () => number): Promise<RehearsalResult> => {
  const [byMessage, byWebhook] = [aServer(), aServer()];
  const cloud = await startCloud({ servers: [byMessage, byWebhook] });
  const config = { endpoint: url, region: REGION, credentials: CREDENTIALS };
  const [secrets, sqs] = [new SecretsManagerClient(config), new SQSClient(config)];
  const running: RunningFunction[] = [];
  const outcomes: string[] = [];
  const onLine = (line: string): void => {
    const outcome = v.safeParse(outcomeLine, line);
    if (outcome.success) outcomes.push(outcome.output.outcome);
  };
  const putSecret = (name: string, text: string) =>
    secrets.send(new CreateSecretCommand({ Name: `lights-out/${STAGE}/${name}`, SecretString: text }));
  try {
    const key = newWebhookKey();
    await putSecret('clouds', JSON.stringify(parse(cloud.cloudsYaml())));
    await putSecret('webhook', key);
    const stack = await deploy(url, folder);
    const worker = await stack.run('queue', onLine);
    running.push(worker);
    const webhook = await stack.run('webhook', onLine);
    running.push(webhook);

    const { queueUrl, lambda } = worker;
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: stopRequest(byMessage.id) }));
    const answer = await callWebhook(webhook.lambda, key, byWebhook.id, now());
    const confirmed = () => outcomes.filter((outcome) => outcome === 'stopped').length;
    for (let round = 0; round < ROUNDS && confirmed() < 2; round += 1)
      await deliverBatch(sqs, queueUrl, QUEUE_ARN, lambda);
    const off = [byMessage, byWebhook].filter(({ id }) => cloud.server(id)?.vmState === 'stopped').length;
    const left = await stack.remove();
    return {
      held: off === 2 && confirmed() === 2 && answer.includes('"statusCode":202') && left.length === 0,
      lines: [
        `deployed: ${stack.deployed} of ${stack.packaged.resources.length} resources`,
        `not rehearsed, because moto did not create them: ${stack.passedOver.join(', ')}`,
        `not rehearsed, because moto does not know it: ${DEPLOYED_AS.written} (deployed as ${DEPLOYED_AS.rehearsed})`,
        `the webhook answers ${answer}`,
        `servers off: ${off} of 2; outcomes: ${outcomes.join(', ')}`,
        left.length === 0 ? 'removed' : `left after removing: ${left.join(', ')}`,
      ],
    };
  } finally {
    for (const { stop } of running) await stop();
    secrets.destroy();
    sqs.destroy();
    await cloud.close();
  }
};
