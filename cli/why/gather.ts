import type { Instant } from '../../lib/instant.ts';
import type { ConfiguredClouds } from '../../lib/openstack/open-clouds.ts';
import type { OpenStack } from '../terminal/stack.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Facts } from './facts.ts';
import type { FoundServer } from './find-server.ts';
import { withLostAnswers } from './ours.ts';
import { type ReadCloud, readCloud } from './read-cloud.ts';
import { type ReadRolls, readEntries, readFreezes } from './read-ledger.ts';

/** Where the facts of a server are. */
export interface Places {
  readonly stack: Pick<OpenStack, 'records' | 'freezes'>;
  readonly clouds: ConfiguredClouds;
  /** The clouds that it may be in, the likeliest first. */
  readonly names: readonly string[];
  /** Why no cloud is chosen by the configuration; undefined when one is. */
  readonly unconfigured?: string;
}

/** All that was read about a server, where it was seen or is recorded, and in lines what was not read. */
export interface Gathered {
  readonly facts: Facts;
  readonly cloud: string | undefined;
  readonly unread: readonly string[];
}

/** Reads the ledger and looks at the server; each part that fails leaves the others. */
export const gather = async (
  { id, name, clouds: foundIn, unread: unlisted }: FoundServer,
  { stack, clouds, names, unconfigured }: Places,
  { rolls, unread: unreadRolls }: ReadRolls,
  sinceAt: Instant,
  { clock }: Pick<Terminal, 'clock'>,
): Promise<Gathered> => {
  const possible = [...new Set([...foundIn, ...names])];
  const ledger = await readEntries(stack, possible, id);
  const recordedIn = [
    ...ledger.entries.map(({ intent }) => intent.cloud),
    ...rolls.filter((roll) => roll.ids.includes(id)).map(({ cloud }) => cloud),
  ];
  const likely = [...new Set([...foundIn, ...recordedIn])];
  const live = await lookIn(clouds, [...new Set([...likely, ...names])], id, sinceAt, clock);
  const look = live?.look ?? { kind: 'unseen', because: 'no cloud is known: give one with --cloud' };
  // Elsewhere it was not found, which says nothing about the cloud that holds its records.
  const isElsewhere =
    live !== undefined &&
    look.kind === 'seen' &&
    look.seen.kind === 'not-found' &&
    likely.length > 0 &&
    !likely.includes(live.cloud);
  const seen: ReadCloud = isElsewhere
    ? { kind: 'unseen', because: `cloud ${likely[0]} is not configured here, and it is not in cloud ${live.cloud}` }
    : look.kind === 'unseen' && unconfigured !== undefined
      ? { ...look, because: `${look.because} (${unconfigured})` }
      : look;
  const its = [...new Set([...likely, ...(live === undefined || isElsewhere ? [] : [live.cloud])])];
  const freezes = await readFreezes(stack, its);
  const ledgerUnread = [...ledger.unread, ...unreadRolls];
  const shownName =
    name ??
    (seen.kind === 'seen' && seen.seen.kind === 'server'
      ? seen.seen.server.name
      : rolls.find(({ names: known }) => known?.[id] !== undefined)?.names?.[id]);
  return {
    cloud: its[0],
    unread: [
      ...unlisted,
      ...ledgerUnread,
      ...freezes.unread,
      ...(seen.kind === 'seen' ? seen.unread : [`the server itself: ${seen.because}`]),
    ],
    facts: withLostAnswers({
      ...{ now: clock.now(), serverId: id, sinceAt, entries: ledger.entries, freezes: freezes.found },
      ...(shownName === undefined ? {} : { name: shownName }),
      rolls: rolls.filter((roll) => its.includes(roll.cloud)),
      ...(ledgerUnread[0] === undefined ? {} : { ledgerUnread: ledgerUnread[0] }),
      ...(seen.kind === 'seen' ? { seen: seen.seen } : { unseen: seen.because }),
    }),
  };
};

interface Look {
  readonly cloud: string;
  readonly look: ReadCloud;
}

/** Looks in one cloud after the other until it is there; else what the first of them said that could be asked. */
const lookIn = async (
  clouds: ConfiguredClouds,
  names: readonly string[],
  id: FoundServer['id'],
  sinceAt: Instant,
  clock: Terminal['clock'],
): Promise<Look | undefined> => {
  let best: Look | undefined;
  for (const cloud of names) {
    const look = await readCloud(clouds, cloud, id, sinceAt, clock);
    if (look.kind === 'seen' && look.seen.kind === 'server') return { cloud, look };
    if (best === undefined || (best.look.kind === 'unseen' && look.kind === 'seen')) best = { cloud, look };
  }
  return best;
};
