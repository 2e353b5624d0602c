import type { Reply } from '../../power/ports/cloud.ts';
import type { ServerAction } from '../../power/server.ts';
import { ours } from '../answer/fault-of-ours.ts';
import type { ActionPage } from './action-answer.ts';

/** A page of so many is full: Nova's own most, unless the cloud sets it otherwise (nova.conf, `[api] max_limit`). */
export const PAGE_RECORDS = 1_000;
/** Years of nightly stops: a longer list is said to be too long. */
const MOST_RECORDS = 20_000;
const MIB = 1024 * 1024;
/** The longest body of a list: where it comes in one piece, below microversion 2.58, that many records at 300 to 400 bytes each. */
export const LIST_BYTES = 8 * MIB;

/** The fault of a list that goes on beyond what is read. It names no code: that the cloud has no list is another thing. */
const tooLong = (over: string) => ours('refused', 'history', `the action list is too long to be read: over ${over}`);

/** The fault of a body of more than `LIST_BYTES`. */
export const TOO_MANY_BYTES = tooLong(`${LIST_BYTES / MIB} MiB`).fault;

/** Asks for one page: the records behind `marker`, a request id; the first page without one. */
export type AskPage = (marker: string | undefined) => Promise<Reply<ActionPage>>;

/** The whole list, page by page, in Nova's order; a fault when it cannot be read to its end, or not in time. */
export const readActions = async (ask: AskPage, isLate: () => boolean): Promise<Reply<readonly ServerAction[]>> => {
  let read: readonly ServerAction[] = [];
  let marker: string | undefined;
  for (;;) {
    const reply = await ask(marker);
    if (reply.kind === 'fault') return reply;
    const { actions, hasNext } = reply.value;
    const kept = upTo(marker, read);
    const known = new Set(kept.map(nameOf));
    const grown = [...kept, ...actions];
    if (actions.some((action) => known.has(nameOf(action)))) return UNMOVED;
    if (grown.length > MOST_RECORDS) return tooLong(`${MOST_RECORDS} records`);
    if (!hasNext) return { ...reply, value: newestFirst(grown) };
    marker = grown.findLast(({ requestId }) => requestId !== '')?.requestId;
    if (marker === undefined || grown.length <= read.length) return UNMOVED;
    if (isLate())
      return ours(
        'transient',
        'history',
        `the action list is too long to be read in time: over ${grown.length} records`,
      );
    read = grown;
  }
};

// Nova lists the newest record first, and all that is concluded from a place rests on it. Within a minute the places are Nova's word.
const TURNED_MS = 60_000;

const newestFirst = (actions: readonly ServerAction[]): readonly ServerAction[] => {
  const [first, last] = [actions[0], actions.at(-1)];
  const turned = first !== undefined && last !== undefined && last.startedAt - first.startedAt > TURNED_MS;
  return turned ? actions.toReversed() : actions;
};

const UNMOVED = ours('transient', 'unclear', 'not evidence: the pages of the action list do not go on');

const nameOf = ({ requestId, action, startedAt }: ServerAction): string => `${requestId} ${action} ${startedAt}`;

// One request may leave several records, and Nova goes on behind the newest of them (action_get_by_request_id).
const upTo = (marker: string | undefined, read: readonly ServerAction[]): readonly ServerAction[] =>
  read.slice(0, read.findIndex(({ requestId }) => requestId === marker) + 1);
