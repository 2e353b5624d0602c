import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { newWebhookKey } from '../../local/night/callers.ts';
import { localSecrets, REPORTS, SHORT_NIGHT } from '../../local/night/settings.ts';
import type { Environment, Stack, StackOptions } from '../../local/stack/stack.ts';
import { startStack } from '../../local/stack/start-stack.ts';
import type { CloudsEntry } from './clouds-entry.ts';
import { type Diary, isFinal, openDiary, type Told } from './diary.ts';
import { eventually } from './eventually.ts';
import type { JourneyCloud } from './journey-cloud.ts';
import { type Letter, readLetter } from './letters.ts';
import { openQueueWindow, type QueueWindow } from './queue-window.ts';
import { layWire, type Wire } from './wire.ts';

/** A request that was sent. */
export interface Asked {
  readonly requestId: string;
  readonly requestedAt: number;
  readonly body: string;
}

/** The packaged functions between embedded queues and a cloud, and everything a journey does with them. */
export interface Stage {
  readonly cloud: JourneyCloud;
  readonly stack: Stack;
  readonly diary: Diary;
  readonly wire: Wire;
  readonly queue: QueueWindow;
  readonly webhookKey: string;
  /** The clouds file that the functions read. */
  readonly cloudsFile: string;
  /** Sends a request for these servers; `more` are further fields of it. */
  ask(serverIds: readonly string[], more?: Readonly<Record<string, unknown>>): Promise<Asked>;
  /** The final outcome of that intent, once there is one; throws when there is none in time. */
  ended(requestId: string, serverId: string): Promise<Told>;
  /** Its n-th final outcome, duplicates included. */
  endedAgain(requestId: string, serverId: string, times: number): Promise<Told>;
  /** Waits until an outcome line of that intent, final or not, is as told. */
  saw(requestId: string, serverId: string, isSo: (told: Told) => boolean): Promise<Told>;
  letters(): Promise<readonly Letter[]>;
  letterOf(requestId: string, serverId: string): Promise<Letter>;
  /** Puts entries beside the others into the clouds file that the functions read. */
  configure(entries: Readonly<Record<string, object>>): Promise<void>;
  close(): Promise<void>;
}

/** Starts the packaged functions with shortened settings, on a wire to the cloud. */
export const openStage = async (
  cloud: JourneyCloud,
  template: Pick<StackOptions, 'template' | 'artifacts'>,
  changes: Environment = {},
): Promise<Stage> => {
  const wire = await layWire(cloud);
  const folder = await mkdtemp(join(tmpdir(), 'lights-out-'));
  const cloudsFile = join(folder, 'clouds.yaml');
  const entries: Record<string, object> = { stopper: onWire(cloud.entry, wire) };
  const configure: Stage['configure'] = async (more) => {
    Object.assign(entries, more);
    await writeFile(cloudsFile, stringify({ clouds: entries }), { mode: 0o600 });
  };
  await configure({});
  const diary = openDiary();
  const webhookKey = newWebhookKey();
  const environment = {
    ...SHORT_NIGHT,
    ...REPORTS,
    STOP_PATIENCE: cloud.patience,
    OS_CLIENT_CONFIG_FILE: cloudsFile,
    OS_CLOUD: 'stopper',
    ...changes,
  };
  const stack = await startStack({
    ...template,
    functionEnvironment: localSecrets(webhookKey, environment),
    onLine: (_, line) => diary.note(line),
  });
  const queue = openQueueWindow(stack);
  const letters = async () => (await stack.deadLetters()).map(readLetter);
  const nth: Stage['endedAgain'] = async (requestId, serverId, times) => {
    const finals = () => diary.of(requestId, serverId).filter(isFinal);
    await eventually(`end ${times} of ${requestId} for ${serverId}`, async () => {
      await queue.look();
      return finals().length >= times;
    });
    const [told] = finals().slice(times - 1);
    if (told === undefined) throw new Error('a final outcome went away');
    return told;
  };
  return {
    cloud,
    stack,
    diary,
    wire,
    queue,
    webhookKey,
    cloudsFile,
    letters,
    configure,
    ask: async (serverIds, more = {}) => {
      const requestedAt = Date.now();
      const asked = { serverIds, requestId: `journey-${randomUUID()}`, requestedAt: isoOf(requestedAt), ...more };
      const body = JSON.stringify(asked);
      await stack.send(body);
      return { requestId: asked.requestId, requestedAt, body };
    },
    ended: (requestId, serverId) => nth(requestId, serverId, 1),
    endedAgain: nth,
    saw: async (requestId, serverId, isSo) => {
      const found = () => diary.of(requestId, serverId).find(isSo);
      await eventually(`a line about ${serverId}`, () => found() !== undefined);
      const told = found();
      if (told === undefined) throw new Error('a line went away');
      return told;
    },
    letterOf: async (requestId, serverId) => {
      const own = (await letters()).filter(
        ({ intent }) => intent?.requestId === requestId && intent.serverId === serverId,
      );
      const [letter] = own.toSorted((a, b) => b.failure.failedAt.localeCompare(a.failure.failedAt));
      if (letter === undefined) throw new Error(`no dead letter of ${requestId} for ${serverId}`);
      return letter;
    },
    close: async () => {
      await stack.stop();
      queue.close();
      await wire.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

export const isoOf = (at: number): string => new Date(at).toISOString();

/** A cloud's entry with the addresses of a wire to it. */
export const onWire = (entry: CloudsEntry, wire: Pick<Wire, 'authUrl' | 'computeUrl'>): CloudsEntry => ({
  ...entry,
  auth: { ...entry.auth, auth_url: wire.authUrl },
  compute_endpoint_override: wire.computeUrl,
});

/** Waits until a server is on and at rest. */
export const eventuallyOn = ({ cloud }: Stage, id: string): Promise<void> =>
  eventually(`${id} is on`, async () => (await cloud.colleague.stateOf(id)) === 'active/-/1');
