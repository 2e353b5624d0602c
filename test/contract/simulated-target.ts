import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import * as v from 'valibot';
import { parse } from 'yaml';
import { fieldOf, textOf } from '../../cloud/json-field.ts';
import { aServer, type ServerPlan } from '../../cloud/machines/server-plan.ts';
import { startCloud } from '../../cloud/start-cloud.ts';
import { handClock } from '../cloud/hand-clock.ts';
import { idsByRole, type Provider, ROLES, type Role } from './target.ts';

const never = { hasHost: false, launched: false } as const;
const stops = (ending: ServerPlan['stop']['ending'], takesMs = 50): Partial<ServerPlan> => ({
  stop: { ending, takesMs, lasts: 'always' },
});

/** What makes a role's server differ from a calm one; null: the cloud has none. */
const PLANS: Readonly<Record<Role, Partial<ServerPlan> | null>> = {
  error: { vmState: 'error' },
  stopped: { vmState: 'stopped', powerState: 4 },
  paused: { vmState: 'paused', powerState: 3 },
  suspended: { vmState: 'suspended', powerState: 7 },
  locked: { lockedBy: 'owner', lockedReason: 'do not touch' },
  shelved: { vmState: 'shelved', powerState: 4 },
  shelved_offloaded: { vmState: 'shelved_offloaded', powerState: 4, hasHost: false },
  rescued: { vmState: 'rescued' },
  building: { vmState: 'building', taskState: 'spawning', powerState: 0, launched: false },
  novalidhost: {
    vmState: 'error',
    powerState: 0,
    fault: { code: 500, message: 'No valid host was found. ' },
    ...never,
  },
  slow_stop: stops('ok', 20_000),
  fail_stop: stops('fail'),
  error_stop: stops('error'),
  hang_stop: stops('hang'),
  lie_stop: stops('lie'),
  other_project: { project: 'other' },
  deleted: { deleted: true },
  nonexistent: null,
};

/** The simulated cloud, peopled as the lab is, on a clock that this suite moves. */
export const simulated: Provider = {
  name: 'the simulated cloud',
  start: async () => {
    const ids = new Map<Role, string>(ROLES.map((role) => [role, randomUUID()]));
    const idOf = (role: Role): string => ids.get(role) ?? '';
    const roles = ROLES.flatMap((role) => {
      const plan = PLANS[role];
      const name = `bms-${role.replaceAll('_', '-')}`;
      return plan === null ? [] : [aServer({ id: idOf(role), name, tags: ['bms', 'rack-r0'], ...plan })];
    });
    const active = Array.from({ length: 12 }, (_, n) =>
      aServer({
        name: `bms-0${String(n).padStart(2, '0')}`,
        tags: ['bms', `rack-r${n % 4}`],
        metadata: { rack: `r${n % 4}` },
        reported: n === 6,
      }),
    );
    const clock = handClock();
    const cloud = await startCloud({ clock, servers: [...active, ...roles], keepsShelved: true });
    const clouds: unknown = fieldOf(parse(cloud.cloudsYaml()), 'clouds');
    const credential = (name: string) => {
      const auth = fieldOf(fieldOf(clouds, name), 'auth');
      return {
        id: textOf(auth, 'application_credential_id') ?? '',
        secret: textOf(auth, 'application_credential_secret') ?? '',
      };
    };
    return {
      authUrl: cloud.authUrl,
      computeUrl: cloud.computeUrl,
      projectId: cloud.accounts.stopper.projectId,
      regions: cloud.regions,
      accounts: cloud.accounts,
      credentials: { full: credential('stopper-appcred'), restricted: credential('stopper-appcred-restricted') },
      servers: v.parse(idsByRole, Object.fromEntries(ids)),
      active: active.map(({ id }) => id),
      slow: idOf('slow_stop'),
      bareMetal: true,
      forbidHistory: async () => {
        cloud.refuseActionList('forbidden', 'reader');
        return async () => cloud.refuseActionList(null, 'reader');
      },
      loseBmc: async (id) => {
        cloud.behave(id, { ending: 'lost' });
        return async () => cloud.behave(id, { ending: 'ok' });
      },
      largerFlavor: 'physical.o2.large',
      ponder: (serverId) => cloud.faults.next('serverAction', { kind: 'delay', when: 'within', ms: 50 }, { serverId }),
      pass: async (ms) => {
        clock.advance(ms);
        await setImmediate();
      },
      close: cloud.close,
    };
  },
};
