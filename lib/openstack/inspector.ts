import type { Budget, Reply } from '../power/ports/cloud.ts';
import type { CloudConfig } from './config/types.ts';
import type { Routes } from './http/proxies.ts';
import type { Keystone } from './keystone/keystone.ts';
import type { TokenOwner } from './keystone/token-owner.ts';
import type { Microversion } from './nova/microversion.ts';
import { createReader, versionOf } from './nova/read-nova.ts';
import { type ListedServer, parseServerPage, type ServerPage } from './nova/server-answer.ts';
import type { Compute } from './nova/session.ts';

/** The number of servers in a project. */
export interface ServerCount {
  readonly visible: number;
  readonly running: number;
  /** There are more than were counted. */
  readonly more: boolean;
  /** A running server, else any. */
  readonly example?: ListedServer;
}

/** Inspects a cloud and its credential for the check command: would stops work? Changes nothing. */
export interface Inspector {
  readonly config: Pick<CloudConfig, 'name' | 'source' | 'authUrl' | 'region' | 'interface'>;
  /** How an address is reached: directly, or through a proxy. */
  readonly routes: Routes;
  login(budget: Budget): Promise<Reply<TokenOwner & { readonly admin: boolean }>>;
  /** Where Nova is, and the version that it is asked in; null: there are no microversions. */
  compute(budget: Budget): Promise<Reply<{ readonly base: URL; readonly version: Microversion | null }>>;
  countServers(budget: Budget): Promise<Reply<ServerCount>>;
  /** Whether servers of other projects are shown to this credential. */
  seesOthers(budget: Budget): Promise<Reply<boolean>>;
  /** Reads the version document once more, for its `Date`. */
  readVersion(budget: Budget): Promise<Reply<undefined>>;
}

// A server takes about 2 KB in a list, and 1 MiB is read.
const PAGE_SERVERS = 200;
const MOST_SERVERS = 10_000;

export const createInspector = (
  config: CloudConfig,
  keystone: Keystone,
  compute: Compute,
  routes: Routes,
): Inspector => {
  const read = createReader(compute, keystone);
  // Access rules for the path of a server (`/v2.1/servers/*`) allow `detail` too, but not `/v2.1/servers`.
  const readPage = (query: Readonly<Record<string, string>>, budget: Budget): Promise<Reply<ServerPage>> =>
    read(
      'servers/detail',
      ({ json }) => parseServerPage(json),
      budget,
      () => ({ query: `${new URLSearchParams({ limit: String(PAGE_SERVERS), ...query })}` }),
    );

  return {
    config,
    routes,
    login: async (budget) => {
      const token = await keystone.token(budget);
      return token.kind === 'ok' ? { kind: 'ok', value: { ...token.value.owner, admin: token.value.admin } } : token;
    },
    compute: async (budget) => {
      const session = await compute.open(budget);
      if (session.kind === 'fault') return session;
      return { kind: 'ok', value: { base: session.value.endpoint.base, version: versionOf(session.value) } };
    },
    countServers: async (budget) => {
      const found = new Map<string, ListedServer>();
      for (let marker: string | undefined; ; ) {
        const reply = await readPage(marker === undefined ? {} : { marker }, budget);
        if (reply.kind === 'fault') return reply;
        const { servers, hasNext } = reply.value;
        const before = found.size;
        for (const server of servers) found.set(server.id, server);
        // A cloud that ignores the marker would show the same page for ever.
        const ended = found.size === before || !(hasNext || servers.length >= PAGE_SERVERS);
        if (ended || found.size >= MOST_SERVERS) return { ...reply, value: summarize([...found.values()], !ended) };
        marker = servers.at(-1)?.id;
      }
    },
    seesOthers: (budget) =>
      read(
        'servers/detail',
        ({ json }, { token }) => {
          const seen = parseServerPage(json);
          if (seen.kind === 'fault') return seen;
          const others = seen.value.servers.filter(
            ({ projectId }) => projectId !== null && projectId !== token.projectId,
          );
          return { kind: 'ok', value: others.length > 0 };
        },
        budget,
        () => ({ query: `${new URLSearchParams({ limit: String(PAGE_SERVERS), all_tenants: '1' })}` }),
      ),
    readVersion: async (budget) => {
      const session = await compute.open(budget);
      if (session.kind === 'fault') return session;
      const { token, endpoint } = session.value;
      const reply = await compute.ask(token, { verb: 'read', url: endpoint.base, version: null }, budget);
      if (reply.kind === 'fault') return reply;
      const { dateAt } = reply.value.answer;
      return { kind: 'ok', value: undefined, ...(dateAt === undefined ? {} : { dateAt }) };
    },
  };
};

const summarize = (servers: readonly ListedServer[], more: boolean): ServerCount => {
  const running = servers.filter(({ vmState }) => vmState === 'active');
  const example = running[0] ?? servers[0];
  return { visible: servers.length, running: running.length, more, ...(example === undefined ? {} : { example }) };
};
