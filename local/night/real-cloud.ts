import { type Instant, parseDurationMs } from '../../lib/instant.ts';
import type { Cloud, Reply } from '../../lib/openstack/cloud.ts';
import { createClouds } from '../../lib/openstack/clouds.ts';
import { createTransport } from '../../lib/openstack/http.ts';
import { machinePlace } from '../../lib/openstack/machine-place.ts';
import { parseServerId, type Server, type ServerAction, type ServerId } from '../../lib/server.ts';
import { systemClock } from '../../lib/system-clock.ts';
import type { CloudEvent, CloudLogEntry, NovaRequest } from '../cloud/cloud-log.ts';

/** What a person typed or set that cannot be used: one line, and nothing was stopped. */
class Unusable extends Error {}

/** Reads `--servers id,id`. */
export const serverIdsOf = (text: string): readonly ServerId[] => {
  const ids = text.split(',').map((part) => {
    const id = parseServerId(part.trim());
    if (id === undefined) throw new Unusable(`--servers: ${JSON.stringify(part.trim())} is not a UUID`);
    return id;
  });
  return [...new Set(ids)];
};

/** The cloud that the environment names, with every server seen once: it answers, and the servers are there. */
export const openRealCloud = async (
  env: NodeJS.ProcessEnv,
  ids: readonly ServerId[],
): Promise<{ readonly name: string; readonly cloud: Cloud; readonly before: ReadonlyMap<ServerId, Server> }> => {
  const clouds = createClouds({ place: machinePlace(env), clock: systemClock, allowAdmin: false, createTransport });
  const name = await clouds.defaultName();
  if (name === undefined) {
    const [problem = 'no cloud: set OS_CLOUD, or OS_AUTH_URL and its kin'] = await clouds.problems();
    throw new Unusable(problem);
  }
  const opened = await clouds.cloud(name);
  if (opened.kind === 'unknown')
    throw new Unusable(
      `OS_CLOUD: ${name} is not in the clouds configuration (it has ${opened.known.join(', ') || 'none'})`,
    );
  if (opened.kind === 'fault') throw new Unusable(opened.fault.message);
  const before = new Map<ServerId, Server>();
  for (const id of ids) before.set(id, seen(await opened.cloud.showServer(id, aMoment()), id));
  return { name, cloud: opened.cloud, before };
};

const ASK_MS = 15_000;
const aMoment = () => ({ untilAt: systemClock.now() + ASK_MS });

const seen = <T>(reply: Reply<T>, id: ServerId): T => {
  if (reply.kind === 'ok') return reply.value;
  throw new Unusable(`server ${id}: ${reply.fault.message}`);
};

/** Whether a server was off before the night. */
export const wasOff = ({ vmState, powerState }: Server): boolean =>
  (vmState === 'stopped' && powerState !== 1) || vmState.startsWith('shelved');

const POWER_ON: ReadonlySet<string> = new Set(['start', 'reboot', 'rebuild', 'unshelve', 'resume', 'unrescue']);
// The clocks of the cloud and of this machine may be a little apart.
const SKEW_MS = parseDurationMs('PT5S') ?? 0;

/** The cloud's own record of the night: its instance actions and the state it shows now, in the words of the simulated one's log. */
export const recordOf = async (
  cloud: Cloud,
  ids: readonly ServerId[],
  since: Instant,
): Promise<readonly CloudLogEntry[]> => {
  const entries: CloudLogEntry[] = [];
  for (const id of ids) {
    const actions = seen(await cloud.listActions(id, aMoment()), id).toSorted((a, b) => a.startedAt - b.startedAt);
    const now = seen(await cloud.showServer(id, aMoment()), id);
    for (const action of actions.filter(({ startedAt }) => startedAt >= since - SKEW_MS)) {
      if (action.action === 'stop') entries.push(stopRequest(id, action), powerOff(id, action, now, actions));
      if (POWER_ON.has(action.action)) entries.push({ ...anEvent(id, action), event: 'powered-on', result: null });
    }
  }
  return entries;
};

const stopRequest = (serverId: ServerId, { startedAt, requestId, userId }: ServerAction): NovaRequest => ({
  kind: 'request',
  seq: 0,
  at: startedAt,
  receivedAt: startedAt,
  method: 'POST',
  path: `/servers/${serverId}/action`,
  action: 'os-stop',
  serverId,
  requestId,
  status: 202,
  user: userId,
  fault: null,
});

const anEvent = (serverId: ServerId, { startedAt, requestId, userId }: ServerAction) =>
  ({ kind: 'event', seq: 0, at: startedAt, serverId, requestId, user: userId }) as const;

// The last stop counts as off only if the server is off now; an earlier one if something powered it on again since.
const powerOff = (id: ServerId, stop: ServerAction, now: Server, actions: readonly ServerAction[]): CloudEvent => {
  const undone = actions.some(({ action, startedAt }) => POWER_ON.has(action) && startedAt > stop.startedAt);
  const result = stop.failed ? 'failed' : undone || wasOff(now) ? 'off' : 'lied';
  return { ...anEvent(id, stop), event: 'power-off-ended', result };
};
