import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { parse } from 'yaml';
import { aServer, type ServerPlan } from '../../cloud/machines/server-plan.ts';
import { startCloud } from '../../cloud/start-cloud.ts';
import { authOfEntry, cloudsEntry } from './clouds-entry.ts';
import { httpColleague } from './http-colleague.ts';
import { type JourneyCloud, ROLES, type Role } from './journey-cloud.ts';

const stops = (ending: ServerPlan['stop']['ending'], takesMs: number, lasts: 'always' | 'once' = 'always') => ({
  stop: { ending, takesMs, lasts },
});

/** What makes a role's server differ from a calm one; null: the cloud has none. */
const PLANS: Readonly<Record<Role, Partial<ServerPlan> | null>> = {
  error: { vmState: 'error', fault: { code: 500, message: 'a disk failed' } },
  stopped: { vmState: 'stopped', powerState: 4 },
  locked: { lockedBy: 'owner' },
  locked_by_admin: { lockedBy: 'admin', lockedReason: 'do not touch' },
  paused: { vmState: 'paused', powerState: 3 },
  suspended: { vmState: 'suspended', powerState: 7 },
  rescued: { vmState: 'rescued' },
  shelved: { vmState: 'shelved', powerState: 4 },
  shelved_offloaded: { vmState: 'shelved_offloaded', powerState: 4, hasHost: false },
  building: { vmState: 'building', taskState: 'spawning', powerState: 0, launched: false },
  novalidhost: { vmState: 'error', powerState: 0, hasHost: false, launched: false },
  slow: stops('ok', 3_000),
  fails_once: stops('fail', 100, 'once'),
  fail_stop: stops('fail', 100),
  error_stop: stops('error', 100),
  hang_stop: stops('hang', 0),
  lie_stop: stops('lie', 100),
  lost_stop: stops('lost', 100),
  other_project: { project: 'other' },
  deleted: { deleted: true },
  nonexistent: null,
};

const ownClouds = v.object({
  clouds: v.object({ stopper: cloudsEntry, reader: cloudsEntry, operator: cloudsEntry, admin: cloudsEntry }),
});

const RACE_GAP_MS = 150;

/** The simulated cloud, peopled with every role. */
export const simulatedJourneys = async (): Promise<JourneyCloud> => {
  const plans = ROLES.map((role) => ({ role, id: randomUUID(), plan: PLANS[role] }));
  const active = Array.from({ length: 65 }, () => aServer());
  const thousand = Array.from({ length: 1000 }, () => aServer());
  const late = randomUUID();
  const cloud = await startCloud({
    servers: [
      ...active,
      ...thousand,
      ...plans.flatMap(({ id, role, plan }) => (plan === null ? [] : [aServer({ id, name: role, ...plan })])),
    ],
    // A revoked token is refused at once, and simultaneous stops collide.
    tokenCacheMs: 0,
    stopRaceGapMs: RACE_GAP_MS,
  });
  const { clouds } = v.parse(ownClouds, parse(cloud.cloudsYaml()));
  const place = { authUrl: cloud.authUrl, computeUrl: cloud.computeUrl, since: Date.now() };
  const colleague = httpColleague({ ...place, auth: authOfEntry(clouds.operator) });
  const { reportOn } = httpColleague({ ...place, auth: authOfEntry(clouds.admin) });
  cloud.refuseActionList('forbidden', cloud.accounts.reader.username);
  return {
    authUrl: cloud.authUrl,
    computeUrl: cloud.computeUrl,
    entry: clouds.stopper,
    servers: Object.fromEntries(plans.map(({ role, id }) => [role, id])),
    active: active.map(({ id }) => id),
    thousand: thousand.map(({ id }) => id),
    colleague,
    bareMetal: true,
    patience: 'PT8S',
    mendable: {
      serverId: late,
      reason: 'not-found',
      mend: async () => cloud.add(aServer({ id: late })),
    },
    remove: async (id) => void cloud.operator.delete(id),
    obey: async () => undefined,
    echo: reportOn,
    // The simulated machines are where their Nova has them: the report is the change.
    powerOnAtNode: reportOn,
    listless: clouds.reader,
    collide: (during) => during(),
    close: cloud.close,
  };
};
