import type { Selected } from '../engine/record.ts';
import { DUSK } from '../engine/world.ts';
import { fits } from './marks.ts';
import { type Of, requestOf, type Seen, type Violation } from './seen.ts';

/** An intent of a selection that is on its way. */
interface Sent {
  readonly at: number;
  readonly request: string;
  readonly server: string;
}

const sentIn = ({ all }: Seen): readonly Sent[] =>
  all.message.flatMap(({ at, queue, body }) => {
    if (queue !== 'stop' || !body.startsWith('{"intent"')) return [];
    const { intent } = JSON.parse(body) as {
      readonly intent: Parameters<typeof requestOf>[0] & { readonly serverId: string };
    };
    return [{ at, request: requestOf(intent), server: intent.serverId }];
  });

const serversOf = (rows: readonly string[]): string => [...new Set(rows)].sort().join(' ');

/** S21: a set is chosen once: the first roll stands, and every intent is of a server on it. */
export const checkChosenOnce = (seen: Seen): Violation[] => {
  const { all, selected, pinned } = seen;
  if (selected.size === 0) return [];
  const found: Violation[] = [];
  const say = (at: number, says: string): number => found.push({ invariant: 'S21', at, says });
  for (const { at, key, roll, applied } of all.roll) {
    const first = pinned.get(key)?.roll;
    if (!applied || first === undefined) continue;
    if (serversOf(first.ids) !== serversOf(roll.ids) || first.verdict !== roll.verdict)
      say(at, `${roll.requestId} was chosen again: ${first.verdict}, then ${roll.verdict}`);
    // However often and by whatever message it is asked for.
    const one = roll.select === undefined ? first : (selected.get(requestOf(roll)) ?? first);
    for (const { requestedAt, notAfter } of [first, one])
      if (requestedAt !== roll.requestedAt || notAfter !== roll.notAfter)
        say(at, `an instant of the roll of ${roll.requestId} moved`);
  }
  const rolls = new Map([...pinned.values()].flatMap((one) => (one.roll.select ? [[requestOf(one.roll), one]] : [])));
  for (const { at, request, server } of sentIn(seen)) {
    const first = rolls.get(request);
    if (selected.has(request) && (first === undefined || first.at > at || !first.roll.ids.some((id) => id === server)))
      say(at, `an intent of ${request} for ${server}, which is not on its roll`);
  }
  return found;
};

const SELECT_AT_MOST = 50;
const PER_REQUEST = 1_000;
// Nova's clock is known to the second and the answer's way: what was built so shortly before the request may be left out.
const UNSURE_MS = 30_000;

/** The pages that a roll was chosen from, in order; undefined when something is known to be missing. */
const listOf = (pages: readonly Of<'paged'>[]): readonly Of<'paged'>[] | undefined => {
  const first = pages.findLastIndex(({ marker }) => marker === undefined);
  if (first < 0) return undefined;
  const known = pages.slice(first);
  const list: Of<'paged'>[] = [];
  const asked = new Set<string | undefined>();
  for (let marker: string | undefined; ; ) {
    const page = known.findLast((one) => one.marker === marker);
    if (page === undefined || page.rows === 'fault' || page.rows.some(({ tags }) => tags === undefined))
      return undefined;
    if (asked.has(marker)) return undefined;
    asked.add(marker);
    list.push(page);
    if (page.next === undefined) return list;
    marker = page.next;
  }
};

/** S22, S23: a list known to be incomplete chooses nothing; what it shows and the request means is chosen, if the caps allow as many. */
export const checkChoices = (seen: Seen): Violation[] => {
  const { ran, selected, pinned, listsBefore } = seen;
  const { servers, selectAtMost = SELECT_AT_MOST, atMostPerRequest = PER_REQUEST } = ran.plan;
  const found: Violation[] = [];
  for (const { at, process, key, roll } of pinned.values()) {
    const one = roll.select === undefined ? undefined : selected.get(requestOf(roll));
    const { verdict } = roll;
    if (one === undefined || !(verdict === 'chosen' || verdict === 'none-matched' || verdict === 'too-many')) continue;
    const say = (invariant: string, says: string): number =>
      found.push({ invariant, at, says: `${roll.requestId} is ${verdict}, ${says}` });
    const list = listOf(listsBefore.get(`${process} ${key}`) ?? []);
    if (list === undefined) {
      say('S23', 'though its list is known to be incomplete');
      continue;
    }
    const rows = new Map(
      list.flatMap(({ rows }) => (rows === 'fault' ? [] : rows.map((row) => [row.server, row.tags]))),
    );
    const builtAt = (server: string): number => DUSK + (servers[Number(server.slice(-2))]?.builtInMs ?? -1e9);
    const may = [...rows].flatMap(([server, tags]) =>
      fits(one, tags ?? []) && builtAt(server) <= one.requestedAt ? server : [],
    );
    const sure = may.filter((server) => builtAt(server) <= one.requestedAt - UNSURE_MS);
    const { atMost = selectAtMost } = one;
    const own =
      typeof atMost === 'number' ? atMost : Math.max(1, Math.trunc((rows.size * Number.parseInt(atMost, 10)) / 100));
    const cap = Math.min(own, atMostPerRequest);
    if (verdict === 'chosen') {
      const strange = roll.ids.find((id) => !may.includes(id));
      if (strange !== undefined) say('S23', `with ${strange}, which its list does not show as meant`);
      const missed = sure.find((server) => !roll.ids.some((id) => id === server));
      if (missed !== undefined) say('S23', `without ${missed}`);
      if (sure.length > cap || roll.ids.length > cap) say('S22', `${sure.length} matched, and ${cap} are allowed`);
    } else if (verdict === 'too-many' && may.length <= cap)
      say('S22', `though ${may.length} matched, and ${cap} are allowed`);
    else if (verdict === 'none-matched' && sure.length > 0) say('S23', `though ${sure.length} matched`);
  }
  return found;
};

/** S22: however often it comes, a request never stops more than the caps allow; S24: and nothing on a day that it excepts. */
export const checkSentOfRequests = (seen: Seen): Violation[] => {
  const { all, ran, selected } = seen;
  const { atMostPerRequest = PER_REQUEST } = ran.plan;
  if (selected.size === 0 && all['listed-request'].length === 0) return [];
  const found: Violation[] = [];
  const sent = Map.groupBy(sentIn(seen), ({ request }) => request);
  const limited = new Set([...selected.keys(), ...all['listed-request'].map(({ request }) => requestOf(request))]);
  for (const request of limited) {
    const mine = sent.get(request) ?? [];
    const servers = new Set(mine.map(({ server }) => server)).size;
    const at = mine[0]?.at ?? 0;
    const one = selected.get(request);
    const most = Math.min(atMostPerRequest, typeof one?.atMost === 'number' ? one.atMost : PER_REQUEST);
    if (servers > most)
      found.push({ invariant: 'S22', at, says: `${request}: ${servers} servers, ${most} are allowed` });
    if (servers > 0 && one !== undefined && isExcepted(one))
      found.push({ invariant: 'S24', at, says: `${request} stops ${servers} servers on a day that it excepts` });
  }
  for (const { at, roll } of seen.pinned.values()) {
    const one = roll.select === undefined ? undefined : selected.get(requestOf(roll));
    if (one !== undefined && (roll.verdict === 'excepted') !== isOnDay(one))
      found.push({ invariant: 'S24', at, says: `${roll.requestId} is ${roll.verdict}` });
  }
  return found;
};

const hasEnded = ({ calendarEnds, requestedAt }: Selected): boolean =>
  calendarEnds !== undefined && requestedAt >= calendarEnds;
// Past its end a calendar is said to have ended, whatever days it still has.
const isOnDay = (one: Selected): boolean =>
  !hasEnded(one) && one.notOn.some(({ from, to }) => from <= one.requestedAt && one.requestedAt < to);
const isExcepted = (one: Selected): boolean => isOnDay(one) || hasEnded(one);
