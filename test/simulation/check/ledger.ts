import type { Entry } from '../../../lib/power/entry.ts';
import type { View } from '../engine/record.ts';
import { OUR_USER } from '../models/nova.ts';
import { fits, isProtected } from './marks.ts';
import { isPowerOn } from './power-on.ts';
import { replaysIn } from './replays.ts';
import { nameOfEntry, requestOf, type Seen, type Violation } from './seen.ts';

const FINAL = ['stopped', 'already-stopped', 'superseded', 'held', 'rehearsed'];
// A power-on this little before the request may count as after it: the skew, and as much as the answer with Nova's time was late.
const SLOW_ANSWER_MS = 50_000;
const SKEW_MS = 5_000;
const isFinal = (entry: Entry): boolean => entry.ending !== undefined && FINAL.includes(entry.ending.kind);

// The window begins at a replay that somebody asked for, later than the one before, and is as long as it was.
const isOfReplay = ({ intent }: Entry, { intent: was }: Entry, replayedAt: ReadonlySet<number>): boolean =>
  intent.replayedAt !== undefined &&
  replayedAt.has(intent.replayedAt) &&
  intent.replayedAt > (was.replayedAt ?? 0) &&
  intent.notAfter - intent.replayedAt === was.notAfter - (was.replayedAt ?? was.requestedAt);

/** S7, L6: nobody but the owner changes a record; a claim is taken over only when its lease is over; a final end stays. */
export const checkWrites = (seen: Seen): Violation[] => {
  const { all } = seen;
  const found: Violation[] = [];
  const lettersBack = new Set<number>();
  for (const { body } of all.redriven) {
    const failedAt = /"failedAt":"([^"]+)"/.exec(body)?.[1];
    if (failedAt !== undefined) lettersBack.add(Date.parse(failedAt));
  }
  const replayedAt = new Set(replaysIn(seen).map((one) => one.replayedAt));
  for (const { at, entry, before, applied, localAt } of all.put) {
    if (!applied || before === undefined) continue;
    const say = (invariant: string, says: string): number => found.push({ invariant, at, says });
    if (isFinal(before)) say('S7', `${before.ending?.kind} was written over`);
    if (entry.revision <= before.revision) say('S7', 'a revision was used again');
    if (entry.intent.requestedAt !== before.intent.requestedAt)
      say('S2', 'the time that an intent was asked for moved');
    if (entry.intent.notAfter !== before.intent.notAfter && !isOfReplay(entry, before, replayedAt))
      say('S2', 'the window of an intent moved, and no replay says so');
    if (entry.owner === before.owner) continue;
    const { ending } = before;
    const reopens = ending?.kind === 'dead-lettered' && lettersBack.has(ending.failure.failedAt);
    if (ending?.kind === 'dead-lettered' && !reopens)
      say('S7', 'a dead-lettered entry was opened without its own letter');
    if (before.leaseUntil > localAt && !reopens)
      say('L6', `taken over ${before.leaseUntil - localAt} ms before the lease was over`);
    const lost =
      before.sends.filter(({ state }) => state !== 'refused').length -
      entry.sends.filter(({ state }) => state !== 'refused').length;
    if (lost > 0) say('S3', 'a claim forgot a send');
  }
  return found;
};

/** L6: nobody asks Nova about a server who does not hold an intent of it, or follows a stop that Nova took. */
export const checkOnlyOwnersAsk = ({ all }: Seen): Violation[] => {
  const found: Violation[] = [];
  const answers = all['put-answered'];
  for (const { at, process, place, of } of all.call) {
    if (place !== 'show') continue;
    const claim = answers.find(
      (one) => one.process === process && one.answer === 'written' && one.entry.intent.serverId === of,
    );
    const isFollowed = all.put.some(
      (one) =>
        one.applied &&
        one.at <= at &&
        one.entry.intent.serverId === of &&
        one.entry.leaseUntil === 0 &&
        one.entry.sends.some(({ state }) => state === 'accepted'),
    );
    if ((claim === undefined || claim.at > at) && !isFollowed)
      found.push({ invariant: 'L6', at, says: 'a function without a claim asked about a server' });
  }
  return found;
};

/** L6: a lease covers the whole life of its function. */
export const checkLeases = ({ all }: Seen): Violation[] => {
  const found: Violation[] = [];
  const deadlines = new Map<number, number>();
  for (const { process, deadlineAt, skewMs } of all.invoked) deadlines.set(process, deadlineAt + skewMs);
  for (const { at, process, entry } of all.put) {
    if (entry.leaseUntil !== 0 && entry.leaseUntil < (deadlines.get(process) ?? 0) + 1_000)
      found.push({ invariant: 'L6', at, says: 'a lease ends before its function may be killed' });
  }
  return found;
};

type Shown = View | null | 'fault';

const isOff = (view: Shown, kind: 'stopped' | 'already-stopped'): boolean => {
  if (view === null || view === 'fault') return false;
  if (view.vmState.startsWith('shelved')) return true;
  const idle = view.taskState === null || (kind === 'already-stopped' && view.taskState !== 'powering-on');
  return view.vmState === 'stopped' && view.powerState === 4 && idle;
};

// A protection may end between the look and the write of the end.
const MARK_MS = 60_000;

/** S8: `stopped` and `already-stopped` are written only by an invocation that has seen it, and `stopped` only after a stop of ours. */
export const checkEnds = ({ all, asked, selected }: Seen): Violation[] => {
  const found: Violation[] = [];
  for (const record of all.put) {
    if (!record.applied || record.entry.ending === undefined || record.before?.ending !== undefined) continue;
    const { entry } = record;
    const { intent } = entry;
    const kind = entry.ending?.kind;
    const say = (invariant: string, says: string): number => found.push({ invariant, at: record.at, says });
    // Several intents of one server may be in one batch: one of the looks was this one's.
    const views = all.shown
      .filter(({ at, process, server }) => at <= record.at && process === record.process && server === intent.serverId)
      .map(({ view }) => view);
    if ((kind === 'stopped' || kind === 'already-stopped') && !views.some((view) => isOff(view, kind)))
      say('S8', `${kind}, but what was seen is ${JSON.stringify(views)}`);
    if (kind === 'stopped') {
      const ours = all.action.some(
        (one) =>
          one.server === intent.serverId &&
          one.record.action === 'stop' &&
          one.record.userId === OUR_USER &&
          one.at <= record.at,
      );
      if (!ours) say('S8', 'stopped, but no stop of ours was accepted');
    }
    if (kind === 'superseded') {
      const mine = asked.get(nameOfEntry(entry));
      const human = all.action.some(
        (one) =>
          one.server === intent.serverId &&
          (isPowerOn(one.record) || one.record.action === 'delete') &&
          one.record.arrivedAt > (mine?.requestedAt ?? 0) - SLOW_ANSWER_MS,
      );
      if (!human) say('S8', 'superseded, but nobody wanted the server on, or gone, after the request');
    }
    // Nova's own word: it refused our stop, and the lock was there.
    const refusedByLock = all['stop-arrived'].some(
      ({ at, process, server, verdict }) =>
        process === record.process &&
        server === intent.serverId &&
        verdict === 'conflict' &&
        all.view.findLast((one) => one.server === server && one.at <= at)?.view?.locked === true,
    );
    const one = selected.get(requestOf(intent));
    const mayHold = (view: Shown): boolean =>
      typeof view === 'object' &&
      view !== null &&
      (view.locked || isProtected(view, record.at - MARK_MS) || (one !== undefined && !fits(one, view.tags)));
    if (kind === 'held' && !refusedByLock && !views.some(mayHold)) say('S8', 'held, but nothing that holds was seen');
  }
  return found;
};

// What no look can decide: the messages, or the functions, are used up.
const USED_UP = /deliveries used up|three claims|three times/;
const QUARANTINE_MS = 120_000;

/**
 * S8: an end is written only when no stop of ours may arrive any more; and a server that somebody brought up after our stop is
 * theirs, whatever it has become since.
 */
export const checkNothingInFlight = ({ all, asked, ran }: Seen): Violation[] => {
  const found: Violation[] = [];
  for (const { at, localAt, applied, process, entry, before } of all.put) {
    const { ending, sends, intent } = entry;
    if (!applied || ending === undefined || before?.ending !== undefined || USED_UP.test(ending.because)) continue;
    const send = sends.at(-1);
    const say = (says: string): number => found.push({ invariant: 'S8', at, says });
    const leftMs = send?.state === 'unresolved' ? send.markedAt + QUARANTINE_MS - localAt : 0;
    if (leftMs > 0) say(`${ending.kind} (${ending.because}), while a stop of ours may arrive for ${leftMs} ms more`);
    if (!('failure' in ending) || ending.failure.reason !== 'not-stoppable') continue;
    const view = all.shown.findLast(
      (one) => one.at <= at && one.process === process && one.server === intent.serverId,
    )?.view;
    if (typeof view === 'object' && view !== null && view.taskState !== null)
      say(`not-stoppable, though it was seen in ${view.taskState}`);
    if (ran.plan.listless === true) continue;
    const offAt = all.action.findLast(
      ({ server, record, at: when }) =>
        server === intent.serverId && record.action === 'stop' && record.userId === OUR_USER && when <= at,
    )?.at;
    const requestedAt = asked.get(nameOfEntry(entry))?.requestedAt ?? intent.requestedAt;
    const wished =
      offAt !== undefined &&
      sends.some(({ state }) => state === 'accepted') &&
      all.action.some(
        ({ server, record, at: when }) =>
          server === intent.serverId &&
          isPowerOn(record) &&
          when > offAt &&
          when <= at &&
          record.arrivedAt > requestedAt + SKEW_MS &&
          // A resize of a server that is off leaves it off.
          all.view.some((one) => one.server === server && one.at >= when && one.at <= at && one.view?.powerState === 1),
      );
    if (wished) say(`not-stoppable (${ending.because}), though somebody powered it on after our stop`);
  }
  return found;
};

/** S4: one stop is one intent's: nobody takes a request id that stood in another entry before its function even began. */
export const checkRecordsAreOwn = ({ all }: Seen): Violation[] => {
  const found: Violation[] = [];
  const beganAt = new Map(all.invoked.map(({ at, process }) => [process, at]));
  const owners = new Map<string, { readonly key: string; readonly at: number }>();
  for (const { at, applied, key, process, entry, before } of all.put) {
    if (!applied || entry.sends.length === 0) continue;
    // An earlier stop comes last again when a mark is taken back: only what did not stand here is taken.
    const known = before?.sends.map(({ openstackRequestId }) => openstackRequestId) ?? [];
    for (const { openstackRequestId: id } of entry.sends) {
      if (id === undefined || known.includes(id)) continue;
      const owner = owners.get(id);
      if (owner === undefined) owners.set(id, { key, at });
      else if (owner.key !== key && owner.at < (beganAt.get(process) ?? 0))
        found.push({ invariant: 'S4', at, says: `two intents take ${id} for their own stop` });
    }
  }
  return found;
};
