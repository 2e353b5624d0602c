import type { CloudClock } from '../../cloud/cloud-clock.ts';
import { cloudLog } from '../../cloud/cloud-log.ts';
import { cloudPort } from '../../cloud/fronts/cloud-port.ts';
import { machines as novaMachines } from '../../cloud/machines/machines.ts';
import { aServer, type ServerPlan, stopsAtOnce } from '../../cloud/machines/server-plan.ts';
import { serverRecord } from '../../cloud/machines/server-record.ts';
import { serverStore } from '../../cloud/machines/server-store.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ConfiguredClouds } from '../../lib/openstack/open-clouds.ts';
import type { Fault } from '../../lib/power/fault.ts';
import type { Cloud, Reply, ServerList, ServerPage } from '../../lib/power/ports/cloud.ts';
import { parseServerId, type ServerId } from '../../lib/power/server.ts';

/** The n-th server id of a test. */
export const idOf = (n: number): ServerId => {
  const id = parseServerId(`5e1f0000-0000-4000-8000-${String(n).padStart(12, '0')}`);
  if (id === undefined) throw new Error(`no server id: ${n}`);
  return id;
};

const aFault = (changes: Partial<Fault> = {}): Fault => ({
  kind: 'transient',
  trouble: 'unreachable',
  message: 'the show was not sent: CONNECT_TIMEOUT',
  ...changes,
});

export const fault = (changes: Partial<Fault> = {}): Reply<never> => ({ kind: 'fault', fault: aFault(changes) });

/** A machine and how it takes a stop. */
export interface Machine {
  readonly server?: Partial<ServerPlan>;
  /** From the stop to off. */
  readonly takesMs?: number;
}

/** The simulated cloud behind the port, on the test's clock, with as many calm servers as are asked for. Every call is noted as `verb id`. */
export interface ACloud {
  readonly clouds: ConfiguredClouds;
  readonly calls: string[];
  /** The request id of the newest stop on the server's record. */
  stopOf(id: ServerId): string | undefined;
  /** Answers a page of the server list in place of the cloud, as long as it returns something. */
  page: (next: string | undefined) => Promise<Reply<ServerPage> | undefined> | Reply<ServerPage> | undefined;
  /** Answers in place of the cloud, as long as it returns something. */
  instead: (
    verb: 'show' | 'stop' | 'actions',
    id: ServerId,
  ) => Promise<Reply<never> | undefined> | Reply<never> | undefined;
}

const OWNER = { userId: 'stopper', projectId: 'fa51b0f8b3f34c1e8d6a3b7c6c1d2e3f' };

/** The cloud's clock on a test's clock: what is due happens before the next look at it. */
const cloudClock = (clock: Clock): CloudClock & { catchUp(): void } => {
  let due: { readonly at: number; readonly act: () => void }[] = [];
  let at: number | undefined;
  return {
    now: () => at ?? clock.now(),
    freshId: clock.freshId,
    after: (ms, act) => {
      const one = { at: clock.now() + ms, act };
      due.push(one);
      return () => {
        due = due.filter((other) => other !== one);
      };
    },
    catchUp: () => {
      const ripe = due.filter((one) => one.at <= clock.now()).sort((a, b) => a.at - b.at);
      due = due.filter((one) => !ripe.includes(one));
      for (const one of ripe) {
        at = one.at;
        one.act();
      }
      at = undefined;
    },
  };
};

export const aCloud = (clock: Clock, machines: Readonly<Record<ServerId, Machine>> = {}): ACloud => {
  const time = cloudClock(clock);
  const ids = Object.keys(machines).flatMap((id) => parseServerId(id) ?? []);
  const store = serverStore(time);
  const nova = novaMachines(time, store, cloudLog());
  const port = cloudPort({ clock: time, store, machines: nova }, { ...OWNER, username: 'stopper', isAdmin: false });
  // A server is there as soon as somebody asks for it.
  const put = (id: ServerId): void => {
    const { server, takesMs = 2_000 } = machines[id] ?? {};
    const plan = aServer({ id, name: 'a server', stop: { ...stopsAtOnce, takesMs }, ...server });
    if (store.get(id) === undefined) store.add(serverRecord(plan, OWNER, time));
  };
  const call = async <T>(
    verb: 'show' | 'stop' | 'actions',
    id: ServerId,
    act: () => Promise<Reply<T>>,
  ): Promise<Reply<T>> => {
    made.calls.push(`${verb} ${id}`);
    const answer = await made.instead(verb, id);
    if (answer !== undefined) return answer;
    put(id);
    time.catchUp();
    return await act();
  };

  const cloud: Cloud & ServerList = {
    userId: port.userId,
    listServers: async (next, budget) => {
      made.calls.push(next === undefined ? 'list' : `list ${next}`);
      for (const id of ids) put(id);
      return (await made.page(next)) ?? port.listServers(next, budget);
    },
    showServer: (id, budget) => call('show', id, () => port.showServer(id, budget)),
    stopServer: (id, type, budget) => call('stop', id, () => port.stopServer(id, type, budget)),
    listActions: (id, budget) => call('actions', id, () => port.listActions(id, budget)),
    showAction: port.showAction,
  };

  const made: ACloud = {
    calls: [],
    page: () => undefined,
    stopOf: (id) => store.get(id)?.actions.findLast(({ action }) => action === 'stop')?.requestId,
    instead: () => undefined,
    clouds: {
      cloud: async (name) =>
        name === 'otc' ? { kind: 'cloud', cloud } : { kind: 'unknown', known: ['otc', 'otc-test'] },
      inspector: async () => ({ kind: 'fault', fault: aFault() }),
      defaultName: async () => 'otc',
      problems: async () => [],
    },
  };
  return made;
};
