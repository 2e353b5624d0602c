import type { CloudClock } from '../../../cloud/cloud-clock.ts';
import { cloudLog } from '../../../cloud/cloud-log.ts';
import { faultList } from '../../../cloud/fronts/faults.ts';
import { novaFront } from '../../../cloud/fronts/nova-front.ts';
import { askedBy, resultOf } from '../../../cloud/fronts/transport.ts';
import type { Accounts } from '../../../cloud/keystone/accounts.ts';
import { REGIONS } from '../../../cloud/keystone/catalog.ts';
import { cloudsYaml } from '../../../cloud/keystone/clouds-yaml.ts';
import { keystone } from '../../../cloud/keystone/keystone.ts';
import type { TokenBook } from '../../../cloud/keystone/token-book.ts';
import { plannedDriver } from '../../../cloud/machines/driver.ts';
import { machines } from '../../../cloud/machines/machines.ts';
import type { ServerPlan } from '../../../cloud/machines/server-plan.ts';
import { serverRecord } from '../../../cloud/machines/server-record.ts';
import { serverStore } from '../../../cloud/machines/server-store.ts';
import { actionListSwitch } from '../../../cloud/nova/action-list-switch.ts';
import { downCell } from '../../../cloud/nova/down-cell.ts';
import { novaAuth } from '../../../cloud/nova/nova-auth.ts';
import type { Transport } from '../../../lib/openstack/http/http.ts';

const AUTH_URL = 'https://keystone.example/v3';
const COMPUTE_URL = 'https://nova.example/v2.1';
const TOKEN_LIFE_MS = 3_600_000;
const TOKEN_CACHE_MS = 300_000;

/** Who may enter a cloud, and the tokens that they have. */
export interface CloudPeople {
  readonly accounts: Accounts;
  readonly tokens: TokenBook;
}

/** The simulated cloud without a socket, with every call to it counted by its name. */
export const countedCloud = (clock: CloudClock, servers: readonly ServerPlan[], { accounts, tokens }: CloudPeople) => {
  const { stopper } = accounts.people;
  const log = cloudLog();
  const store = serverStore(clock);
  for (const plan of servers) store.add(serverRecord(plan, stopper, clock));
  const keystoneParts = {
    ...{ accounts, tokens, authUrl: AUTH_URL, computeUrl: COMPUTE_URL, imageUrl: `${new URL(AUTH_URL).origin}/image` },
    ...{ tokenLifeMs: TOKEN_LIFE_MS, now: clock.now },
  };
  const novaParts = {
    ...{ authUrl: AUTH_URL, auth: novaAuth(tokens, clock, TOKEN_CACHE_MS), store, clock, log, faults: faultList() },
    ...{ machines: machines(clock, store, log, plannedDriver, {}), raceGap: undefined },
    ...{ actionLists: actionListSwitch(null), downCell: downCell() },
  };
  let logins = 0;
  const transport: Transport = async (request) => {
    if (request.url.origin === new URL(AUTH_URL).origin) {
      if (request.method === 'POST') logins += 1;
      return resultOf(keystone(keystoneParts, askedBy(request)), clock);
    }
    const reaction = await novaFront(novaParts, askedBy(request));
    if (reaction === 'drop') throw new Error('no fault was asked for');
    return resultOf(reaction, clock);
  };
  /** `show`, `list` and so on, as Nova's API reference has them; `login` of Keystone. */
  const counts = (): Readonly<Record<string, number>> => {
    const names = log.entries().flatMap((entry) => {
      if (entry.kind !== 'request') return [];
      const path = entry.path.replace(/\?.*/, '').replace(/\/[0-9a-f-]{36}/, '/{id}');
      return `${entry.method} ${path}`;
    });
    const total = new Map<string, number>([['POST /v3/auth/tokens', logins]]);
    for (const name of names) total.set(name, (total.get(name) ?? 0) + 1);
    return Object.fromEntries([...total].sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return {
    transport,
    counts,
    /** A clouds.yaml in which our user's entry has this name. Holds passwords. */
    cloudsYaml: (name: string): string =>
      cloudsYaml(accounts, { authUrl: AUTH_URL, regions: REGIONS }).replace(/^( +)stopper:/m, `$1${name}:`),
    states: (): readonly string[] => store.all(0).map(({ vmState }) => vmState),
  };
};
