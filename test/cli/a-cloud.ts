import type { Clock } from '../../lib/clock.ts';
import type { ConfiguredClouds } from '../../lib/openstack/open-clouds.ts';
import type { Fault } from '../../lib/power/fault.ts';
import type { Accepted, Cloud, Reply } from '../../lib/power/ports/cloud.ts';
import { parseServerId, type Server, type ServerAction, type ServerId } from '../../lib/power/server.ts';

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
  readonly server?: Partial<Server>;
  /** From the stop to off. */
  readonly takesMs?: number;
}

/** A cloud of calm, running servers, on the test's clock. Every call is noted as `verb id`. */
export interface ACloud {
  readonly clouds: ConfiguredClouds;
  readonly calls: string[];
  /** Answers in place of the cloud, as long as it returns something. */
  instead: (
    verb: 'show' | 'stop' | 'actions',
    id: ServerId,
  ) => Promise<Reply<never> | undefined> | Reply<never> | undefined;
}

const HOUR_MS = 3_600_000;

export const aCloud = (clock: Clock, machines: Readonly<Record<ServerId, Machine>> = {}): ACloud => {
  const stoppedAt = new Map<ServerId, number>();
  const startedAt = clock.now();
  const stopRequest = (id: ServerId): string => `req-${id.slice(-4)}`;

  const shown = (id: ServerId): Server => {
    const { server, takesMs = 2_000 } = machines[id] ?? {};
    const at = stoppedAt.get(id);
    const isOff = at !== undefined && clock.now() >= at + takesMs;
    return {
      id,
      name: 'a server',
      vmState: isOff ? 'stopped' : 'active',
      taskState: at === undefined || isOff ? null : 'powering-off',
      powerState: isOff ? 4 : 1,
      locked: false,
      updatedAt: startedAt - HOUR_MS,
      launched: true,
      ...server,
    };
  };

  const ok = <T>(value: T): Reply<T> => ({ kind: 'ok', value, dateAt: Math.floor(clock.now() / 1000) * 1000 });
  const answer = async <T>(verb: 'show' | 'stop' | 'actions', id: ServerId, act: () => T): Promise<Reply<T>> => {
    made.calls.push(`${verb} ${id}`);
    return (await made.instead(verb, id)) ?? ok(act());
  };

  const actionsOf = (id: ServerId): readonly ServerAction[] => {
    const at = stoppedAt.get(id);
    return at === undefined
      ? []
      : [{ action: 'stop', requestId: stopRequest(id), userId: 'stopper', startedAt: at, failed: false }];
  };

  const cloud: Cloud = {
    userId: 'stopper',
    showServer: (id) => answer('show', id, () => shown(id)),
    stopServer: (id) =>
      answer<Accepted>('stop', id, () => {
        stoppedAt.set(id, clock.now());
        return { openstackRequestId: stopRequest(id) };
      }),
    listActions: (id) => answer('actions', id, () => actionsOf(id)),
    showAction: async () => fault({ kind: 'refused', trouble: 'not-found' }),
  };

  const made: ACloud = {
    calls: [],
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
