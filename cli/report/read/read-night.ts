import type { Clock } from '../../../lib/clock.ts';
import type { Instant } from '../../../lib/instant.ts';
import { type Intent, keyOf } from '../../../lib/power/intent.ts';
import type { Clouds } from '../../../lib/power/ports/cloud.ts';
import type { EntryReads, Read } from '../../../lib/power/ports/ledger.ts';
import type { RollReads } from '../../../lib/power/ports/rolls.ts';
import type { Roll } from '../../../lib/power/roll.ts';
import type { ServerId } from '../../../lib/power/server.ts';
import { calledIn } from '../../../lib/roll/tally.ts';
import type { Night, OffServer } from '../night/night.ts';
import { intentName, requestRow } from '../night/request-rows.ts';
import { type FoundRolls, findRolls, type Wanted } from './find-rolls.ts';
import { type Looked, lookAtServers, type ToLookAt } from './look-at-servers.ts';

/** What a report is read from. */
export interface NightSources {
  readonly records: RollReads & EntryReads;
  /** The clouds of the configuration of whoever asks. */
  readonly clouds: Clouds;
  readonly clock: Clock;
}

/** A night; or several requests of such an id, or why the table could not be read. */
export type ReadNight =
  | { readonly kind: 'night'; readonly night: Night }
  | Exclude<FoundRolls, { readonly kind: 'rolls' }>;

/** Reads what was asked for: rolls, then entries, then each server as its cloud shows it now. */
export const readNight = async (wanted: Wanted, about: string, sources: NightSources): Promise<ReadNight> => {
  const { records, clouds, clock } = sources;
  const found = await findRolls(records, wanted, clock.now());
  if (found.kind !== 'rolls') return found;
  const rolls = found.rolls.toSorted((a, b) => a.requestedAt - b.requestedAt);
  const intents = intentsOf(rolls);
  const read = await records.readMany([...intents.values()].map(keyOf));
  if (read.kind === 'unavailable') return read;
  const entries = new Map([...intents.keys()].map((name, at): [string, Read] => [name, read.found[at] ?? ABSENT]));

  const toLookAt = serversOf(intents, entries);
  const { looks, closed } = await lookAtServers(clouds, [...toLookAt.values()], clock);
  const looked = new Map([...toLookAt.keys()].map((key, at): [string, Looked | undefined] => [key, looks[at]]));
  const nameOf = (cloud: string, serverId: ServerId) => looked.get(serverKey(cloud, serverId))?.name;
  const requests = rolls.map((roll) => requestRow(roll, entries, nameOf));
  const names = new Map(
    requests.flatMap(({ servers }) =>
      servers.map(({ cloud, serverId, name }): [string, string | undefined] => [serverKey(cloud, serverId), name]),
    ),
  );
  const off = [...toLookAt].flatMap(([key, { intent, offAts }]) => {
    const look = looked.get(key);
    return offAts.length === 0 || look === undefined ? [] : [offServer(intent, look, names.get(key))];
  });
  const night = {
    ...{
      about,
      writtenAt: clock.now(),
      requests,
      off: off.toSorted(byName),
      unread: unreadOf(found.unread, entries, closed),
    },
    ...(wanted.kind === 'since' ? { fromAt: wanted.fromAt } : {}),
  };
  return { kind: 'night', night };
};

const ABSENT: Read = { kind: 'absent' };

const serverKey = (cloud: string, serverId: ServerId): string => `${serverId} ${cloud}`;

const byName = (a: OffServer, b: OffServer): number =>
  (a.name ?? a.serverId).localeCompare(b.name ?? b.serverId, 'en', { numeric: true });

/** One intent a server of each request, each key once: two rolls of a request may share a server. */
const intentsOf = (rolls: readonly Roll[]): ReadonlyMap<string, Intent> =>
  new Map(
    rolls.flatMap((roll) => {
      const { cloud, source, requestId, dryRun, requestedAt, notAfter } = roll;
      return calledIn(roll).map((serverId): [string, Intent] => [
        intentName(roll, serverId),
        { cloud, source, requestId, dryRun, requestedAt, notAfter, serverId },
      ]);
    }),
  );

/** Each server once, with the proofs that it was off after a stop. */
const serversOf = (
  intents: ReadonlyMap<string, Intent>,
  entries: ReadonlyMap<string, Read>,
): ReadonlyMap<string, ToLookAt> => {
  const servers = new Map<string, { intent: Intent; offAts: Instant[] }>();
  for (const [name, intent] of intents) {
    const key = serverKey(intent.cloud, intent.serverId);
    const server = servers.get(key) ?? { intent, offAts: [] };
    servers.set(key, server);
    const read = entries.get(name);
    const ending = read?.kind === 'found' ? read.entry.ending : undefined;
    if (ending?.kind === 'stopped') server.offAts.push(ending.endedAt);
  }
  return servers;
};

const offServer = (
  { cloud, serverId }: Intent,
  { flavors, machine, hours }: Looked,
  name: string | undefined,
): OffServer => ({
  ...{ cloud, serverId, flavors, machine, hours },
  ...(name === undefined ? {} : { name }),
});

const unreadOf = (
  rolls: readonly string[],
  entries: ReadonlyMap<string, Read>,
  closed: ReadonlyMap<string, string>,
): readonly string[] => {
  const damaged = [...entries.values()].flatMap((read) => (read.kind === 'unreadable' ? [read.because] : []));
  const because = damaged[0] === undefined ? '' : ` (${damaged[0]})`;
  return [
    ...rolls,
    ...(damaged.length === 0 ? [] : [`${damaged.length} entries cannot be read by this version${because}`]),
    ...[...closed].map(([cloud, why]) => `cloud ${cloud} was not read, so names and hours off are not known: ${why}`),
  ];
};
