import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Instant } from '../../lib/instant.ts';
import type { ServerId } from '../../lib/server.ts';
import type { Environment } from '../stack/stack.ts';
import { call, queued, scheduled, signed } from './callers.ts';
import type { Caller } from './cast.ts';
import { stepsByHand } from './go-on.ts';
import type { Asking, Night } from './night.ts';
import { openRealCloud, recordOf, wasOff } from './real-cloud.ts';

// Real machines take minutes to go off: only the looking is quicker than in AWS, and patience is the product's own.
const QUICK_LOOKS = { LOOK_AGAIN_MIN: 'PT2S', LOOK_AGAIN_MAX: 'PT15S' } as const;
const LONGEST_MS = 25 * 60_000;
const HOUR_MS = 3_600_000;
const CALLERS: readonly Caller[] = ['schedule', 'queue', 'webhook'];

/** A night on a cloud of the caller's own: these servers are really stopped. Throws `Unusable` before anything is sent. */
export const openRealNight = async (ids: readonly ServerId[], env: NodeJS.ProcessEnv): Promise<Night> => {
  const { name, cloud, before } = await openRealCloud(env, ids);
  const asked = ids.map((serverId, index) => ({
    serverId,
    name: before.get(serverId)?.name ?? serverId,
    is: '',
    source: CALLERS[index % CALLERS.length] ?? 'queue',
  }));
  const of = (caller: Caller): readonly string[] =>
    asked.filter(({ source }) => source === caller).map(({ serverId }) => serverId);
  let since: Instant = 0;
  return {
    told: [
      `Lights Out: a night on the cloud ${name}. ${ids.length} servers will really be stopped. Packaged functions, embedded queues and table.`,
      `Looked at more often than in AWS: ${Object.entries(QUICK_LOOKS)
        .map(([key, value]) => `${key}=${value}`)
        .join(' ')}`,
    ],
    asked,
    environment: { ...(await configurationOf(env)), OS_CLOUD: name, ...QUICK_LOOKS },
    longestMs: LONGEST_MS,
    ask: async (stack, webhookKey, say) => {
      since = Date.now();
      const second = since - (since % 1000);
      const message = queued(of('queue'), since);
      const hook = signed(stack.httpUrl, webhookKey, JSON.stringify({ serverIds: of('webhook') }), since);
      const send = async (): Promise<void> => {
        await stack.send(scheduled(of('schedule'), second));
        if (of('queue').length > 0) await stack.send(message);
        if (of('webhook').length > 0) say(`the webhook answers ${await call(hook)}`);
      };
      await send();
      const askings = asked.map(({ serverId, source }): [string, Asking] => {
        const requestedAt = source === 'queue' ? since : second;
        const was = before.get(serverId);
        const offAtFirst = was !== undefined && wasOff(was);
        return [serverId, { requestedAt, notAfter: requestedAt + HOUR_MS, dryRun: false, offAtFirst }];
      });
      return {
        askings: new Map(askings),
        malformed: 0,
        repeat: () => {
          say('everything is delivered again');
          return send();
        },
      };
    },
    moved: () => {},
    repeats: () => false,
    goOn: (stack, webhookKey) => stepsByHand(stack, webhookKey, ids[0] ?? ''),
    nameOf: (serverId) => asked.find((one) => one.serverId === serverId)?.name ?? serverId,
    record: async () => ({ log: await recordOf(cloud, ids, since), stopper: cloud.userId ?? '' }),
    close: async () => {},
  };
};

const FILES = ['clouds.yaml', 'clouds.yml', 'clouds.json'];

// The functions run elsewhere: they get the same variables, and a file of this folder by its full path.
const configurationOf = async (env: NodeJS.ProcessEnv): Promise<Environment> => {
  const own = Object.fromEntries(Object.entries(env).filter(([key]) => key.startsWith('OS_')));
  const places = ['HOME', 'XDG_CONFIG_HOME'].flatMap((key) => (env[key] === undefined ? [] : [[key, env[key]]]));
  const chosen = own.OS_CLIENT_CONFIG_FILE ?? (await firstReadable(FILES));
  return {
    ...Object.fromEntries(places),
    ...own,
    ...(chosen === undefined ? {} : { OS_CLIENT_CONFIG_FILE: resolve(chosen) }),
  };
};

const firstReadable = async (paths: readonly string[]): Promise<string | undefined> => {
  for (const path of paths) {
    const readable = await readFile(path).then(
      () => true,
      () => false,
    );
    if (readable) return path;
  }
  return undefined;
};
