import { nameOfEntry, type Seen, type Violation } from './seen.ts';

// Two looks, five seconds apart (F609); the clocks of two functions may lie three seconds apart.
const APART_MS = 5_000 - 3_000;
const SKEW_MS = 5_000;

/** S8: `not-found` is said only of a server that was looked for twice, and not of one whose delete after the request was read. */
export const checkNotFound = ({ all, asked }: Seen): Violation[] => {
  const found: Violation[] = [];
  for (const { at, process, applied, entry, before } of all.put) {
    const { ending, intent } = entry;
    if (!applied || ending?.kind !== 'burying' || ending.failure.reason !== 'not-found' || before?.ending !== undefined)
      continue;
    const say = (says: string): number => found.push({ invariant: 'S8', at, says: `not-found, but ${says}` });
    const missed = [
      ...all.shown.filter(({ server, view }) => server === intent.serverId && view === null),
      ...all.fault.filter(({ fault }) => fault === 'show.not-found'),
    ].filter((look) => look.at <= at);
    if (!missed.some((look) => look.at <= at - APART_MS)) say('it was looked for once');
    const records = all.listed.findLast(
      (list) => list.at <= at && list.process === process && list.server === intent.serverId,
    )?.records;
    const requestedAt = asked.get(nameOfEntry(entry))?.requestedAt ?? intent.requestedAt;
    if (
      Array.isArray(records) &&
      records.some(({ action, arrivedAt }) => action === 'delete' && arrivedAt > requestedAt + SKEW_MS)
    )
      say('its delete came after the request and was read');
  }
  return found;
};
