import { DUSK } from '../engine/world.ts';
import { frozenTimes } from './holds.ts';
import type { Seen } from './seen.ts';

const VERDICTS = ['chosen', 'none-matched', 'too-many', 'excepted', 'expired'] as const;

/** What has to happen sometimes to requests, and to marks and freezes. */
export const REQUEST_EVENTS = [
  'two functions chose for one request at once',
  'a selection was split more than once',
  'a list of servers had several pages',
  'a list of servers was incomplete and asked for again',
  'a cell that is down was shown',
  'a person acted between a list and its roll',
  'a server that was built after the request was listed',
  'a calendar had ended',
  'a mark held a stop back',
  'a protection with an end held a stop back',
  'a last look saw a mark or a tag',
  'a server no longer matched',
  'a freeze held a stop back',
  'a stop left after a freeze',
  'a stop was followed in a freeze',
  'a request was reported with servers open',
  'a report left twice after a crash',
  'a report was tried again by one channel',
  'the letter of a request was redriven',
  'a schedule came back with its keywords replaced',
  'a schedule came back with its keywords left',
  'a schedule came back within its window and was sent a stop',
  'a schedule came back after its window',
  'a schedule came back that was delivered as well',
  'a schedule came back without its attributes',
  ...VERDICTS.map((verdict) => `a request was ${verdict}` as const),
] as const;
export type RequestEvent = (typeof REQUEST_EVENTS)[number];

type Note = (what: RequestEvent) => void;

/** Schedules that were not delivered, and came back as Scheduler's dead letters. */
const noteUndelivered = ({ all, ran, posts }: Seen, note: Note): void => {
  if (ran.plan.poison.some(({ what }) => what === 'letter-without-attributes'))
    note('a schedule came back without its attributes');
  const [ask] = ran.plan.asks;
  const back = all.redriven.find(({ body }) => body.startsWith('{"MessageBody"'));
  if (ask?.undelivered === undefined || back === undefined) return;
  note(`a schedule came back with its keywords ${ask.undelivered}`);
  const notAfter = DUSK + ask.inMs + ask.windowMs;
  if (back.at > notAfter) note('a schedule came back after its window');
  else if (ask.againMs.length === 0 && posts.some(({ asked }) => asked?.source === 'schedule'))
    note('a schedule came back within its window and was sent a stop');
  if (ask.againMs.length > 0) note('a schedule came back that was delivered as well');
};

/** What became of the requests of a run. */
export const noteRequests = (seen: Seen, note: Note): void => {
  const { all, ran, pinned, selected, listsBefore } = seen;
  noteUndelivered(seen, note);
  for (const { process, key, roll, before, applied, at } of all.roll) {
    if (roll.report?.sent !== undefined && applied) note('a report was tried again by one channel');
    if (before !== undefined && !applied && roll.revision === 1) note('two functions chose for one request at once');
    if (roll.select === undefined || before !== undefined || !applied) continue;
    if (roll.verdict !== 'malformed') note(`a request was ${roll.verdict}`);
    if (roll.because.startsWith('calendar')) note('a calendar had ended');
    const pages = listsBefore.get(`${process} ${key}`) ?? [];
    if (pages.length > 1) note('a list of servers had several pages');
    const listedAt = pages.findLast(({ marker }) => marker === undefined)?.at ?? at;
    if (all.person.some((deed) => deed.done && deed.at >= listedAt && deed.at < at))
      note('a person acted between a list and its roll');
    const isNew = (server: string): boolean =>
      DUSK + (ran.plan.servers[Number(server.slice(-2))]?.builtInMs ?? 0) > roll.requestedAt + 1_000;
    if (pages.some(({ rows }) => rows !== 'fault' && rows.some(({ server }) => isNew(server))))
      note('a server that was built after the request was listed');
  }
  for (const { rows } of all.paged)
    if (rows !== 'fault' && rows.some(({ tags }) => tags === undefined)) note('a cell that is down was shown');
  const lines = new Map<string, number>();
  for (const { name, intent, text } of all.line) {
    if (name === 'list-again') note('a list of servers was incomplete and asked for again');
    if (name !== 'complete') continue;
    lines.set(intent, (lines.get(intent) ?? 0) + 1);
    if (lines.get(intent) === 2) note('a report left twice after a crash');
    if (!text.endsWith(' 0 open')) note('a request was reported with servers open');
  }
  if (selected.size === 0) return;
  for (const { body } of all.redriven)
    if (body.startsWith('{"original"') && body.includes('select')) note('the letter of a request was redriven');
  for (const { roll } of pinned.values()) {
    const [first] = roll.select === undefined ? [] : roll.ids;
    const isItsIntent = (body: string): boolean =>
      body.startsWith('{"intent"') && body.includes(`"${first}"`) && body.includes(`"${roll.requestId}"`);
    if (first !== undefined && all.message.filter(({ body }) => isItsIntent(body)).length > 1)
      note('a selection was split more than once');
  }
};

/** What marks, tags and freezes did in a run. */
export const noteHolds = (seen: Seen, note: Note): void => {
  const { all, posts, ran } = seen;
  for (const { applied, before, entry } of all.put)
    if (applied && before?.history.at(-1)?.decision === 'send' && entry.ending?.kind === 'held')
      note('a last look saw a mark or a tag');
  const times = frozenTimes(seen);
  if (times.length === 0) return;
  for (const { left, key, arrived } of posts) {
    if (
      times.some(({ to }) => to < left.at) &&
      all.line.some(({ text, at }) => at < left.at && text.includes('frozen until'))
    )
      note('a stop left after a freeze');
    const entry = key === undefined ? undefined : ran.entries.get(key);
    const endedAt = entry?.ending !== undefined && 'endedAt' in entry.ending ? entry.ending.endedAt : 0;
    if (arrived?.verdict === 'accepted' && entry?.ending?.kind === 'stopped')
      for (const { from, to } of times)
        if (from > arrived.at && from < endedAt && endedAt < to) note('a stop was followed in a freeze');
  }
};
