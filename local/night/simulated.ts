import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aServer } from '../../cloud/machines/server-plan.ts';
import type { SimulatedCloud } from '../../cloud/simulated-cloud.ts';
import { startCloud } from '../../cloud/start-cloud.ts';
import { type Instant, parseDurationMs } from '../../lib/instant.ts';
import { ownFolder } from '../stack/own-folder.ts';
import { stepsByHand, stepsOnTheCloud, stepsPastProxy } from './by-hand.ts';
import { fireSchedules, postCall, queueMessage, signCall } from './callers.ts';
import { arrange, castOf, type Role } from './cast.ts';
import type { Night, ServerRequest } from './night.ts';
import { type Scheduled, scheduledServers } from './scheduled-servers.ts';
import { SHORT_NIGHT } from './settings.ts';

// On a busy machine it takes several times as long as on an idle one.
const LONGEST_MS = 180_000;
const HOUR_MS = 3_600_000;
// The shortest window is the queue's visibility timeout; this request is nearly that old already.
const LATE_WINDOW = 'PT6M';
const LATE_LEFT_MS = 7_000;
/** Servers that the night leaves running: one for each way to stop one by hand. */
const SPARES = ['bms-by-command', 'bms-by-queue', 'bms-by-webhook'] as const;

/** Starts the simulated cloud with its cast; the clouds file is in a folder of its own, readable by its owner only. */
export const openSimulatedNight = async (template: string): Promise<Night> => {
  const schedules = await scheduledServers(template, Date.now());
  const scheduleNames = schedules.map(({ name }) => name);
  const cast = castOf(schedules);
  const spares = SPARES.map((name) => aServer({ name }));
  const cloud = await startCloud({ servers: [...cast.flatMap(({ plan }) => plan ?? []), ...spares] });
  const folder = ownFolder('lights-out-cloud-');
  const cloudsFile = join(folder.path, 'clouds.yaml');
  await writeFile(cloudsFile, cloud.cloudsYaml(), { mode: 0o600 });
  arrange(cast, cloud);
  const toStart = new Set(cast.filter(({ restarted }) => restarted === 'when-reported').map((role) => role.serverId));
  return {
    intro: [
      'Lights Out: one night on your own machine',
      `The functions as packaged for AWS, an embedded queue and table, and a simulated cloud with ${cast.length} servers that are asked for.`,
      `Waits are shortened: ${Object.entries(SHORT_NIGHT)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ')}`,
    ],
    asked: cast.map(({ serverId, name, is, shows, caller }) => ({ serverId, name, is, shows, source: caller })),
    environment: { ...SHORT_NIGHT, OS_CLIENT_CONFIG_FILE: cloudsFile, OS_CLOUD: 'stopper' },
    longestMs: LONGEST_MS,
    ask: async (stack, webhookKey, say) => {
      const now = Date.now();
      const second = now - (now % 1000);
      const lateAt = now + LATE_LEFT_MS - (parseDurationMs(LATE_WINDOW) ?? 0);
      const message = queueMessage(idsFor(cast, 'queue'), now);
      const hook = signCall(stack.httpUrl, webhookKey, JSON.stringify({ serverIds: idsFor(cast, 'webhook') }), now);
      const fireAndSend = async (): Promise<void> => {
        await fireSchedules(stack, scheduleNames, second);
        await stack.send(message);
        const answer = await postCall(hook);
        const taken = answer.startsWith('202 ') ? 'answered 202: accepted' : `answered ${answer}`;
        say(`webhook   asked for ${idsFor(cast, 'webhook').length} servers, signed; ${taken}`);
      };
      const ofSchedules = cast.filter(({ caller }) => caller === 'schedule').length;
      say(`schedule  ${scheduleNames.join(', ')}: ${ofSchedules} servers`);
      const left = stack.schedules.filter((name) => !scheduleNames.includes(name));
      if (left.length > 0) say(`          not tonight: ${left.join(', ')}, which choose servers or are excepted today`);
      say(
        `queue     one message for ${new Set(idsFor(cast, 'queue').map((id) => id.toLowerCase())).size} servers, one for a server`,
      );
      say('          whose time is nearly over, and one that cannot be read');
      await stack.send(queueMessage(idsFor(cast, 'queue', true), lateAt, LATE_WINDOW));
      await stack.send(JSON.stringify({ serverIds: ['bms-007'] }));
      rebootOne(cast, cloud);
      for (const { serverId, reported } of cast) if (reported) cloud.operator.powerOnAtNode(serverId);
      await fireAndSend();
      return {
        serverRequests: serverRequests(cast, schedules, { now, second, lateAt }),
        malformed: 1,
        repeat: async () => {
          say('everything is sent a second time, word for word: it must change nothing');
          await fireAndSend();
        },
      };
    },
    rowChanged: ({ serverId, name }, { outcome }, say) => {
      if (outcome !== 'stopped' || !toStart.delete(serverId)) return;
      cloud.operator.start(serverId);
      say(`a user starts ${name} again`);
    },
    isTimeToRepeat: () => toStart.size === 0,
    record: async () => ({ log: cloud.log.entries(), stopper: cloud.accounts.stopper.username }),
    stepsToTry: (stack, webhookKey) => [
      ...stepsPastProxy(process.env),
      ...stepsOnTheCloud(cloudsFile, spares[0]?.id ?? ''),
      ...stepsByHand(stack, webhookKey, spares[1]?.id ?? '', spares[2]?.id ?? ''),
    ],
    nameOf: (serverId) => cloud.server(serverId)?.name ?? serverId,
    close: async () => {
      await cloud.close();
      await folder.remove();
    },
  };
};

const idsFor = (cast: readonly Role[], caller: Role['caller'], late = false): readonly string[] =>
  cast
    .filter((role) => role.caller === caller && (role.late ?? false) === late)
    .flatMap(({ serverId, twice }) => (twice ? [serverId, serverId.toUpperCase()] : [serverId]));

const rebootOne = (cast: readonly Role[], cloud: SimulatedCloud): void => {
  for (const { rebooted, serverId } of cast) if (rebooted) cloud.operator.reboot(serverId);
};

const serverRequests = (
  cast: readonly Role[],
  schedules: readonly Scheduled[],
  { now, second, lateAt }: { readonly now: Instant; readonly second: Instant; readonly lateAt: Instant },
): ReadonlyMap<string, ServerRequest> =>
  new Map(
    cast.map(({ serverId, caller, late, plan }): [string, ServerRequest] => {
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
