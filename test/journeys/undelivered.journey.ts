import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scheduleResources } from '../../deploy/schedule-resources.ts';
import { CREDENTIALS } from '../../local/stack/place.ts';
import type { Stack, StackOptions } from '../../local/stack/stack.ts';
import { aServerId } from '../builders.ts';
import { endOf } from './diary.ts';
import type { TakeRunning } from './need.ts';
import { eventuallyOn, isoOf, openStage, type Stage } from './stage.ts';

const HOUR_MS = 3_600_000;
const NAMES = ['evening', 'by-keyword', 'too-late'] as const;
type Servers = Readonly<Record<(typeof NAMES)[number], string>>;

/** The packaged template with a schedule for each of these servers in place of its own. */
const scheduling = async (
  template: string,
  folder: string,
  servers: Servers,
): Promise<Pick<StackOptions, 'template' | 'artifacts'>> => {
  const { Resources, ...rest } = JSON.parse(await readFile(template, 'utf8'));
  const others = Object.entries<{ readonly Type: string }>(Resources).filter(
    ([, { Type }]) => !Type.startsWith('AWS::Scheduler::'),
  );
  const schedules = NAMES.map((name) => ({
    ...{ name, cron: '0 20 * * ? *', timezone: 'UTC', serverIds: [aServerId(servers[name])] },
  }));
  const path = join(folder, 'template.json');
  const own = scheduleResources(schedules, 'key', 'lights-out-dev');
  await writeFile(path, JSON.stringify({ ...rest, Resources: { ...Object.fromEntries(others), ...own } }));
  return { template: path, artifacts: dirname(template) };
};

/** Moves all dead letters back into the stop queue, as an operator does. */
const replay = async ({ queueUrl, deadLetterQueueUrl, awsEnvironment }: Stack): Promise<void> => {
  const { AWS_ENDPOINT_URL_SQS: endpoint = '', AWS_REGION: region = '' } = awsEnvironment;
  const client = new SQSClient({ endpoint, region, credentials: CREDENTIALS });
  const arn = (url: string): string => ['arn:aws:sqs', region, ...url.split('/').slice(-2)].join(':');
  const move = { SourceArn: arn(deadLetterQueueUrl), DestinationArn: arn(queueUrl) };
  await client.send(new StartMessageMoveTaskCommand(move));
  client.destroy();
};

/** Schedules that Scheduler could not deliver, whose dead letters an operator moves back. */
export const undeliveredJourney = (outer: () => Stage, template: () => string, take: TakeRunning): void => {
  let folder: string;
  let stage: Stage | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lights-out-'));
  });
  afterAll(async () => {
    await stage?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('the dead letter of an undelivered schedule stops its server within the window and not after it, once for all copies', async (context) => {
    const servers = { evening: take(context), 'by-keyword': take(context), 'too-late': take(context) };
    stage = await openStage(outer().cloud, await scheduling(template(), folder, servers));
    const { stack, ended, endedAgain, wire, cloud } = stage;
    const now = Math.floor(Date.now() / 1000) * 1000;
    const requestId = (name: string, at: number): string =>
      `arn:aws:scheduler:eu-central-1:000000000000:schedule/lights-out-dev/${name}@${isoOf(at)}`;
    await stack.failSchedule('evening', now, 'replaced');
    await stack.failSchedule('by-keyword', now, 'left');
    await stack.failSchedule('too-late', now - 2 * HOUR_MS, 'left');
    expect(await stack.deadLetters()).toHaveLength(3);
    expect(await stack.depth()).toEqual({ visible: 0, inFlight: 0 });

    await replay(stack);
    for (const name of ['evening', 'by-keyword'] as const) {
      expect(endOf(await ended(requestId(name, now), servers[name]))).toBe('stopped');
      expect(await cloud.colleague.stateOf(servers[name])).toBe('stopped/-/4');
    }
    const late = await ended(requestId('too-late', now - 2 * HOUR_MS), servers['too-late']);
    expect(endOf(late)).toBe('dead-lettered: expired');
    expect(wire.passed('stopServer', servers['too-late'])).toEqual([]);
    expect(await cloud.colleague.stateOf(servers['too-late'])).toBe('active/-/1');

    // The same occurrence was delivered as well, and its letter comes back once more.
    const { evening } = servers;
    await cloud.colleague.start(evening);
    await eventuallyOn(stage, evening);
    await stack.fireSchedule('evening', now);
    expect(await endedAgain(requestId('evening', now), evening, 2)).toMatchObject({ repeated: true });
    await stack.failSchedule('evening', now, 'left');
    await replay(stack);
    expect(await endedAgain(requestId('evening', now), evening, 3)).toMatchObject({ repeated: true });
    expect(await cloud.colleague.stateOf(evening)).toBe('active/-/1');
    expect(await cloud.colleague.stopsOf(evening)).toBe(1);
  });
};
