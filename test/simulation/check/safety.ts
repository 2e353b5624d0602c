import type { ActionRecord } from '../engine/record.ts';
import { DECOY, OUR_USER } from '../models/nova.ts';
import { lateStops } from './late-stops.ts';
import { isPowerOn } from './power-on.ts';
import { lastInstant } from './replays.ts';
import { nameOf, type Post, type Seen, type Violation } from './seen.ts';

const SKEW_MS = 5_000;
const EVIDENCE_MS = 5_000;
const POST_MS = 10_000;
const QUARANTINE_MS = 120_000;

const of = (invariant: string, post: Post, says: string): Violation => ({ invariant, at: post.left.at, says });

// Nova's own refusal of the list, at two looks five seconds apart, says that the cloud has none; the clocks of two functions may lie
// three seconds apart.
const REFUSALS_APART_MS = 5_000 - 3_000;
const refusedTwice = ({ all }: Seen, { left }: Post): boolean => {
  const refusedAt = [
    ...all.listed.filter(({ server, records }) => server === left.server && records === 'none'),
    ...all.fault.filter(({ fault }) => fault === 'list.refused'),
  ].flatMap(({ at }) => (at <= left.at ? [at] : []));
  return Math.max(...refusedAt) - Math.min(...refusedAt) >= REFUSALS_APART_MS;
};

/** What each single stop has to fulfil at the moment it leaves: S1, S2, S5, S6, S9, S10, O1, O4. */
export const checkEachSend = (seen: Seen): Violation[] =>
  seen.posts.flatMap((post) => {
    const { left, shown, listed, marked } = post;
    const found: Violation[] = [];
    const say = (invariant: string, says: string): number => found.push(of(invariant, post, says));
    // A webhook whose body was changed on the way to being the first of its id is a webhook like any other.
    if (left.server === DECOY && post.asked?.source !== 'webhook')
      say('S9', 'a stop for a server that no valid request named');
    if (!post.logged) say('O1', 'a stop without a line in the log before it');
    if (post.asked === undefined) {
      say('S9', 'a stop for an intent that nobody asked for');
      return found;
    }
    if (post.asked.dryRun) say('O4', 'a dry run sent a stop');
    const { requestedAt } = post.asked;
    const notAfter = lastInstant(seen, post.asked, left.at);
    if (left.localAt + POST_MS > notAfter) say('S2', `sent ${left.localAt - notAfter} ms from notAfter`);
    if (shown === undefined || typeof shown.view === 'string' || shown.view === null)
      say('S5', 'sent without having seen the server');
    else {
      if (left.at - shown.askedAt > EVIDENCE_MS) say('S5', `sent on evidence of ${left.at - shown.askedAt} ms ago`);
      if (shown.view.locked) say('S10', 'sent though the lock was seen');
      if (shown.view.taskState !== null) say('S1', 'sent into a task that was seen');
      if (shown.view.vmState !== 'active' && shown.view.vmState !== 'error')
        say('S1', `sent to a server seen ${shown.view.vmState}`);
    }
    if (typeof listed?.records === 'string' && !refusedTwice(seen, post))
      say('S5', 'sent though the history could not be read');
    const records = listed === undefined || typeof listed.records === 'string' ? [] : listed.records;
    const shownOn = records.find((record) => isPowerOn(record) && record.arrivedAt > requestedAt);
    if (shownOn !== undefined) say('S1', `sent though the evidence shows ${shownOn.action}`);
    if (marked === undefined || marked.sends.at(-1)?.state !== 'unresolved') say('S6', 'sent without a mark');
    else if (!post.markAnswered) say('S6', 'sent though the mark was not confirmed');
    else if (post.storedAtSend?.owner !== marked.owner) say('S6', 'sent while the entry was somebody else’s');
    else if (left.localAt - (marked.sends.at(-1)?.markedAt ?? 0) > EVIDENCE_MS) say('S6', 'sent on an old mark');
    if (left.at + POST_MS > post.deadlineAt) say('L6', 'sent, and the function may be killed before the answer');
    return found;
  });

const DEFINITE = [
  'conflict',
  'not-found',
  'unavailable',
  'throttled',
  'unauthorized',
  'forbidden',
  'bad-request',
  'not-sent',
];
const FOR_GOOD = ['forbidden', 'bad-request'];

/** What the stops of a server have to fulfil together: S1's late stops, S3, S4, S17, S18. */
export const checkSendsTogether = (seen: Seen): Violation[] => {
  const found: Violation[] = [];
  for (const { post, on, kind } of lateStops(seen))
    if (kind === 'violation')
      found.push(of('S1', post, `stopped though ${on.action} came ${post.left.at - on.arrivedAt} ms before it`));
  const { posts, history } = seen;
  for (let n = 0; n < posts.length; n += 1) {
    const post = posts[n];
    if (post === undefined) continue;
    for (let m = 0; m < n; m += 1) {
      const earlier = posts[m];
      if (earlier === undefined || earlier.left.server !== post.left.server) continue;
      found.push(...checkPair(earlier, post, history));
    }
  }
  return found;
};

const sameIntent = (a: Post, b: Post): boolean =>
  a.asked !== undefined && b.asked !== undefined && nameOf(a.asked) === nameOf(b.asked);

const checkPair = (earlier: Post, post: Post, history: Seen['history']): Violation[] => {
  const found: Violation[] = [];
  const between = history.slice(earlier.index, post.index);
  const answer =
    earlier.answered !== undefined && earlier.answered.at <= post.left.at ? earlier.answered.answer : 'lost';
  const isDefinite = DEFINITE.includes(answer);
  const stopId = earlier.arrived?.requestId;
  // A person’s stop with our own credential cannot be told from one of ours whose answer was lost.
  const mayBeIt = ({ action, requestId, userId, arrivedAt }: ActionRecord): boolean =>
    requestId === stopId || (action === 'stop' && userId === OUR_USER && arrivedAt >= earlier.left.at - 2 * SKEW_MS);
  const told = between.some(
    (record) =>
      record.kind === 'listed' &&
      typeof record.records !== 'string' &&
      record.records.some(mayBeIt) &&
      record.server === post.left.server,
  );
  const gapMs = post.left.localAt - earlier.left.localAt;
  if (!isDefinite && answer !== 'accepted' && !told && gapMs < QUARANTINE_MS - 2 * EVIDENCE_MS - SKEW_MS)
    found.push(of('S4', post, `sent ${gapMs} ms after a stop of which nobody knows whether it arrived`));
  if (!sameIntent(earlier, post)) return found;
  const arrivedAt = earlier.arrived?.verdict === 'accepted' ? earlier.arrived.at : undefined;
  if (arrivedAt !== undefined && arrivedAt <= post.left.at) {
    const off = between.some(
      (record) => record.kind === 'view' && record.server === post.left.server && record.view?.vmState === 'stopped',
    );
    const failedWas =
      typeof post.listed?.records === 'object' &&
      post.listed.records.some(({ requestId, failed }) => requestId === stopId && failed);
    // The server may be off by somebody else's stop; what this one did is in its record.
    if (off && !failedWas)
      found.push(of('S3', post, 'sent though an earlier stop of the same intent had taken effect'));
    else if (!failedWas)
      found.push(of('S3', post, 'sent again though no record said that the accepted stop had failed'));
    else if (gapMs < QUARANTINE_MS - SKEW_MS)
      found.push(of('S3', post, `sent again ${gapMs} ms after the stop that failed: in quarantine`));
  }
  const redriven = between.some(({ kind }) => kind === 'redriven');
  // Of an answer that nobody could write down, nobody knows.
  const written = between.some(
    (record) =>
      record.kind === 'put' &&
      record.applied &&
      record.process === earlier.left.process &&
      record.key === earlier.key &&
      record.at >= (earlier.answered?.at ?? 0),
  );
  if (FOR_GOOD.includes(answer) && written && !redriven) found.push(of('S17', post, `sent again after ${answer}`));
  if (answer === 'throttled' && post.left.process === earlier.left.process)
    found.push(of('S18', post, 'sent again in the same invocation'));
  return found;
};

// Per intent of the server in the batch: show, list and five actions, each repeated five times at most.
const MOST_QUESTIONS = 350;

/** S3: at most two stops of one intent take effect or fail; S18: at most one leaves in an invocation. */
export const checkCounts = ({ posts, all }: Seen): Violation[] => {
  const found: Violation[] = [];
  const accepted = new Map<string, number>();
  const inInvocation = new Map<string, number>();
  for (const post of posts) {
    if (post.asked === undefined) continue;
    const name = nameOf(post.asked);
    const one = `${post.left.process} ${name}`;
    inInvocation.set(one, (inInvocation.get(one) ?? 0) + 1);
    if (post.arrived?.verdict === 'accepted') accepted.set(name, (accepted.get(name) ?? 0) + 1);
    if ((accepted.get(name) ?? 0) > 2) found.push(of('S3', post, 'a third stop of one intent was accepted'));
    if ((inInvocation.get(one) ?? 0) > 1) found.push(of('S18', post, 'two stops of one intent in one invocation'));
  }
  const questions = all.call.filter(({ place }) => place === 'show' || place === 'list' || place === 'action');
  if (questions.length <= MOST_QUESTIONS) return found;
  const calls = new Map<string, number>();
  for (const { process, of } of questions) {
    const one = `${process} ${of}`;
    calls.set(one, (calls.get(one) ?? 0) + 1);
  }
  for (const [one, count] of calls)
    if (count > MOST_QUESTIONS)
      found.push({ invariant: 'S18', at: 0, says: `${count} questions about one server in invocation ${one}` });
  return found;
};
