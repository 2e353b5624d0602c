import { findCloudProblems } from '../../cli/cloud/find-cloud.ts';
import { systemClock } from '../../lib/clock.ts';
import { hostPlace } from '../../lib/openstack/config/files.ts';
import { createTransport } from '../../lib/openstack/http/transport.ts';
import { createClouds } from '../../lib/openstack/open-clouds.ts';
import { parseServerId } from '../../lib/power/server.ts';
import { Unusable } from '../journeys/unusable.ts';

const ASK_MS = 15_000;

/**
 * Looks at each of these servers once, on the cloud that the environment names and with the credential that would stop them. Throws
 * `Unusable` with one line for the first that is not shown: it is none of this project.
 */
export const lookAtAll = async (env: NodeJS.ProcessEnv, ids: readonly string[]): Promise<void> => {
  const clouds = createClouds({ place: hostPlace(env), clock: systemClock, allowAdmin: false, createTransport });
  const name = await clouds.defaultName();
  const opened = name === undefined ? undefined : await clouds.cloud(name);
  if (opened?.kind !== 'cloud') throw new Unusable((await findCloudProblems(clouds, name)).join('; '));
  for (const text of ids) {
    const id = parseServerId(text);
    if (id === undefined) throw new Unusable(`server ${text}: not a UUID`);
    const reply = await opened.cloud.showServer(id, { untilAt: systemClock.now() + ASK_MS });
    if (reply.kind === 'fault') throw new Unusable(`server ${id}: ${reply.fault.message}`);
  }
};
