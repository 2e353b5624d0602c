import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { authOfEntry, authUrlOf, computeUrlOf, readEntry } from '../journeys/clouds-entry.ts';
import { type Console, httpColleague } from '../journeys/http-colleague.ts';
import type { JourneyCloud } from '../journeys/journey-cloud.ts';
import { type LabFile, readLabFile } from './lab-file.ts';
import { putBack } from './put-back.ts';

// A power-on this little before a request still counts as after it (RELIABILITY, S1).
const SKEW_MS = 6_000;

/** The cloud of OS_CLIENT_CONFIG_FILE and OS_CLOUD with the servers of OPENSTACK_LAB, each put into its state. */
export const realJourneys = async (env: NodeJS.ProcessEnv): Promise<JourneyCloud> => {
  const lab = await readLabFile(env.OPENSTACK_LAB);
  const entry = await readEntry(env.OS_CLIENT_CONFIG_FILE, env.OS_CLOUD);
  const [authUrl, computeUrl] = [authUrlOf(entry), await computeUrlOf(entry)];
  // Only a lab of `up` lends us its administrator; on anybody's project the colleague is the same person.
  const person = lab.ours ? await readEntry(env.OS_CLIENT_CONFIG_FILE, 'admin') : entry;
  const place = { authUrl, computeUrl, auth: authOfEntry(person) };
  const changed = await putBack(httpColleague({ ...place, since: 0 }), lab);
  const special = lab.ours && !lab.ironic ? await labOnly(httpColleague({ ...place, since: 0 }), lab) : undefined;
  if (changed || special !== undefined) await pause(SKEW_MS);
  return {
    authUrl,
    computeUrl,
    entry,
    servers: { ...lab.servers, ...special?.servers },
    active: special?.active ?? lab.active,
    colleague: httpColleague({ ...place, since: Date.now() - 1_000 }),
    patience: 'PT30S',
    ...special?.can,
    ...(await collision(lab)),
    ...power(lab, env.OPENSTACK_LAB_SCRIPTS),
    close: async () => undefined,
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
  return { power: { kill: () => run(join(scripts, 'down'), state), start: () => run(join(scripts, 'up'), up) } };
};
