import * as v from 'valibot';
import type { Instant } from '../../instant.ts';
import type { Reply } from '../../power/ports/cloud.ts';
import type { ServerAction, ServerId } from '../../power/server.ts';
import { ownFault, type Understood } from '../answer/understand.ts';
import { parseNovaTime } from '../http/times.ts';

// api-ref: GET /servers/{server_id}/os-instance-actions; nova/api/openstack/compute/instance_actions.py. The
// fields that decide are strict: the action, its request id, its time. The others are read where possible.
const ACTION = v.looseObject({
  action: v.pipe(v.string(), v.nonEmpty()),
  // Records of Nova's own making may have none.
  request_id: v.nullable(v.string()),
  start_time: v.pipe(
    v.string(),
    v.check((text) => parseNovaTime(text) !== undefined),
  ),
});
const LIST = v.looseObject({ instanceActions: v.array(ACTION) });
const ONE = v.object({ instanceAction: ACTION });
const EVENTS = v.array(v.looseObject({ event: v.string(), finish_time: v.optional(v.unknown()) }));
const NEXT = v.looseObject({ rel: v.literal('next') });

/** One answer with actions: the whole list, or a page. */
export interface ActionPage {
  /** In Nova's own order, newest first (nova/db/main/api.py, actions_get: `created_at`, then `id`). */
  readonly actions: readonly ServerAction[];
  /** It names a next page. */
  readonly hasNext: boolean;
}

const unclear = (message: string) => ownFault('transient', 'unclear', `not evidence: ${message}`);

const belongsToAnother = (action: v.InferOutput<typeof ACTION>, id: ServerId): boolean =>
  typeof action.instance_uuid === 'string' && action.instance_uuid.toLowerCase() !== id;

/** Reads a list of a server's actions; one unreadable record makes the whole history no evidence. */
export const parseActions = ({ json }: Understood, id: ServerId): Reply<ActionPage> => {
  const parsed = v.safeParse(LIST, json);
  if (!parsed.success) return unclear('the answer is not a readable list of actions');
  const { instanceActions, links } = parsed.output;
  if (instanceActions.some((action) => belongsToAnother(action, id)))
    return unclear('the actions belong to another server');
  const hasNext = Array.isArray(links) && links.some((link) => v.is(NEXT, link));
  return { kind: 'ok', value: { actions: instanceActions.map(actionOf), hasNext } };
};

/** Reads one action record, with its events where the version shows them. */
export const parseAction = ({ json }: Understood, id: ServerId, requestId: string): Reply<ServerAction> => {
  const parsed = v.safeParse(ONE, json);
  if (!parsed.success) return unclear('the answer is not a readable action');
  const action = parsed.output.instanceAction;
  if (belongsToAnother(action, id) || action.request_id !== requestId) return unclear('it is a different action');
  return { kind: 'ok', value: actionOf(action) };
};

const actionOf = (action: v.InferOutput<typeof ACTION>): ServerAction => {
  // If one event cannot be read, it stays open how many there are and which: then none is returned.
  const events = v.safeParse(EVENTS, action.events);
  return {
    action: action.action,
    requestId: action.request_id ?? '',
    userId: typeof action.user_id === 'string' && action.user_id !== '' ? action.user_id : null,
    startedAt: parseNovaTime(action.start_time) ?? Number.NaN,
    failed: action.message === 'Error',
    ...(events.success ? { events: events.output.map(({ event }) => event), endedAt: endOf(events.output) } : {}),
  };
};

// The last of its events' ends; null while one has none.
const endOf = (events: v.InferOutput<typeof EVENTS>): Instant | null => {
  const ends = events.map(({ finish_time }) =>
    typeof finish_time === 'string' ? parseNovaTime(finish_time) : undefined,
  );
  const known = ends.filter((end) => end !== undefined);
  return known.length < ends.length || known.length === 0 ? null : Math.max(...known);
};

/** A page of this many records is full: Nova's default limit (nova.conf, `[api] max_limit`). */
export const PAGE_RECORDS = 1_000;
/** Years of nightly stops: a longer list is reported as too long. */
const MOST_RECORDS = 20_000;
const MIB = 1024 * 1024;
/**
 * The longest body of a list. Below microversion 2.58 it comes in one piece, with 300 to 400 bytes for each
 * record.
 */
export const LIST_BYTES = 8 * MIB;

/** The fault of a list that exceeds what is read. It has no code: a cloud without a list is another case. */
const tooLongFault = (over: string) =>
  ownFault('refused', 'history', `the action list is too long to read: over ${over}`);

/** The fault of a body of more than `LIST_BYTES`. */
export const TOO_MANY_BYTES = tooLongFault(`${LIST_BYTES / MIB} MiB`).fault;

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
    const kept = recordsUpTo(marker, read);
    const known = new Set(kept.map(keyOf));
    const grown = [...kept, ...actions];
    if (actions.some((action) => known.has(keyOf(action)))) return NO_PROGRESS;
    if (grown.length > MOST_RECORDS) return tooLongFault(`${MOST_RECORDS} records`);
    if (!hasNext) return { ...reply, value: newestFirst(grown) };
    marker = grown.findLast(({ requestId }) => requestId !== '')?.requestId;
    if (marker === undefined || grown.length <= read.length) return NO_PROGRESS;
    if (isLate())
      return ownFault(
        'transient',
        'history',
        `the action list is too long to read in time: over ${grown.length} records`,
      );
    read = grown;
  }
};

// Nova lists the newest record first, and all conclusions rest on that order. Within a minute Nova's order
// counts.
const TURNED_MS = 60_000;

const newestFirst = (actions: readonly ServerAction[]): readonly ServerAction[] => {
  const [first, last] = [actions[0], actions.at(-1)];
  const turned = first !== undefined && last !== undefined && last.startedAt - first.startedAt > TURNED_MS;
  return turned ? actions.toReversed() : actions;
};

const NO_PROGRESS = ownFault('transient', 'unclear', 'not evidence: the pages of the action list do not advance');

const keyOf = ({ requestId, action, startedAt }: ServerAction): string => `${requestId} ${action} ${startedAt}`;

// One request may leave several records, and Nova continues after the newest of them
// (action_get_by_request_id).
const recordsUpTo = (marker: string | undefined, read: readonly ServerAction[]): readonly ServerAction[] =>
  read.slice(0, read.findIndex(({ requestId }) => requestId === marker) + 1);
