import type { Entry } from '../../../lib/power/entry.ts';
import { ALL_FAULTS, type FaultName } from '../engine/faults.ts';
import type { Recorded } from '../engine/record.ts';
import { isPowerOn } from './power-on.ts';
import { noteReplays, REPLAY_EVENTS, type ReplayEvent } from './replays.ts';
import type { Seen } from './seen.ts';
import { noteHolds, noteRequests, REQUEST_EVENTS, type RequestEvent } from './sometimes-requests.ts';

const ENDS = ['stopped', 'already-stopped', 'superseded', 'held', 'rehearsed'] as const;
const REASONS = [
  'malformed',
  'expired',
  'not-found',
  'not-stoppable',
  'forbidden',
  'stop-failed',
  'stuck',
  'unverified',
] as const;
// A human who powers a server on while a function stands at one of its awaits.
const AWAITS = ['read', 'write', 'clouds', 'show', 'list', 'query', 'stop', 'letter', 'delay'] as const;

// And what only a request that selects comes to.
const CRASHES = [...AWAITS, 'page', 'send', 'report'] as const;

const EVENTS = [
  'a claim was taken over after a crash',
  'a delivery met another owner’s lease',
  'a duplicate came after the end',
  'a lost race of two stops (500)',
  'a conflict (409)',
  'a put met its own success (F403)',
  'a write arrived after its answer',
  'an echo of Ironic in the list',
  'an echo of a stop in the list',
  'a power-on at the node in the list',
  'a report of long work in the list',
  'a stop of Nova’s own sync in the list',
  'a hard reboot of a server that we stopped',
  'a rebuild of a server that we stopped',
  'a rescue of a server that we stopped',
  'a cloud had no action list',
  'a stop was sent again without an action list',
  'quarantine was waited',
  'a stop was sent again after a failure',
  'two intents of one server were open at once',
  'another intent held a stop back',
  'a mark was taken back',
  'a stop was adopted whose answer was lost',
  'the list lagged and was waited for',
  'a suspect ran alone',
  'an intent ended its function three times, alone',
  'deliveries were used up',
  'a letter was redriven',
  'a redriven letter opened its entry',
  'a message was malformed',
  'SQS moved a message by itself',
  'a function ran out of time',
  'a webhook was accepted',
  'a webhook was refused',
  'a webhook came with another body',
  'Nova’s clock was too far off',
  'a person acted between evidence and stop',
  'a lock came during retries',
] as const;

// Made once: a text that is built anew is looked up by its letters each time.
const FAULT_NOTES = new Map<FaultName, Happened>(ALL_FAULTS.map(({ name }) => [name, `fault ${name}`]));
const ENDING_NOTES = new Map<string, Happened>([
  ...ENDS.map((end): [string, Happened] => [end, `ended ${end}`]),
  ...REASONS.map((reason): [string, Happened] => [reason, `buried ${reason}`]),
]);

/** Everything that has to happen in 20,000 seeds, or the proof is hollow. */
export const SOMETIMES: readonly string[] = [
  ...FAULT_NOTES.values(),
  ...ENDING_NOTES.values(),
  ...AWAITS.map((place) => `a power-on during ${place}`),
  ...CRASHES.map((place) => `a crash before ${place}`),
  ...CRASHES.map((place) => `a crash after ${place}`),
  ...EVENTS,
  ...REQUEST_EVENTS,
  ...REPLAY_EVENTS,
];

type Happened =
  | (typeof EVENTS)[number]
  | RequestEvent
  | ReplayEvent
  | `fault ${FaultName}`
  | `ended ${string}`
  | `buried ${string}`
  | `a power-on during ${string}`
  | `a crash ${string}`;

/** What happened in one run, of all that has to happen sometimes. */
export const happenedIn = (seen: Seen): ReadonlySet<string> => {
  const { history, all, posts, ran } = seen;
  const happened = new Set<string>();
  const note: Note = (what) => {
    if (what !== undefined) happened.add(what);
  };
  noteCalls(seen, note);
  noteMessages(seen, note);
  noteRequests(seen, note);
  noteHolds(seen, note);
  noteReplays(seen, note);
  for (const record of all.action)
    if (isPowerOn(record.record) && record.record.arrivedAt === record.at)
      for (const place of standingAt(record, history)) note(`a power-on during ${place}`);
  for (const put of all.put) {
    if (!put.applied || put.before === undefined) continue;
    const { entry, before } = put;
    if (entry.abandoned > before.abandoned) note('a claim was taken over after a crash');
    if (entry.alone !== undefined) note('a suspect ran alone');
    const [last, was] = [entry.sends.at(-1), before.sends.at(-1)];
    if (
      was?.state === 'unresolved' &&
      last?.markedAt === was.markedAt &&
      last.state === 'accepted' &&
      entry.owner !== was.fault?.code &&
      before.owner === entry.owner &&
      entry.sends.length === before.sends.length &&
      before.history.at(-1)?.decision !== 'send'
    )
      note('a stop was adopted whose answer was lost');
    if (entry.sends.length < before.sends.length) note('a mark was taken back');
    if (before.ending?.kind === 'dead-lettered') note('a redriven letter opened its entry');
  }
  const entries = [...ran.entries.values()];
  for (const entry of entries)
    if (entry.ending !== undefined && entry.ending.kind !== 'burying')
      note(ENDING_NOTES.get('failure' in entry.ending ? entry.ending.failure.reason : entry.ending.kind));
  for (const post of posts) {
    const { asked, shown, left } = post;
    if (post.marked?.sends.some(({ state }) => state === 'failed')) note('a stop was sent again after a failure');
    if (ran.plan.listless === true && (post.marked?.sends.length ?? 0) > 1)
      note('a stop was sent again without an action list');
    if (
      shown !== undefined &&
      asked !== undefined &&
      all.person.some(({ at, done, server }) => done && server === left.server && at > shown.asOf && at < left.at)
    )
      note('a person acted between evidence and stop');
  }
  const metAnother = (a: Entry): boolean =>
    entries.some(
      (b) =>
        a !== b && a.intent.serverId === b.intent.serverId && Math.abs(a.firstAttemptAt - b.firstAttemptAt) < 5_000,
    );
  if (entries.length > 1 && entries.some(metAnother)) note('two intents of one server were open at once');
  return happened;
};

const TEXTS: readonly (readonly [string, (typeof EVENTS)[number] | RequestEvent])[] = [
  ['another delivery is at work', 'a delivery met another owner’s lease'],
  ['in quarantine', 'quarantine was waited'],
  ['another intent has a stop', 'another intent held a stop back'],
  ['the list may lag', 'the list lagged and was waited for'],
  ['ended the function three times', 'an intent ended its function three times, alone'],
  ['deliveries used up', 'deliveries were used up'],
  ['s apart', 'Nova’s clock was too far off'],
  ['marked lights-out', 'a mark held a stop back'],
  ['protected until', 'a protection with an end held a stop back'],
  ['no longer matches', 'a server no longer matched'],
  ['frozen until', 'a freeze held a stop back'],
];

// Where each function stood that was at work then.
const standingAt = (then: Recorded, history: readonly Recorded[]): readonly string[] => {
  const known = new Set<number>();
  const places: string[] = [];
  for (let index = history.lastIndexOf(then); index >= 0; index -= 1) {
    const record = history[index];
    if (record?.kind !== 'call' && record?.kind !== 'killed' && record?.kind !== 'returned') continue;
    if (record.kind === 'call' && !known.has(record.process)) places.push(record.place);
    known.add(record.process);
  }
  return places;
};

type Note = (what: Happened | undefined) => void;

const LONG: ReadonlySet<string> = new Set(['rebuild', 'unshelve', 'rescue', 'unrescue']);
const TAKES_BACK: ReadonlyMap<string, Happened> = new Map([
  ['hard-reboot', 'a hard reboot of a server that we stopped'],
  ['rebuild', 'a rebuild of a server that we stopped'],
  ['rescue', 'a rescue of a server that we stopped'],
]);

const noteCalls = ({ all }: Seen, note: Note): void => {
  for (const { fault } of all.fault) {
    note(FAULT_NOTES.get(fault));
    if (fault === 'write.late-write') note('a write arrived after its answer');
  }
  for (const { because } of all.killed) {
    if (because === 'time ran out') note('a function ran out of time');
    else note(`a ${because.replace('crashed', 'crash') as `crash ${string}`}`);
  }
  for (const { records } of all.listed)
    if (records === 'none') note('a cloud had no action list');
    else if (records !== 'fault') {
      if (records.some(({ echo, action }) => echo && action === 'start')) note('an echo of Ironic in the list');
      if (records.some(({ echo, action }) => echo && action === 'stop')) note('an echo of a stop in the list');
      if (records.some(({ echo }, n) => echo && LONG.has(records[n - 1]?.action ?? '')))
        note('a report of long work in the list');
      if (records.some(({ userId, action }) => userId === '' && action === 'stop'))
        note('a stop of Nova’s own sync in the list');
      if (records.some(({ atNode, action }) => atNode === true && action === 'start'))
        note('a power-on at the node in the list');
    }
  for (const { done, does, server, at } of all.person) {
    const taken = TAKES_BACK.get(does);
    if (!done || taken === undefined) continue;
    const ours = all['stop-arrived'].some(
      (stop) => stop.server === server && stop.at < at && stop.verdict === 'accepted',
    );
    const before = all.view.findLast((view) => view.server === server && view.at < at);
    if (ours && before?.view?.vmState === 'stopped') note(taken);
  }
  for (const { verdict } of all['stop-arrived']) {
    if (verdict === 'error') note('a lost race of two stops (500)');
    if (verdict === 'conflict') note('a conflict (409)');
  }
  for (const { answer, readBack } of all['put-answered'])
    if (readBack && answer === 'written') note('a put met its own success (F403)');
};

const noteMessages = ({ all }: Seen, note: Note): void => {
  for (const { name, text } of all.line) {
    if (name === 'sending' || name === 'sent') continue;
    for (const [part, what] of TEXTS) if (text.includes(part)) note(what);
    if (name !== 'malformed') continue;
    note('a message was malformed');
    note('buried malformed');
  }
  for (const { moved } of all.message) if (moved) note('SQS moved a message by itself');
  for (const { afterEnd } of all.received) if (afterEnd) note('a duplicate came after the end');
  if (all.redriven.length > 0) note('a letter was redriven');
  for (const { done, does } of all.person) if (done && does === 'lock') note('a lock came during retries');
  for (const { status } of all.webhook) {
    if (status === 202) note('a webhook was accepted');
    if (status === 401) note('a webhook was refused');
    if (status === 409) note('a webhook came with another body');
  }
};
