import type { Entry } from '../../../lib/power/entry.ts';
import { CANARY } from '../models/http-answers.ts';
import { DECOY } from '../models/nova.ts';
import { interferes, RECOVER_MS } from './followed.ts';
import { frozenTimes } from './holds.ts';
import { isProtected } from './marks.ts';
import { isPowerOn } from './power-on.ts';
import { opensBy } from './replays.ts';
import { nameOf, requestOf, type Seen, type Violation } from './seen.ts';

const PATIENCE_MS = 900_000;
const VISIBILITY_MS = 360_000;
const LOOK_AGAIN_MS = 300_000;
const MARK_MS = 10_000;

/** L1, L3: every intent ends, once, in time, and a dead letter lies where it should. */
export const checkEverythingEnds = ({
  ran,
  asked,
  firstAt,
  entries,
  history,
  all,
  healedAt,
  movedBySqs,
}: Seen): Violation[] => {
  const found: Violation[] = [];
  const end = history.at(-1)?.at ?? 0;
  const say = (invariant: string, says: string): number => found.push({ invariant, at: end, says });
  if (ran.ended !== 'quiet') say('L1', `the scenario did not come to rest: ${ran.ended}`);
  const letters = all.message.filter(({ queue }) => queue === 'dead');
  for (const [name, one] of asked) {
    const kept = entries.get(name);
    if ([...movedBySqs].some((body) => body.includes(one.server) || body.includes(one.requestId))) continue;
    if (kept === undefined) {
      // A cap holds for a list of ids too.
      if ([...ran.rolls.values()].some((roll) => requestOf(roll) === requestOf(one) && roll.verdict === 'too-many'))
        continue;
      const split = letters.some(({ body }) => body.includes(one.server) && body.includes('could not be split'));
      if (!split) say('L1', `${name} was asked for and left no trace`);
      continue;
    }
    const { key, entry } = kept;
    const kind = entry.ending?.kind;
    if (kind === undefined || kind === 'burying') {
      say('L1', `${name} did not end: ${kind ?? 'open'}`);
      continue;
    }
    if (kind === 'dead-lettered' && entry.ending !== undefined && 'failure' in entry.ending) {
      const failedAt = new Date(entry.ending.failure.failedAt).toISOString();
      if (
        !letters.some(({ body }) => body.includes(failedAt) && body.includes(one.server) && body.includes('"failure"'))
      )
        say('L1', `${name} is said to be dead-lettered, but no letter lies there`);
    }
    // A redrive opens an entry anew, and a late duplicate only finds it.
    const redriven = all.redriven.length > 0;
    const first = firstAt.get(name) ?? 0;
    const lastPut = all.put.findLast((put) => put.applied && put.key === key)?.at ?? 0;
    const due = Math.max(one.notAfter, healedAt, first) + PATIENCE_MS + 3 * VISIBILITY_MS + LOOK_AGAIN_MS;
    if (!redriven && lastPut > due) say('L3', `${name} was open until ${lastPut - due} ms after its time`);
  }
  return found;
};

/** L2: if nobody interferes and the faults end early enough, the server is stopped. */
export const checkStoppedWhenItCan = (seen: Seen): Violation[] => {
  const { ran, asked, firstAt, entries, history, all, posts, healedAt, selected } = seen;
  const { plan } = ran;
  const frozen = frozenTimes(seen);
  const found: Violation[] = [];
  if (Math.abs(plan.novaSkewMs) > 25_000 || plan.maxReceives < 1_000 || plan.ourRole === 'admin') return found;
  for (const [name, { key, entry }] of entries) {
    const one = asked.get(name);
    if (one === undefined || one.dryRun) continue;
    const planned = plan.servers[Number(one.server.slice(-2))];
    if (planned === undefined || planned.locked || (planned.state !== 'running' && planned.state !== 'stopped'))
      continue;
    const opened = opensBy(seen, key);
    const first = Math.max(firstAt.get(name) ?? 0, opened?.at ?? 0);
    const notAfter = opened === undefined ? one.notAfter : opened.replayedAt + one.notAfter - one.requestedAt;
    const { tags = [], metadata = {} } = planned;
    if (isProtected({ tags, metadata }, Math.min(firstAt.get(name) ?? 0, one.requestedAt) - MARK_MS)) continue;
    const stopAt = posts.find(
      (post) => post.asked !== undefined && nameOf(post.asked) === name && post.arrived?.verdict === 'accepted',
    )?.arrived?.at;
    // A freeze keeps nothing from being followed to its end.
    const thawedAt = Math.max(0, ...frozen.filter(({ from }) => from < (stopAt ?? from + 1)).map(({ to }) => to));
    if (Math.max(healedAt, first, thawedAt) + RECOVER_MS > notAfter) continue;
    const interfered =
      all.person.some(
        (deed) =>
          deed.server === one.server && interferes(deed, selected.has(requestOf(one)), stopAt, plan.listless === true),
      ) ||
      all.action.some(
        ({ server, record }) =>
          server === one.server && isPowerOn(record) && record.arrivedAt > one.requestedAt - 50_000,
      ) ||
      all.fault.some(({ fault }) => fault.startsWith('driver.') || fault === 'show.not-found');
    const refused = posts.some(
      (post) => post.answered !== undefined && ['forbidden', 'bad-request', 'odd-400'].includes(post.answered.answer),
    );
    const killing =
      plan.killers?.includes(Number(one.server.slice(-2))) === true ||
      all.put.some(
        (put) =>
          put.key === key &&
          put.entry.history.some(({ because }) => because.includes('ended the function three times')),
      );
    // An accepted stop is followed for its patience, whatever the window.
    const followed = all.put.some(
      (put) =>
        put.applied &&
        put.key === key &&
        put.entry.sends.some(
          ({ state, markedAt }) =>
            (state === 'accepted' || state === 'unresolved') && markedAt + PATIENCE_MS < healedAt + RECOVER_MS,
        ),
    );
    if (interfered || refused || killing || followed) continue;
    const kind = entry.ending?.kind;
    if (kind !== 'stopped' && kind !== 'already-stopped')
      found.push({
        invariant: 'L2',
        at: history.at(-1)?.at ?? 0,
        says: `${name} could have been stopped and ended ${kind}: ${entry.ending?.because}`,
      });
  }
  return found;
};

/** S15: what lies in queues, ledger and log holds no secret; behind the ports there is none. */
export const checkSecrets = ({ ran, all }: Seen): Violation[] => {
  const found: Violation[] = [];
  if (ran.plan.depth === 'ports') return found;
  for (const record of [...all.message, ...all.line, ...all.put])
    if (JSON.stringify(record).includes(CANARY))
      found.push({ invariant: 'S15', at: record.at, says: `a secret in a ${record.kind}` });
  return found;
};

// A request without a name that SQS itself moved is known by another message's id once it is sent back (F211).
const isRenamed = ({ intent }: Entry, movedBySqs: ReadonlySet<string>): boolean =>
  /^stop-\d+$/.test(intent.requestId) && [...movedBySqs].some((body) => body.includes(intent.serverId));

/** S12, S13, S14, L4: what nobody may act on is buried or handed back, and leaves no trace in the ledger. */
export const checkPoison = ({ ran, asked, entries, history, all, moved, movedBySqs }: Seen): Violation[] => {
  const found: Violation[] = [];
  const end = history.at(-1)?.at ?? 0;
  // What came from too far in the future is a request like any other once its letter is sent back later.
  for (const [name, { entry }] of entries)
    if (!asked.has(name) && entry.intent.requestId !== 'tomorrow' && !isRenamed(entry, movedBySqs))
      found.push({ invariant: 'S13', at: end, says: `an entry that nobody asked for: ${name}` });
  const requested = new Map<string, number>();
  for (const { entry } of entries.values()) {
    const { intent } = entry;
    const name = `${intent.source} ${intent.requestId}`;
    const known = requested.get(name) ?? intent.requestedAt;
    if (known !== intent.requestedAt) found.push({ invariant: 'S14', at: end, says: `${name} has two instants` });
    requested.set(name, known);
  }
  const poisoned = all.poison.filter(({ id }) => all.received.some((one) => one.id === id)).length;
  const letters = all.message.filter(
    ({ queue, moved: bySqs, body }) => queue === 'dead' && (bySqs || body.includes('"original"')),
  ).length;
  if (letters < poisoned)
    found.push({
      invariant: 'L4',
      at: end,
      says: `${poisoned} messages could not be read, and ${letters} lie in the dead letters`,
    });
  for (const name of moved) found.push({ invariant: 'S14', at: end, says: `${name} was given other instants` });
  const bodies = new Map<string, string>();
  for (const one of asked.values()) {
    if (one.source !== 'webhook') continue;
    const body = one.server === DECOY ? 'changed' : 'genuine';
    if ((bodies.get(one.requestId) ?? body) !== body)
      found.push({ invariant: 'S14', at: end, says: `${one.requestId} was taken with two bodies` });
    bodies.set(one.requestId, body);
  }
  for (const { at } of all['stop-left'])
    if (ran.plan.ourRole === 'admin' && ran.plan.depth === 'wire')
      found.push({ invariant: 'S16', at, says: 'a stop with an admin’s token' });
  for (const { at, because } of all.threw)
    found.push({ invariant: 'S12', at, says: `an invocation threw: ${because}` });
  for (const { at, name, text } of all.line) if (name === 'alert bug') found.push({ invariant: 'S12', at, says: text });
  for (const { at, forged, status } of all.webhook)
    if (forged && status !== 401) found.push({ invariant: 'S13', at, says: `a forged webhook was answered ${status}` });
  return found;
};
