import type { Entry } from '../../../lib/power/entry.ts';
import { CANARY } from '../models/http-answers.ts';
import { DECOY } from '../models/nova.ts';
import { frozenTimes } from './holds.ts';
import { isProtected } from './marks.ts';
import { isPowerOn } from './power-on.ts';
import { nameOf, type Of, requestOf, type Seen, type Violation } from './seen.ts';

const PATIENCE_MS = 900_000;
const VISIBILITY_MS = 360_000;
const QUARANTINE_MS = 120_000;
const LEASE_MS = 65_000;
const LOOK_AGAIN_MS = 300_000;
const RETRY_AFTER_MS = 900_000;
const MARK_MS = 10_000;
// From the last fault to the end of a quiet life: one visibility, one lease, one quarantine, the longest delays, and the work.
const TO_RECOVER_MS = VISIBILITY_MS + LEASE_MS + QUARANTINE_MS + LOOK_AGAIN_MS + RETRY_AFTER_MS + 2 * LOOK_AGAIN_MS;

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

const HARMLESS = ['rename', 'unlock', 'tag', 'unkeep', 'unprotect'];
// These count for who was selected by the tags only, and those for everybody; neither once a stop is on its way.
const LABELS = ['untag', 'keep'];
const MARKS = ['protect', 'protect-metadata', 'protect-until', 'protect-unreadably'];

/** Whether what a person did may keep a server from being stopped. */
const interferes = (
  { does, done, at }: Of<'person'>,
  isSelected: boolean,
  stopAt: number | undefined,
  isListless: boolean,
): boolean => {
  if (!done) return false;
  const isLabel = LABELS.includes(does);
  // Without an action list any change may have been a power-on.
  if (isListless && !isLabel) return true;
  if (HARMLESS.includes(does) || (isLabel && !isSelected)) return false;
  return !(isLabel || MARKS.includes(does)) || stopAt === undefined || at < stopAt;
};

/**
 * L2: a stop that Nova accepted is followed to its end, whatever marks, tags and freezes come later, when nothing goes wrong from then
 * on and nobody else does anything to its server.
 */
export const checkFollowed = ({ all, posts, entries, ran }: Seen): Violation[] =>
  posts.flatMap(({ left, arrived, asked }) => {
    if (arrived?.verdict !== 'accepted' || asked === undefined) return [];
    const { server } = left;
    const troubled =
      ran.plan.listless === true ||
      ran.plan.maxReceives < 1_000 ||
      all.redriven.length > 0 ||
      all.fault.some(({ at, fault }) => at >= left.at || fault.startsWith('driver.')) ||
      all.person.some((deed) => deed.server === server && interferes(deed, true, left.at, false)) ||
      all.action.some(
        (one) =>
          one.server === server &&
          one.record.arrivedAt > asked.requestedAt - 50_000 &&
          one.record.requestId !== arrived.requestId &&
          !one.record.echo,
      );
    const ending = entries.get(nameOf(asked))?.entry.ending;
    return troubled || ending?.kind === 'stopped'
      ? []
      : [
          {
            invariant: 'L2',
            at: left.at,
            says: `an accepted stop was not followed: ${ending?.kind}: ${ending?.because}`,
          },
        ];
  });

/** L2: no request expires for want of a list while there is time, once nothing goes wrong any more. */
export const checkChosenWhenItCan = ({ ran, pinned, selected, all, healedAt }: Seen): Violation[] => {
  const { plan } = ran;
  if (Math.abs(plan.novaSkewMs) > 25_000 || plan.maxReceives < 1_000 || plan.ourRole === 'admin') return [];
  return [...pinned.values()].flatMap(({ at, roll }) => {
    const one = roll.select === undefined ? undefined : selected.get(requestOf(roll));
    if (one === undefined || roll.verdict !== 'expired' || one.requestedAt >= (one.calendarEnds ?? one.notAfter))
      return [];
    const first = all.selected.find(({ selected: sent }) => requestOf(sent) === requestOf(one))?.at ?? 0;
    return Math.max(healedAt, first) + TO_RECOVER_MS > one.notAfter
      ? []
      : [{ invariant: 'L2', at, says: `${roll.requestId} could have been chosen and expired: ${roll.because}` }];
  });
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
    const first = firstAt.get(name) ?? 0;
    const { tags = [], metadata = {} } = planned;
    if (isProtected({ tags, metadata }, Math.min(first, one.requestedAt) - MARK_MS)) continue;
    const stopAt = posts.find(
      (post) => post.asked !== undefined && nameOf(post.asked) === name && post.arrived?.verdict === 'accepted',
    )?.arrived?.at;
    // A freeze keeps nothing from being followed to its end.
    const thawedAt = Math.max(0, ...frozen.filter(({ from }) => from < (stopAt ?? from + 1)).map(({ to }) => to));
    if (Math.max(healedAt, first, thawedAt) + TO_RECOVER_MS > one.notAfter) continue;
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
            (state === 'accepted' || state === 'unresolved') && markedAt + PATIENCE_MS < healedAt + TO_RECOVER_MS,
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
