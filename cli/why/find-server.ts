import type { ConfiguredClouds } from '../../lib/openstack/open-clouds.ts';
import type { Roll } from '../../lib/power/roll.ts';
import { parseServerId, type ServerId } from '../../lib/power/server.ts';
import { listCloud } from '../cloud/listing.ts';
import { labelOf, type Terminal } from '../terminal/terminal.ts';

/** A server that was found by its id, its name, or the beginning of its id. */
export interface FoundServer {
  readonly kind: 'found';
  readonly id: ServerId;
  readonly name?: string;
  /** Where it was listed, or the clouds whose requests named it; empty for an id that was typed. */
  readonly clouds: readonly string[];
  /** Lists that failed: another server of that name may be in them. */
  readonly unread: readonly string[];
}

/** `several`: more than one server fits; `unknown`: none does. Both with a line for people. */
export type Search =
  | FoundServer
  | { readonly kind: 'several' | 'unknown'; readonly because: string; readonly unread: readonly string[] };

interface Candidate {
  readonly id: ServerId;
  readonly name?: string;
  readonly cloud: string;
}

// Shorter ones are names as likely as ids.
const PREFIX = /^[0-9a-f][0-9a-f-]{3,34}$/;

/** A name is matched exactly, and wins; else the text may be the beginning of an id. */
const matching = (typed: string, candidates: readonly Candidate[]): readonly Candidate[] => {
  const named = candidates.filter(({ name }) => name === typed);
  if (named.length > 0) return named;
  const prefix = typed.toLowerCase();
  return PREFIX.test(prefix) ? candidates.filter(({ id }) => id.startsWith(prefix)) : [];
};

/** Finds the server that was typed: in the lists of these clouds, else in the rolls of the last requests. */
export const findServer = async (
  typed: string,
  {
    clouds,
    names,
    rolls,
  }: { readonly clouds: ConfiguredClouds; readonly names: readonly string[]; readonly rolls: readonly Roll[] },
  terminal: Pick<Terminal, 'clock' | 'output'>,
): Promise<Search> => {
  const id = parseServerId(typed);
  if (id !== undefined) return { kind: 'found', id, clouds: [], unread: [] };
  const looked: string[] = [];
  const unread: string[] = [];
  const closed: string[] = [];
  for (const cloud of names) {
    const opened = await clouds.cloud(cloud);
    if (opened.kind !== 'cloud') {
      const because = opened.kind === 'fault' ? opened.fault.message : 'it is not configured here';
      closed.push(`the servers of cloud ${cloud}: ${because}`);
      continue;
    }
    const listing = await listCloud(clouds, cloud, terminal);
    if (listing.kind === 'failed') {
      unread.push(`the servers of cloud ${cloud}: ${listing.because}`);
      continue;
    }
    looked.push(`cloud ${cloud} (${listing.servers.length} servers)`);
    const found = matching(
      typed,
      listing.servers.map((server) => ({ id: server.id, name: server.name, cloud })),
    );
    if (found.length > 0) return searchOf(typed, found, unread);
  }
  looked.push(`the requests that were read (${rolls.length})`);
  const found = matching(typed, rolls.flatMap(candidatesOf));
  if (found.length > 0) return searchOf(typed, found, unread);
  return {
    kind: 'unknown',
    because: `there is no server ${typed} in ${looked.join(' or in ')}`,
    unread: [...closed, ...unread],
  };
};

const candidatesOf = ({ ids, names, cloud }: Roll): readonly Candidate[] =>
  ids.map((id) => {
    const name = names?.[id];
    return { id, cloud, ...(name === undefined ? {} : { name }) };
  });

const searchOf = (typed: string, found: readonly Candidate[], unread: readonly string[]): Search => {
  const byId = Map.groupBy(found, ({ id }) => id);
  const [first, ...others] = byId.values();
  if (first?.[0] === undefined || others.length > 0) {
    const labels = [...byId.values()].flatMap(([one]) => (one === undefined ? [] : [labelOf(one)]));
    return {
      kind: 'several',
      because: `${typed} is ${byId.size} servers, give the id of one: ${labels.join(', ')}`,
      unread,
    };
  }
  const { id } = first[0];
  const name = first.find((one) => one.name !== undefined)?.name;
  const clouds = [...new Set(first.map(({ cloud }) => cloud))];
  return { kind: 'found', id, ...(name === undefined ? {} : { name }), clouds, unread };
};
