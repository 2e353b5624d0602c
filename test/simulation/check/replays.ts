import type { Asked } from '../engine/record.ts';
import type { Of, Seen } from './seen.ts';

type Redriven = Of<'redriven'>;

/** A letter that an operator asked for again at an instant. */
interface Replayed extends Redriven {
  readonly replayedAt: number;
}

const isReplayed = (record: Redriven): record is Replayed => record.replayedAt !== undefined;

/** All replays of a run, in order. */
export const replaysIn = ({ all }: Seen): readonly Replayed[] => all.redriven.filter(isReplayed);

/** How long the window of what was asked is. */
const windowOf = ({ requestedAt, notAfter }: Pick<Asked, 'requestedAt' | 'notAfter'>): number => notAfter - requestedAt;

// A letter names the server, or the request: by its id, its schedule, or as the message that SQS moved. Scheduler's letter may name its
// schedule in its attributes alone.
const concerns = ({ body, origin }: Replayed, { server, requestId, source }: Asked): boolean =>
  body.includes(server) ||
  body.includes(requestId.split('@')[0] ?? requestId) ||
  origin === requestId ||
  (source === 'schedule' && body.startsWith('{"MessageBody"'));

/** The last instant for a stop, by all replays up to then: the window of the request from each, and never from anything else. */
export const lastInstant = (seen: Seen, asked: Asked, at: number): number =>
  Math.max(
    asked.notAfter,
    ...replaysIn(seen)
      .filter((one) => one.at <= at && concerns(one, asked))
      .map(({ replayedAt }) => replayedAt + windowOf(asked)),
  );

/**
 * The last replay that has to open an entry again: its own dead letter, replayed while that was its end. Where the letter was moved as
 * well, the move may open and end it first.
 */
export const opensBy = (seen: Seen, key: string): Replayed | undefined =>
  replaysIn(seen).findLast(({ at, body }) => {
    if (seen.all.redriven.some((one) => one.body === body && !isReplayed(one))) return false;
    const ending = seen.all.put.findLast((put) => put.applied && put.key === key && put.at <= at)?.entry.ending;
    if (ending?.kind !== 'dead-lettered' || !body.startsWith('{"intent"')) return false;
    return body.includes(`"failedAt":"${new Date(ending.failure.failedAt).toISOString()}"`);
  });

/** What has to happen sometimes to replays. */
export const REPLAY_EVENTS = [
  'a replay opened its entry',
  'a replay stopped a server after its first window',
  'a replay was adopted by an open entry',
  'a replayed server had been started by a user',
  'a replay expired again',
  'a letter was replayed twice',
  'a replayed letter was moved as well',
  'a message that SQS moved was replayed',
  'the letter of a request was replayed',
  'the letter of a schedule was replayed',
  'a replay came over a finished end',
] as const;
export type ReplayEvent = (typeof REPLAY_EVENTS)[number];

/** What replays did in a run. */
export const noteReplays = (seen: Seen, note: (what: ReplayEvent) => void): void => {
  const { all, posts, ran } = seen;
  const replays = replaysIn(seen);
  if (replays.length === 0) return;
  const ids = replays.map(({ id }) => id);
  if (new Set(ids).size < ids.length) note('a letter was replayed twice');
  for (const { id, body } of replays) {
    if (all.redriven.some((one) => one.id === id && one.replayedAt === undefined))
      note('a replayed letter was moved as well');
    if (all.message.some((one) => one.moved && one.id === id)) note('a message that SQS moved was replayed');
    if (body.startsWith('{"original"') && !body.includes('malformed')) note('the letter of a request was replayed');
    if (body.startsWith('{"MessageBody"')) note('the letter of a schedule was replayed');
  }
  for (const { applied, before, entry } of all.put) {
    if (!applied || before === undefined || entry.intent.replayedAt === before.intent.replayedAt) continue;
    note(before.ending === undefined ? 'a replay was adopted by an open entry' : 'a replay opened its entry');
  }
  for (const { asked, arrived } of posts)
    if (arrived?.verdict === 'accepted' && asked !== undefined && arrived.at > asked.notAfter)
      note('a replay stopped a server after its first window');
  for (const { intent, ending } of ran.entries.values()) {
    const after = replays.some(
      ({ body, at }) =>
        body.includes(intent.serverId) && ending !== undefined && 'endedAt' in ending && ending.endedAt < at,
    );
    if (after) note('a replay came over a finished end');
    if (intent.replayedAt === undefined) continue;
    if (ending?.kind === 'superseded') note('a replayed server had been started by a user');
    if (ending?.kind === 'dead-lettered' && ending.failure.reason === 'expired') note('a replay expired again');
  }
};
