import type { Instant } from '../../instant.ts';
import type { ListedServer, ServerId } from '../server.ts';
import { type SelectRule, unfitOf } from './fits.ts';
import type { AtMost, Select } from './select.ts';

/** Why a listed server is not on the roll. */
export type LeftOutBy = SelectRule | 'created-later';

const LEFT_OUT_BY = /^(?:created-later|machine|(?:except\.)?(?:tags|anyTag|metadata|name|flavor)|except\.serverIds)$/;

/** Whether a word is such a rule. */
export const isLeftOutBy = (word: unknown): word is LeftOutBy => typeof word === 'string' && LEFT_OUT_BY.test(word);

/** What a selection counted. `leftOut` has only rules that left somebody out. */
export interface Counts {
  readonly listed: number;
  readonly matched: number;
  readonly leftOut: Readonly<Partial<Record<LeftOutBy, number>>>;
}

/** What a selector makes of a complete list. `ids` is empty unless the verdict is `chosen`. */
export interface Choice {
  readonly verdict: 'chosen' | 'none-matched' | 'too-many';
  readonly because: string;
  readonly ids: readonly ServerId[];
  readonly counts: Counts;
}

/** What a selection is made by. */
export interface Selection {
  readonly select: Select;
  /** The request's own cap, or the setting that takes its place. */
  readonly atMost: AtMost;
  /** Where that cap is from. */
  readonly atMostFrom?: 'atMost' | 'SELECT_AT_MOST';
  /** `STOP_AT_MOST_PER_REQUEST`: the smaller of both holds. */
  readonly atMostEver: number;
  /** On the clock of the list. */
  readonly requestedAt: Instant;
}

/** The caps of the settings (docs/contract.md, "Settings"). */
export interface Caps {
  /** `SELECT_AT_MOST`: the cap of a selection that names none. */
  readonly selectAtMost: AtMost;
  /** `STOP_AT_MOST_PER_REQUEST`: holds for every request. */
  readonly atMostPerRequest: number;
}

/** The selection of a request, whoever listed the servers. `requestedAt` is on the clock of the list; an absent `select` leaves nobody out. */
export const selectionOf = (
  { select = {}, atMost }: { readonly select?: Select; readonly atMost?: AtMost },
  { selectAtMost, atMostPerRequest }: Caps,
  requestedAt: Instant,
): Selection => ({
  select,
  atMost: atMost ?? selectAtMost,
  atMostFrom: atMost === undefined ? 'SELECT_AT_MOST' : 'atMost',
  atMostEver: atMostPerRequest,
  requestedAt,
});

/** How many servers a cap allows: a share is of all listed, rounded down, and at least one. */
export const capOf = (atMost: AtMost, listed: number): number =>
  typeof atMost === 'number' ? atMost : Math.max(1, Math.floor((listed * Number(atMost.slice(0, -1))) / 100));

/** Why a selection leaves a server out; undefined when it is chosen. */
export const leftOutOf = (
  { select, requestedAt }: Pick<Selection, 'select' | 'requestedAt'>,
  server: ListedServer,
): { readonly by: LeftOutBy; readonly because: string } | undefined => {
  if (server.createdAt !== null && server.createdAt > requestedAt)
    return { by: 'created-later', because: 'created after the request' };
  const unfit = unfitOf(select, server.id, server);
  return unfit && { by: unfit.rule, because: unfit.because };
};

/** Chooses from a complete list: matched are counted whatever their state, and a cap that they exceed stops nothing. Pure. */
export const choose = (servers: readonly ListedServer[], selection: Selection): Choice => {
  const leftOut: Partial<Record<LeftOutBy, number>> = {};
  const ids: ServerId[] = [];
  for (const server of servers) {
    const left = leftOutOf(selection, server);
    if (left === undefined) ids.push(server.id);
    else leftOut[left.by] = (leftOut[left.by] ?? 0) + 1;
  }
  const counts: Counts = { listed: servers.length, matched: ids.length, leftOut };
  if (ids.length === 0)
    return { verdict: 'none-matched', because: `none of ${servers.length} servers matched`, ids, counts };
  const own = capOf(selection.atMost, servers.length);
  const cap = Math.min(own, selection.atMostEver);
  if (ids.length <= cap) return { verdict: 'chosen', because: `${ids.length} of ${servers.length}`, ids, counts };
  const name = own <= selection.atMostEver ? (selection.atMostFrom ?? 'atMost') : 'STOP_AT_MOST_PER_REQUEST';
  const because = `${ids.length} of ${servers.length} servers matched, more than the ${cap} that ${name} allows`;
  return { verdict: 'too-many', because, ids: [], counts };
};
