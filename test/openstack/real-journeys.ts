import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { authOfEntry, authUrlOf, computeUrlOf, readEntry } from '../journeys/clouds-entry.ts';
import { type Console, httpColleague } from '../journeys/http-colleague.ts';
import type { JourneyCloud } from '../journeys/journey-cloud.ts';
import { ironicNodes } from './ironic-nodes.ts';
import { type LabFile, readLabFile } from './lab-file.ts';
import { forbidHistory } from './nova-policy.ts';
import { putBack } from './put-back.ts';

// A power-on this little before a request still counts as after it (S1).
const SKEW_MS = 6_000;

/** The cloud of OS_CLIENT_CONFIG_FILE and OS_CLOUD with the servers of OPENSTACK_LAB, each put into its state. */
export const realJourneys = async (env: NodeJS.ProcessEnv): Promise<JourneyCloud> => {
  const lab = await readLabFile(env.OPENSTACK_LAB);
  const entry = await readEntry(env.OS_CLIENT_CONFIG_FILE, env.OS_CLOUD);
  const [authUrl, computeUrl] = [authUrlOf(entry), await computeUrlOf(entry)];
  // Only a lab of `up` lends us its administrator; on anybody's project the colleague is the same person.
  const person = lab.ours ? await readEntry(env.OS_CLIENT_CONFIG_FILE, 'admin') : entry;
  const place = { authUrl, computeUrl, auth: authOfEntry(person) };
  const console = httpColleague({ ...place, since: 0 });
  const changed = await putBack(console, lab);
  const special = lab.ironic
    ? await ironicOnly(console, lab, place)
    : lab.ours
      ? await labOnly(console, lab)
      : undefined;
  const allow = lab.ours ? await forbidHistory(lab.folder) : undefined;
  if (changed || special !== undefined) await pause(SKEW_MS);
  return {
    authUrl,
    computeUrl,
    entry,
    servers: { ...lab.servers, ...special?.servers },
    active: special?.active ?? lab.active,
    colleague: httpColleague({ ...place, since: Date.now() - 1_000 }),
    patience: 'PT45S',
    ...(lab.ironic && { bareMetal: true as const }),
    ...special?.can,
    ...(await collision(lab)),
    ...power(lab, env.OPENSTACK_LAB_SCRIPTS),
    ...(lab.ours && { echo: console.reportOn, listless: await readEntry(env.OS_CLIENT_CONFIG_FILE, 'reader') }),
    close: async () => {
      await allow?.();
      await special?.close?.();
    },
  };
};

/** What only Ironic shows: a server whose BMC is lost, and one that is powered on past Nova. */
const ironicOnly = async (console: Console, lab: LabFile, { authUrl, auth }: { authUrl: string; auth: object }) => {
  const [lost, ...rest] = lab.active.toReversed();
  if (lost === undefined) return undefined;
  const nodes = await ironicNodes(authUrl, auth, lab.folder);
  const find = await nodes.loseBmc(lost);
  return {
    servers: { ...lab.servers, lost_stop: lost },
    active: rest,
    can: {
      powerOnAtNode: async (id: string) => {
        await nodes.powerOn(id);
        // The lab's Ironic does not report by itself (send_power_notifications).
        await console.reportOn(id);
      },
    } satisfies Partial<JourneyCloud>,
    close: async () => {
      await find();
      await putBack(console, { ...lab, active: [lost], servers: {} });
    },
  };
};

/** What only the lab's own driver does: a server that fails once, one that is paused and mended. */
const labOnly = async (console: Console, { active, servers }: LabFile) => {
  const [failing, paused, ...rest] = active.toReversed();
  if (failing === undefined || paused === undefined) return undefined;
  await console.nova('PUT', `servers/${failing}/metadata/lab_stop`, { meta: { lab_stop: 'fail' } });
  await console.act(paused, { pause: null });
  return {
    servers: { ...servers, fails_once: failing },
    active: rest,
    can: {
      mendable: {
        serverId: paused,
        reason: 'not-stoppable',
        mend: async () => void (await console.act(paused, { unpause: null })),
      },
      obey: async (id: string) => void (await console.nova('DELETE', `servers/${id}/metadata/lab_stop`)),
    } satisfies Partial<JourneyCloud>,
    close: undefined,
  };
};

/** `up --race-hook`: a pause between Nova's check of a stop and its write, for as long as driver.json says so. */
const collision = async ({ folder, ours }: LabFile): Promise<Pick<JourneyCloud, 'collide'>> => {
  if (!ours) return {};
  const config: unknown = JSON.parse(await readFile(join(folder, 'lab-config.json'), 'utf8'));
  const hooked = typeof config === 'object' && config !== null && 'race_hook' in config && config.race_hook === true;
  if (!hooked) return {};
  const driver = join(folder, 'driver.json');
  return {
    collide: async (during) => {
      const before = await readFile(driver, 'utf8');
      await writeFile(driver, JSON.stringify({ ...JSON.parse(before), api_gap_seconds: 0.5 }));
      try {
        return await during();
      } finally {
        await writeFile(driver, before);
      }
    },
  };
};

const run = async (command: string, args: readonly string[]): Promise<void> => {
  const child = spawn(command, args, { stdio: 'ignore' });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ends with ${code}`);
};

/** The lab's own `down` and `up`, in the folder that OPENSTACK_LAB_SCRIPTS names. */
const power = ({ folder, ours, active, ironic }: LabFile, scripts: string | undefined): Pick<JourneyCloud, 'power'> => {
  if (!ours || scripts === undefined) return {};
  const state = ['--state', folder];
  // `up` lists as many running servers as it is told to.
  const up = [...state, '--servers', String(active.length), ...(ironic ? ['--ironic'] : [])];
  const start = () => run(join(scripts, 'up'), up);
  // Nova's first power sync may meddle with the servers that `up` starts again on a busy machine; a second one goes on from there.
  return { power: { kill: () => run(join(scripts, 'down'), state), start: () => start().catch(start) } };
};
