import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aServer } from '../../cloud/machines/server-plan.ts';
import { startCloud } from '../../cloud/start-cloud.ts';
import { ownFolder } from '../stack/own-folder.ts';
import { announce } from './announce.ts';
import { arrange, tag } from './arrange.ts';
import { awsConfig } from './aws-config.ts';
import { stepsByHand, stepsOnCall, stepsOnTheCloud, stepsPastProxy } from './by-hand.ts';
import { castOf } from './cast.ts';
import { choicesOf } from './choices.ts';
import { ANNEX, nightClouds } from './clouds-file.ts';
import { nightFreeze } from './freezing.ts';
import type { Night } from './night.ts';
import { scheduledServers } from './scheduled-servers.ts';
import { NIGHT_TAG, SPARE_TAG } from './select-messages.ts';
import { sendingsOf } from './sendings.ts';
import { idsFor, serverRequests } from './server-requests.ts';
import { REPORTS, SHORT_NIGHT } from './settings.ts';

// On a busy machine it takes several times as long as on an idle one.
const LONGEST_MS = 180_000;
/** Servers that the night leaves running: one for each way to stop one by hand. */
const SPARES = ['bms-by-command', 'bms-by-queue', 'bms-by-webhook', 'bms-by-asking'] as const;

/** Starts the simulated cloud with its cast; the clouds file is in a folder of its own, readable by its owner only. */
export const openSimulatedNight = async (template: string): Promise<Night> => {
  const schedules = await scheduledServers(template, Date.now());
  const scheduleNames = schedules.map(({ name }) => name);
  const cast = castOf(schedules);
  const spares = SPARES.map((name) => aServer({ name, tags: [SPARE_TAG] }));
  const onHoliday = aServer({ name: 'bms-on-holiday' });
  const spareIds = spares.map(({ id }) => id);
  const cloud = await startCloud({ servers: [...cast.flatMap(({ plan }) => plan ?? []), ...spares, onHoliday] });
  const folder = ownFolder('lights-out-cloud-');
  const cloudsFile = join(folder.path, 'clouds.yaml');
  await writeFile(cloudsFile, nightClouds(cloud), { mode: 0o600 });
  arrange(cast, cloud);
  const toStart = new Set(cast.filter(({ restarted }) => restarted === 'when-reported').map((role) => role.serverId));
  const toFreeze = new Set(idsFor(cast, 'frozen'));
  const asked = cast.filter(({ caller }) => caller !== 'nobody');
  let names: ReadonlyMap<string, string> = new Map();
  let selection = '';
  const annex = nightFreeze(ANNEX, [...toFreeze]);
  return {
    intro: [
      'Lights Out: one night on your own machine',
      `The functions as packaged for AWS, an embedded queue and table, and a simulated cloud with ${asked.length} servers that are asked for.`,
      `Waits are shortened: ${Object.entries(SHORT_NIGHT)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ')}`,
    ],
    asked: asked.map(({ serverId, name, is, shows, caller }) => ({ serverId, name, is, shows, source: caller })),
    notAsked: cast.filter(({ caller }) => caller === 'nobody'),
    environment: { ...SHORT_NIGHT, ...REPORTS, OS_CLIENT_CONFIG_FILE: cloudsFile, OS_CLOUD: 'stopper' },
    longestMs: LONGEST_MS,
    ask: async (stack, webhookKey, say) => {
      const sendings = sendingsOf(stack, webhookKey, cast, [onHoliday.id], scheduleNames, Date.now());
      names = sendings.names;
      selection = sendings.selection;
      announce(cast, scheduleNames, stack.schedules, say);
      say(`freeze    a person freezes the cloud ${ANNEX}: written in ${await annex.freeze(stack)} ms`);
      await sendings.once();
      for (const { rebooted, serverId } of cast) if (rebooted) cloud.operator.reboot(serverId);
      for (const { serverId, reported } of cast) if (reported) cloud.operator.powerOnAtNode(serverId);
      await sendings.all(say);
      return {
        serverRequests: serverRequests(cast, schedules, sendings.moments),
        malformed: 1,
        unsplit: 2,
        awaited: sendings.awaited,
        selection: sendings.selection,
        repeat: async () => {
          await annex.thaw(stack);
          say(`a person thaws the cloud ${ANNEX}`);
          for (const { serverId, name } of cast.filter(({ taggedLater }) => taggedLater)) {
            tag(cloud, serverId, NIGHT_TAG);
            say(`a user tags ${name} ${NIGHT_TAG}`);
          }
          say('everything is sent a second time, word for word: it must change nothing');
          await sendings.all(say);
        },
      };
    },
    rowChanged: ({ serverId, name, because }, { outcome }, say) => {
      if (because.startsWith('frozen ')) toFreeze.delete(serverId);
      if (outcome !== 'stopped' || !toStart.delete(serverId)) return;
      cloud.operator.start(serverId);
      say(`a user starts ${name} again`);
    },
    isTimeToRepeat: () => toStart.size === 0 && toFreeze.size === 0,
    record: async () => ({
      log: cloud.log.entries(),
      stopper: cloud.accounts.stopper.username,
      choices: choicesOf(cast, spareIds, [onHoliday.id], annex.times()),
    }),
    stepsToTry: async (stack, webhookKey) => {
      const awsConfigFile = join(folder.path, 'aws-config');
      await writeFile(awsConfigFile, awsConfig(stack), { mode: 0o600 });
      const paths = { name: stack.name, awsConfigFile, cloudsFile };
      return [
        ...stepsPastProxy(process.env),
        ...stepsOnCall(paths, { server: asked[0]?.name ?? '', requestId: selection, runningId: spareIds[3] ?? '' }),
        ...stepsOnTheCloud(cloudsFile, spareIds[0] ?? ''),
        ...stepsByHand(stack, webhookKey, spareIds[1] ?? '', spareIds[2] ?? ''),
      ];
    },
    nameOf: (serverId) => cloud.server(serverId)?.name ?? serverId,
    requestName: (requestId) => {
      const schedule = scheduleNames.find((name) => requestId.includes(`/${name}@`));
      return names.get(requestId) ?? (schedule === undefined ? `request ${requestId}` : `schedule ${schedule}`);
    },
    close: async () => {
      await cloud.close();
      await folder.remove();
    },
  };
};
