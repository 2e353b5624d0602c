import type { Clock } from '../../lib/clock.ts';
import type { ListingClouds } from '../../lib/power/ports/cloud.ts';
import type { ServerId } from '../../lib/power/server.ts';
import { listAll } from '../../lib/roll/list-all.ts';
import type { Letter } from './letter.ts';

/** What the clouds call a server; undefined where its cloud is not configured here, does not answer or does not list it. */
export type Names = (cloud: string, id: ServerId) => string | undefined;

// Twice what a list may take: names are a courtesy, and nobody waits long for them.
const NAMES_MS = 10_000;

/** The names of the servers that letters are about: one list of each cloud, tried once. */
export const namesOf = async (
  letters: readonly Letter[],
  clouds: ListingClouds,
  clock: Pick<Clock, 'now'>,
): Promise<Names> => {
  const wanted = new Set(letters.flatMap(({ subject }) => (subject.kind === 'server' ? [subject.intent.cloud] : [])));
  const named = new Map<string, ReadonlyMap<ServerId, string>>();
  const list = async (cloud: string): Promise<void> => {
    const opened = await clouds.cloud(cloud);
    if (opened.kind !== 'cloud') return;
    const listed = await listAll(opened.cloud, clock, clock.now() + NAMES_MS);
    if (listed.kind === 'list') named.set(cloud, new Map(listed.servers.map(({ id, name }) => [id, name])));
  };
  await Promise.all([...wanted].map(list));
  return (cloud, id) => named.get(cloud)?.get(id);
};
