import type { Instant } from '../../lib/instant.ts';
import type { Entry } from '../../lib/power/entry.ts';
import type { Freeze } from '../../lib/power/ports/freezes.ts';
import type { Unread } from '../../lib/power/ports/ledger.ts';
import type { Roll } from '../../lib/power/roll.ts';
import type { ServerId } from '../../lib/power/server.ts';
import { daysBetween, readDays } from '../follow/read-days.ts';
import type { OpenStack } from '../terminal/stack.ts';

/** The rolls of some days, newest first, and in lines what of them was not read. */
export interface ReadRolls {
  readonly rolls: readonly Roll[];
  readonly unread: readonly string[];
}

/** Reads the requests since a moment; of one cloud, where it is given. */
export const readRolls = async (
  { records }: Pick<OpenStack, 'records'>,
  sinceAt: Instant,
  now: Instant,
  cloud: string | undefined,
): Promise<ReadRolls> => {
  const days = await readDays(daysBetween(sinceAt, now), sinceAt, records);
  const pointers = days.pointers.filter((pointer) => cloud === undefined || pointer.cloud === cloud);
  const failed = new Set(days.unread.map(({ because }) => because));
  const unread = [...failed].map((because) => `the requests: ${because}`);
  if (pointers.length === 0) return { rolls: [], unread };
  const got = await records.rollsOf(pointers);
  if (got.kind === 'unavailable') return { rolls: [], unread: [...unread, `the requests: ${got.because}`] };
  const damaged = got.unread === 0 ? [] : [`${got.unread} of the requests: damaged, or of a newer version`];
  return { rolls: got.rolls, unread: [...unread, ...damaged] };
};

/** The entries of a server in some clouds of the ledger, and in lines what of them was not read. */
export const readEntries = async (
  { records }: Pick<OpenStack, 'records'>,
  clouds: readonly string[],
  serverId: ServerId,
): Promise<{ readonly entries: readonly Entry[]; readonly unread: readonly string[] }> => {
  const read = await Promise.all(clouds.map((cloud) => records.entriesOf(cloud, serverId)));
  const unread = read.flatMap((one) => {
    const items = [...(one.unread ?? [])].map(([sort, item]) => `entry ${sort}: ${unreadWords(item)}`);
    // One that has not ended makes the whole answer unavailable: then its own line says so.
    return one.kind === 'unavailable' && items.length === 0 ? [`the ledger: ${one.because}`] : items;
  });
  return { entries: read.flatMap((one) => one.entries ?? []), unread };
};

const unreadWords = ({ because, ended }: Unread): string => {
  if (ended === undefined) return `${because}; it has not ended`;
  if (ended.kind === 'dead-lettered') return `${because}; it ended as a dead letter (${ended.reason})`;
  return `${because}; it ended${ended.kind === 'otherwise' ? '' : ` ${ended.kind}`}`;
};

/** The last freezes of all clouds and of each of these, over or not, and in lines what was not read. */
export const readFreezes = async (
  { freezes }: Pick<OpenStack, 'freezes'>,
  clouds: readonly string[],
): Promise<{ readonly found: readonly Freeze[]; readonly unread: readonly string[] }> => {
  const read = await Promise.all([null, ...clouds].map((cloud) => freezes.readFreeze(cloud)));
  return {
    found: read.flatMap((one) => (one.kind === 'freeze' && one.freeze !== undefined ? [one.freeze] : [])),
    unread: [...new Set(read.flatMap((one) => (one.kind === 'unavailable' ? [`the freezes: ${one.because}`] : [])))],
  };
};
