import type { Instant } from '../../instant.ts';
import type { Ending } from '../entry.ts';
import type { Cloud, Clouds } from '../ports/cloud.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Ports } from './ports.ts';

/** The end of an intent as the ledger has it, and what the server is called where the step saw it. */
export interface Ended {
  readonly at: Instant;
  readonly name?: string;
}

/** When an intent ended; undefined while its dead letter may not have left. */
export const endedAtOf = (ending: Ending): Instant | undefined => {
  if (!('failure' in ending)) return ending.endedAt;
  return ending.kind === 'burying' ? undefined : ending.failure.failedAt;
};

/** The same ports, which notice the end that a step writes and the name that it sees. */
export const noticing = (ports: Pick<Ports, 'ledger' | 'clouds'>) => {
  let endedAt: Instant | undefined;
  let name: string | undefined;
  const ledger: Ledger = {
    read: (key) => ports.ledger.read(key),
    entriesOf: (cloud, serverId) => ports.ledger.entriesOf(cloud, serverId),
    write: async (entry, over) => {
      const written = await ports.ledger.write(entry, over);
      if (written.kind === 'written' && entry.ending !== undefined) endedAt = endedAtOf(entry.ending);
      return written;
    },
  };
  const naming = (cloud: Cloud): Cloud => ({
    get userId() {
      return cloud.userId;
    },
    showServer: async (id, budget) => {
      const reply = await cloud.showServer(id, budget);
      if (reply.kind === 'ok') name = reply.value.name;
      return reply;
    },
    stopServer: (id, type, budget) => cloud.stopServer(id, type, budget),
    listActions: (id, budget) => cloud.listActions(id, budget),
    showAction: (id, requestId, budget) => cloud.showAction(id, requestId, budget),
  });
  const clouds: Clouds = {
    cloud: async (called) => {
      const opened = await ports.clouds.cloud(called);
      return opened.kind === 'cloud' ? { kind: 'cloud', cloud: naming(opened.cloud) } : opened;
    },
  };
  return {
    ledger,
    clouds,
    ended: (): Ended | undefined =>
      endedAt === undefined ? undefined : { at: endedAt, ...(name === undefined ? {} : { name }) },
  };
};
