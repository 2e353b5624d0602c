import type { Entry } from '../../../lib/power/entry.ts';
import type { Asked, Recorded, Selected } from '../engine/record.ts';
import type { Plan } from '../plan.ts';
import type { Ran } from '../run-scenario.ts';

/** Something that must never be, or never came to be. */
export interface Violation {
  /** Its code in docs/invariants.md, or F615 of docs/faults.md. */
  readonly invariant: string;
  readonly at: number;
  readonly says: string;
}

type Kind = Recorded['kind'];
export type Of<K extends Kind> = Extract<Recorded, { readonly kind: K }>;

/** One stop that left, with all that is known of it: what was asked, what was seen before, what became of it. */
export interface Post {
  readonly index: number;
  readonly left: Of<'stop-left'>;
  /** The log line before it, and the intent that the line names. */
  readonly asked: Asked | undefined;
  readonly logged: boolean;
  /** When its function may be killed. */
  readonly deadlineAt: number;
  readonly key: string | undefined;
  /** What the same invocation saw: the evidence that its line in the log counts from, and the newest list that could be read. */
  readonly shown: Of<'shown'> | undefined;
  readonly listed: Of<'listed'> | undefined;
  /** The write that says that this stop is about to leave. */
  readonly marked: Entry | undefined;
  readonly markAnswered: boolean;
  readonly storedAtSend: Entry | undefined;
  arrived: Of<'stop-arrived'> | undefined;
  answered: Of<'stop-answered'> | undefined;
}

/** The history, put in order for the checkers. */
export interface Seen {
  readonly ran: Ran;
  readonly history: readonly Recorded[];
  /** What happened of one kind, in order. */
  readonly all: { readonly [K in Kind]: readonly Of<K>[] };
  readonly posts: readonly Post[];
  readonly asked: ReadonlyMap<string, Asked>;
  /** When each of them was asked for first. */
  readonly firstAt: ReadonlyMap<string, number>;
  /** What the ledger holds at the end, by the names of the intents. */
  readonly entries: ReadonlyMap<string, { readonly key: string; readonly entry: Entry }>;
  /** Intents that came with other instants than the first time. */
  readonly moved: readonly string[];
  readonly healedAt: number;
  /** Messages that SQS itself moved to the dead letters: the backstop of small queues. */
  readonly movedBySqs: ReadonlySet<string>;
  /** Requests by `select`, by their names. */
  readonly selected: ReadonlyMap<string, Selected>;
  /** The first roll of each key, as it was written. */
  readonly pinned: ReadonlyMap<string, Of<'roll'>>;
  /** What the function that wrote it had been shown of the list of servers by then, by function and key. */
  readonly listsBefore: ReadonlyMap<string, readonly Of<'paged'>[]>;
}

/** How a request is named here. */
export const requestOf = ({ source, requestId, dryRun }: Pick<Asked, 'source' | 'requestId' | 'dryRun'>): string =>
  `${source}|${requestId}|${dryRun}`;

/** How an intent is named here. */
export const nameOf = (asked: Pick<Asked, 'source' | 'requestId' | 'server' | 'dryRun'>): string =>
  `${asked.server}|${asked.source}|${asked.requestId}|${asked.dryRun}`;

/** The same name, from what the ledger holds. */
export const nameOfEntry = ({ intent: { serverId: server, source, requestId, dryRun } }: Entry): string =>
  nameOf({ server, source, requestId, dryRun });

// What one invocation has learnt so far: what it was shown and said, in order.
interface Draft {
  readonly skewMs: number;
  readonly deadlineAt: number;
  told: Of<'shown' | 'listed' | 'line' | 'put-answered'>[];
}

/** What is known of a stop at the moment in which it leaves. */
const stopOf = (
  index: number,
  left: Of<'stop-left'>,
  draft: Draft,
  stored: ReadonlyMap<string, Entry>,
  asked: ReadonlyMap<string, Asked>,
  depth: Plan['depth'],
): Post => {
  const { server } = left;
  const { skewMs, deadlineAt, told } = draft;
  const isItsLine = (record: Recorded): record is Of<'line'> => record.kind === 'line' && record.server === server;
  // The newest line stands for this stop, and none of them for a later one.
  const line = told.findLast(isItsLine);
  draft.told = told.filter((record) => !isItsLine(record));
  const marks: Of<'put-answered'>[] = [];
  const shown: Of<'shown'>[] = [];
  const lists: Of<'listed'>[] = [];
  for (const record of told) {
    if (record.kind === 'put-answered') {
      if (record.entry.intent.serverId === server && (line === undefined || nameOfEntry(record.entry) === line.intent))
        marks.push(record);
    } else if (record.kind === 'shown' && record.server === server && record.view !== 'fault') shown.push(record);
    else if (record.kind === 'listed' && record.server === server) lists.push(record);
  }
  // Several deliveries of one intent may be in one batch: the mark of this stop is the one that is stored.
  const mark = marks.findLast(({ key, entry }) => stored.get(key)?.owner === entry.owner) ?? marks.at(-1);
  // The list belongs to the first look, which the mark names.
  const firstLookAt = (mark?.entry.sends.at(-1)?.evidenceAt ?? 0) - skewMs;
  const firstLook = shown.find(({ askedAt }) => askedAt === firstLookAt);
  // Behind the ports a step asks for the list in the moment in which it was shown the server; through HTTP attempts lie between.
  const listed = lists.filter(({ at, askedAt }) => (depth === 'wire' ? at >= firstLookAt : askedAt === firstLook?.at));
  const evidenceAt = (line?.at ?? 0) - (line?.evidenceAgeMs ?? 0);
  // Several intents of one server may be in one batch. A login, or another attempt, comes before the question itself.
  const evidence =
    shown.find(({ askedAt }) => askedAt === evidenceAt) ??
    shown.find(({ askedAt }) => askedAt > evidenceAt) ??
    shown.at(-1);
  return {
    index,
    left,
    asked: line && asked.get(line.intent),
    logged: line !== undefined,
    key: mark?.key,
    deadlineAt,
    shown: evidence,
    listed: listed.findLast(({ records }) => records !== 'fault') ?? listed.at(-1),
    marked: mark?.entry,
    markAnswered: mark?.answer === 'written',
    storedAtSend: mark && stored.get(mark.key),
    arrived: undefined,
    answered: undefined,
  };
};

const nothing = (): { readonly [K in Kind]: Of<K>[] } => ({
  asked: [],
  poison: [],
  message: [],
  received: [],
  deleted: [],
  invoked: [],
  killed: [],
  returned: [],
  threw: [],
  call: [],
  fault: [],
  shown: [],
  listed: [],
  'stop-left': [],
  'stop-arrived': [],
  'stop-answered': [],
  view: [],
  action: [],
  put: [],
  'put-answered': [],
  receipt: [],
  selected: [],
  'listed-request': [],
  paged: [],
  roll: [],
  pointer: [],
  frozen: [],
  reported: [],
  line: [],
  webhook: [],
  redriven: [],
  person: [],
  healed: [],
});

/** Reads the history once. */
export const seenIn = (ran: Ran): Seen => {
  const { history } = ran;
  const all = nothing();
  const posts: Post[] = [];
  const asked = new Map<string, Asked>();
  const firstAt = new Map<string, number>();
  const stored = new Map<string, Entry>();
  const drafts = new Map<number, Draft>();
  const movedBySqs = new Set<string>();
  const moved: string[] = [];
  const selected = new Map<string, Selected>();
  const pinned = new Map<string, Of<'roll'>>();
  const pages = new Map<number, Of<'paged'>[]>();
  const listsBefore = new Map<string, readonly Of<'paged'>[]>();
  const postOf = ({ process, server }: Of<'stop-arrived' | 'stop-answered'>): Post | undefined =>
    posts.findLast(({ left }) => left.process === process && left.server === server);
  for (let index = 0; index < history.length; index += 1) {
    const record = history[index];
    if (record === undefined) continue;
    switch (record.kind) {
      case 'call':
        all.call.push(record);
        if (record.place === 'write' && record.of.startsWith('roll#')) {
          const name = `${record.process} ${record.of}`;
          if (!listsBefore.has(name)) listsBefore.set(name, [...(pages.get(record.process) ?? [])]);
        }
        break;
      case 'paged': {
        all.paged.push(record);
        const mine = pages.get(record.process) ?? [];
        pages.set(record.process, mine);
        mine.push(record);
        break;
      }
      case 'selected': {
        all.selected.push(record);
        const name = requestOf(record.selected);
        if (!selected.has(name)) selected.set(name, record.selected);
        break;
      }
      case 'roll': {
        all.roll.push(record);
        if (!record.applied || record.before !== undefined) break;
        pinned.set(record.key, record);
        const one = record.roll.select === undefined ? undefined : selected.get(requestOf(record.roll));
        if (one === undefined || record.roll.verdict !== 'chosen') break;
        // Nobody knows before which servers are asked for.
        for (const server of record.roll.ids) {
          const { source, requestId, requestedAt, notAfter, dryRun } = one;
          const each: Asked = { source, requestId, server, requestedAt, notAfter, dryRun };
          asked.set(nameOf(each), each);
          firstAt.set(nameOf(each), record.at);
        }
        break;
      }
      case 'put':
        all.put.push(record);
        if (record.applied) stored.set(record.key, record.entry);
        break;
      case 'put-answered':
        all['put-answered'].push(record);
        if (record.entry.sends.at(-1)?.state === 'unresolved') drafts.get(record.process)?.told.push(record);
        break;
      case 'line':
        all.line.push(record);
        if (record.name === 'sending') drafts.get(record.process)?.told.push(record);
        break;
      case 'shown':
        all.shown.push(record);
        drafts.get(record.process)?.told.push(record);
        break;
      case 'listed':
        all.listed.push(record);
        drafts.get(record.process)?.told.push(record);
        break;
      case 'asked': {
        all.asked.push(record);
        const name = nameOf(record.asked);
        const first = asked.get(name);
        if (first === undefined) {
          asked.set(name, record.asked);
          firstAt.set(name, record.at);
        } else if (first.requestedAt !== record.asked.requestedAt || first.notAfter !== record.asked.notAfter)
          moved.push(name);
        break;
      }
      case 'invoked':
        all.invoked.push(record);
        drafts.set(record.process, { skewMs: record.skewMs, deadlineAt: record.deadlineAt, told: [] });
        break;
      case 'message':
        all.message.push(record);
        if (record.moved) movedBySqs.add(record.body);
        break;
      case 'stop-left': {
        all['stop-left'].push(record);
        // A stop of somebody who was never invoked has learnt nothing, and is checked all the same.
        const draft = drafts.get(record.process) ?? { skewMs: 0, deadlineAt: 0, told: [] };
        posts.push(stopOf(index, record, draft, stored, asked, ran.plan.depth));
        break;
      }
      case 'stop-arrived': {
        all['stop-arrived'].push(record);
        const post = postOf(record);
        if (post !== undefined) post.arrived = record;
        break;
      }
      case 'stop-answered': {
        all['stop-answered'].push(record);
        const post = postOf(record);
        if (post !== undefined) post.answered = record;
        break;
      }
      default:
        (all[record.kind] as Recorded[]).push(record);
    }
  }
  const entries = new Map<string, { readonly key: string; readonly entry: Entry }>();
  for (const [key, entry] of ran.entries) entries.set(nameOfEntry(entry), { key, entry });
  const healedAt = all.healed.at(-1)?.at ?? Number.POSITIVE_INFINITY;
  return {
    ...{ ran, history, all, posts, asked, firstAt, entries, moved, healedAt, movedBySqs },
    ...{ selected, pinned, listsBefore },
  };
};
