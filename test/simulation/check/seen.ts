import type { Entry } from '../../../lib/ledger/entry.ts';
import type { Asked, Recorded } from '../engine/record.ts';
import type { Ran } from '../run-scenario.ts';

/** Something that must never be, or never came to be. */
export interface Violation {
  /** The invariant of RELIABILITY section 3. */
  readonly invariant: string;
  readonly at: number;
  readonly says: string;
}

type Kind = Recorded['kind'];
type Of<K extends Kind> = Extract<Recorded, { readonly kind: K }>;

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
  readonly all: <K extends Kind>(kind: K) => readonly Of<K>[];
  readonly posts: readonly Post[];
  readonly asked: ReadonlyMap<string, Asked>;
  /** When each of them was asked for first. */
  readonly firstAt: ReadonlyMap<string, number>;
  readonly puts: readonly Of<'put'>[];
  /** Intents that came with other instants than the first time. */
  readonly moved: readonly string[];
  readonly healedAt: number;
  /** Messages that SQS itself moved to the dead letters: the backstop of small queues. */
  readonly movedBySqs: ReadonlySet<string>;
}

/** How an intent is named here. */
export const nameOf = (asked: Pick<Asked, 'source' | 'requestId' | 'server' | 'dryRun'>): string =>
  `${asked.server}|${asked.source}|${asked.requestId}|${asked.dryRun}`;

/** The same name, from what the ledger holds. */
export const nameOfEntry = ({ intent: { serverId: server, source, requestId, dryRun } }: Entry): string =>
  nameOf({ server, source, requestId, dryRun });

// What one invocation has learnt so far.
interface Draft {
  readonly shown: Of<'shown'>[];
  readonly listed: Of<'listed'>[];
  readonly line: Map<string, Of<'line'>>;
  readonly marks: Of<'put-answered'>[];
  skewMs: number;
  deadlineAt: number;
}

/** Reads the history once. */
export const seenIn = (ran: Ran): Seen => {
  const { history } = ran;
  const posts: Post[] = [];
  const asked = new Map<string, Asked>();
  const firstAt = new Map<string, number>();
  const byKind = new Map<Kind, Recorded[]>();
  const puts: Of<'put'>[] = [];
  const stored = new Map<string, Entry>();
  const drafts = new Map<number, Draft>();
  const openPosts = new Map<string, Post>();
  const movedBySqs = new Set<string>();
  const moved: string[] = [];
  let healedAt = Number.POSITIVE_INFINITY;
  const draftOf = (process: number): Draft => {
    const known = drafts.get(process);
    if (known !== undefined) return known;
    const made: Draft = { shown: [], listed: [], line: new Map(), marks: [], skewMs: 0, deadlineAt: 0 };
    drafts.set(process, made);
    return made;
  };

  for (let index = 0; index < history.length; index += 1) {
    const record = history[index];
    if (record === undefined) continue;
    const others = byKind.get(record.kind);
    if (others === undefined) byKind.set(record.kind, [record]);
    else others.push(record);
    switch (record.kind) {
      case 'asked': {
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
        draftOf(record.process).skewMs = record.skewMs;
        draftOf(record.process).deadlineAt = record.deadlineAt;
        break;
      case 'shown':
        draftOf(record.process).shown.push(record);
        break;
      case 'listed':
        draftOf(record.process).listed.push(record);
        break;
      case 'line':
        if (record.name === 'sending') draftOf(record.process).line.set(record.server, record);
        break;
      case 'put':
        puts.push(record);
        if (record.applied) stored.set(record.key, record.entry);
        break;
      case 'put-answered':
        if (record.entry.sends.at(-1)?.state === 'unresolved') draftOf(record.process).marks.push(record);
        break;
      case 'message':
        if (record.moved) movedBySqs.add(record.body);
        break;
      case 'healed':
        healedAt = record.at;
        break;
      case 'stop-left': {
        const draft = draftOf(record.process);
        const line = draft.line.get(record.server);
        draft.line.delete(record.server);
        const marks = draft.marks.filter(
          ({ entry }) =>
            entry.intent.serverId === record.server && (line === undefined || nameOfEntry(entry) === line.intent),
        );
        // Several deliveries of one intent may be in one batch: the mark of this stop is the one that is stored.
        const mark = marks.findLast(({ key, entry }) => stored.get(key)?.owner === entry.owner) ?? marks.at(-1);
        const shown = draft.shown.filter(({ server, view }) => server === record.server && view !== 'fault');
        // The list belongs to the first look, which the mark names.
        const firstLookAt = (mark?.entry.sends.at(-1)?.evidenceAt ?? 0) - draft.skewMs;
        const firstLook = shown.find(({ askedAt }) => askedAt === firstLookAt);
        // Behind the ports a step asks for the list in the moment in which it was shown the server; through HTTP attempts lie between.
        const listed = draft.listed.filter(
          ({ at, askedAt, server }) =>
            server === record.server && (ran.plan.depth === 'wire' ? at >= firstLookAt : askedAt === firstLook?.at),
        );
        const evidenceAt = (line?.at ?? 0) - (line?.evidenceAgeMs ?? 0);
        // Several intents of one server may be in one batch. A login, or another attempt, comes before the question itself.
        const evidence =
          shown.find(({ askedAt }) => askedAt === evidenceAt) ??
          shown.find(({ askedAt }) => askedAt > evidenceAt) ??
          shown.at(-1);
        const post: Post = {
          index,
          left: record,
          asked: line && asked.get(line.intent),
          logged: line !== undefined,
          key: mark?.key,
          deadlineAt: draft.deadlineAt,
          shown: evidence,
          listed: listed.findLast(({ records }) => records !== 'fault') ?? listed.at(-1),
          marked: mark?.entry,
          markAnswered: mark?.answer === 'written',
          storedAtSend: mark && stored.get(mark.key),
          arrived: undefined,
          answered: undefined,
        };
        posts.push(post);
        openPosts.set(`${record.process} ${record.server}`, post);
        break;
      }
      case 'stop-arrived': {
        const post = openPosts.get(`${record.process} ${record.server}`);
        if (post !== undefined) post.arrived = record;
        break;
      }
      case 'stop-answered': {
        const post = openPosts.get(`${record.process} ${record.server}`);
        if (post !== undefined) post.answered = record;
        break;
      }
      default:
    }
  }
  const all = <K extends Kind>(kind: K): readonly Of<K>[] => (byKind.get(kind) ?? []) as Of<K>[];
  return { ran, history, all, posts, asked, firstAt, puts, moved, healedAt, movedBySqs };
};
