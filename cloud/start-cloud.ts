import { every, realClock } from './cloud-clock.ts';
import { cloudLog } from './cloud-log.ts';
import { faultList } from './fronts/faults.ts';
import { httpServer } from './fronts/http-server.ts';
import { novaFront } from './fronts/nova-front.ts';
import { pause, underFault } from './fronts/under-fault.ts';
import { IMAGE_PATH, imageService, isOfImages } from './image-service.ts';
import { makeAccounts } from './keystone/accounts.ts';
import { REGIONS } from './keystone/catalog.ts';
import { cloudsYaml } from './keystone/clouds-yaml.ts';
import { keystone } from './keystone/keystone.ts';
import { tokenBook } from './keystone/token-book.ts';
import { plannedDriver } from './machines/driver.ts';
import { machines } from './machines/machines.ts';
import type { ServerPlan } from './machines/server-plan.ts';
import { serverRecord } from './machines/server-record.ts';
import { serverSnapshot } from './machines/server-snapshot.ts';
import { serverStore } from './machines/server-store.ts';
import { actionListSwitch } from './nova/action-list-switch.ts';
import { downCell } from './nova/down-cell.ts';
import { novaAuth } from './nova/nova-auth.ts';
import { operatorOf } from './operator.ts';
import type { CloudOptions, SimulatedCloud } from './simulated-cloud.ts';

const AN_HOUR_MS = 3_600_000;
/** keystonemiddleware's token_cache_time. */
const TOKEN_CACHE_MS = 300_000;

/** Starts a simulated cloud on 127.0.0.1. */
export const startCloud = async (options: CloudOptions = {}): Promise<SimulatedCloud> => {
  const { clock = realClock(), tokenLifeMs = AN_HOUR_MS, tokenCacheMs = TOKEN_CACHE_MS, stopRaceGapMs = 0 } = options;
  const accounts = makeAccounts();
  const { people } = accounts;
  const log = cloudLog();
  const faults = faultList();
  const store = serverStore(clock);
  const compute = machines(clock, store, log, plannedDriver, options);
  const tokens = tokenBook(clock);
  const actionLists = actionListSwitch(options.noActionList ?? null);
  const cell = downCell();
  const add = (plan: ServerPlan): void => {
    const { userId, projectId } = plan.project === 'bms' ? people.stopper : people.outsider;
    store.add(serverRecord(plan, { userId, projectId }, clock));
  };
  for (const plan of options.servers ?? []) add(plan);

  // Each of the two names the other in its answers, so both listen before either answers.
  const keystoneServer = await httpServer(clock);
  const novaServer = await httpServer(clock);
  const authUrl = `http://127.0.0.1:${keystoneServer.port}/v3`;
  const computeUrl = `http://127.0.0.1:${novaServer.port}/v2.1`;
  const imageUrl = `${new URL(authUrl).origin}${IMAGE_PATH}`;
  const keystoneParts = { accounts, tokens, authUrl, computeUrl, imageUrl, tokenLifeMs, now: clock.now };
  keystoneServer.answerWith(async (asked) => {
    if (isOfImages(asked)) return imageService(tokens, asked);
    const isLogin = asked.method === 'POST' && asked.url.pathname === '/v3/auth/tokens';
    const fault = isLogin ? faults.take('login', null) : undefined;
    return underFault(fault, clock, async () => keystone(keystoneParts, asked));
  });
  const novaParts = {
    authUrl,
    auth: novaAuth(tokens, clock, tokenCacheMs),
    store,
    machines: compute,
    actionLists,
    downCell: cell,
    raceGap: stopRaceGapMs === 0 ? undefined : () => pause(clock, stopRaceGapMs),
    clock,
    log,
    faults,
  };
  novaServer.answerWith((asked) => novaFront(novaParts, asked));
  const { powerSyncMs } = options;
  const endSync = powerSyncMs === undefined ? undefined : every(clock, powerSyncMs, compute.syncPower);

  return {
    authUrl,
    computeUrl,
    regions: REGIONS,
    accounts: people,
    log,
    faults,
    operator: operatorOf(people.operator, store, compute, clock),
    servers: () => store.all(0).map(serverSnapshot),
    server: (id) => {
      const record = store.get(id);
      return record === undefined ? undefined : serverSnapshot(record);
    },
    add,
    behave: (id, stop) => {
      const record = store.get(id);
      if (record === undefined) throw new Error(`the cloud has no server ${id}`);
      store.change(id, { updatedAt: record.updatedAt, stop: { ...record.stop, ...stop } });
    },
    refuseActionList: actionLists.refuse,
    loseCell: cell.lose,
    cloudsYaml: () => cloudsYaml(accounts, { authUrl, regions: REGIONS }),
    close: async () => {
      endSync?.();
      compute.stop();
      await Promise.all([keystoneServer.close(), novaServer.close()]);
    },
  };
};
