import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Instant, parseDurationMs } from '../../lib/instant.ts';
import type { SimulatedCloud } from '../cloud/simulated-cloud.ts';
import { startCloud } from '../cloud/start-cloud.ts';
import { call, fireAll, queued, signed } from './callers.ts';
import { arrange, castOf, REBOOTING, type Role } from './cast.ts';
import type { Asking, Night } from './night.ts';
import { type Scheduled, scheduledServers } from './scheduled-servers.ts';
import { SHORT_NIGHT } from './settings.ts';

const LONGEST_MS = 60_000;
const HOUR_MS = 3_600_000;
// The shortest window is the queue's visibility timeout; this request is nearly that old already.
const LATE_WINDOW = 'PT6M';
const LATE_LEFT_MS = 7_000;

/** Starts the simulated cloud with its cast; the clouds file lies in a folder of its own, readable by its owner only. */
export const openSimulatedNight = async (template: string): Promise<Night> => {
  const schedules = await scheduledServers(template);
  const cast = castOf(schedules.flatMap(({ serverIds }) => serverIds));
  const cloud = await startCloud({ servers: cast.flatMap(({ plan }) => plan ?? []) });
  const folder = await mkdtemp(join(tmpdir(), 'lights-out-'));
  const cloudsFile = join(folder, 'clouds.yaml');
  await writeFile(cloudsFile, cloud.cloudsYaml(), { mode: 0o600 });
  arrange(cast, cloud);
  const toStart = new Set(cast.filter(({ restarted }) => restarted === 'when-reported').map((role) => role.serverId));
  return {
    told: [
      'Lights Out: a night on this machine. Packaged functions, embedded queues and table, a simulated cloud.',
      `Shortened so that the night fits: ${Object.entries(SHORT_NIGHT)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ')}`,
    ],
    asked: cast.map(({ serverId, is, caller }) => ({ serverId, is, source: caller })),
    environment: { ...SHORT_NIGHT, OS_CLIENT_CONFIG_FILE: cloudsFile, OS_CLOUD: 'stopper' },
    longestMs: LONGEST_MS,
    ask: async (stack, webhookKey, say) => {
      const now = Date.now();
      const second = now - (now % 1000);
      const lateAt = now + LATE_LEFT_MS - (parseDurationMs(LATE_WINDOW) ?? 0);
      const message = queued(named(cast, 'queue'), now);
      const hook = signed(stack.httpUrl, webhookKey, JSON.stringify({ serverIds: named(cast, 'webhook') }), now);
      const fireAndSend = async (): Promise<void> => {
        await fireAll(stack, second);
        await stack.send(message);
        say(`the webhook answers ${await call(hook)}`);
      };
      say(
        `${stack.schedules.length} schedules of schedules.yml fire; a message with ${named(cast, 'queue').length} server ids (one of them twice)`,
      );
      say('goes into the queue, a malformed one beside it, and one whose window is nearly over; the webhook is called');
      await stack.send(queued(named(cast, 'queue', true), lateAt, LATE_WINDOW));
      await stack.send(JSON.stringify({ serverIds: ['bms-007'] }));
      rebootOne(cast, cloud);
      for (const { serverId, reported } of cast) if (reported) cloud.operator.powerOnAtNode(serverId);
      await fireAndSend();
      return {
        askings: askings(cast, schedules, { now, second, lateAt }),
        malformed: 1,
        repeat: async () => {
          say('everything is delivered again: the schedules, the message, the webhook');
          await fireAndSend();
        },
      };
    },
    moved: ({ serverId }, { outcome }, say) => {
      if (outcome !== 'stopped' || !toStart.delete(serverId)) return;
      cloud.operator.start(serverId);
      say(`a colleague starts ${serverId} again`);
    },
    repeats: () => toStart.size === 0,
    record: async () => ({ log: cloud.log.entries(), stopper: cloud.accounts.stopper.username }),
    close: async () => {
      await cloud.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const named = (cast: readonly Role[], caller: Role['caller'], late = false): readonly string[] =>
  cast
    .filter((role) => role.caller === caller && (role.late ?? false) === late)
    .flatMap(({ serverId, twice }) => (twice ? [serverId, serverId.toUpperCase()] : [serverId]));

const rebootOne = (cast: readonly Role[], cloud: SimulatedCloud): void => {
  for (const { is, serverId } of cast) if (is === REBOOTING) cloud.operator.reboot(serverId);
};

const askings = (
  cast: readonly Role[],
  schedules: readonly Scheduled[],
  { now, second, lateAt }: { readonly now: Instant; readonly second: Instant; readonly lateAt: Instant },
): ReadonlyMap<string, Asking> =>
  new Map(
    cast.map(({ serverId, caller, late, plan }): [string, Asking] => {
      const schedule = schedules.find(({ serverIds }) => serverIds.includes(serverId));
      const requestedAt = late === true ? lateAt : caller === 'queue' ? now : second;
      const windowMs = late === true ? now + LATE_LEFT_MS - lateAt : (schedule?.windowMs ?? HOUR_MS);
      return [
        serverId,
        {
          requestedAt,
          notAfter: requestedAt + windowMs,
          dryRun: schedule?.dryRun ?? false,
          offAtFirst: plan?.vmState === 'stopped' || plan?.vmState === 'shelved_offloaded',
        },
      ];
    }),
  );
