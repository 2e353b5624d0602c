import { idsDigest } from '../../lib/message/select-body.ts';
import { type LeftOutBy, leftOutOf } from '../../lib/power/choose/choose.ts';
import { SKEW_MS } from '../../lib/power/history.ts';
import { requestName } from '../../lib/power/intent.ts';
import { type Roll, SELECT_PART } from '../../lib/power/roll.ts';
import type { ListedServer } from '../../lib/power/server.ts';
import { actionsOf, type Facts } from './facts.ts';

/**
 * A request that led to nothing for this server. `stopped-nothing`: the server would have been in it; `fits-now`: it did not choose the
 * server then, and would now; `not-looked-at`: the server is on its roll, and no entry shows a look yet.
 */
export type Miss =
  | { readonly kind: 'left-out'; readonly roll: Roll; readonly by: LeftOutBy; readonly because: string }
  | { readonly kind: 'stopped-nothing' | 'fits-now' | 'not-looked-at'; readonly roll: Roll }
  | { readonly kind: 'not-known'; readonly roll: Roll; readonly because: string };

/** The server as a list would show it; its creation is the oldest record of Nova's list. */
const listedOf = (facts: Facts): ListedServer | undefined => {
  const { seen } = facts;
  if (seen?.kind !== 'server') return undefined;
  const created = actionsOf(facts)?.findLast(({ action }) => action === 'create');
  return { ...seen.server, createdAt: created?.startedAt ?? null };
};

/** The requests that led to nothing for this server, newest first. A choice is judged by the server as it is now. */
export const missesOf = (facts: Facts): readonly Miss[] => {
  const { rolls, entries, serverId, ledgerUnread } = facts;
  const entered = new Set(entries.map(({ intent }) => requestName(intent)));
  const listed = listedOf(facts);
  const lists = new Set([
    idsDigest([serverId]),
    ...rolls.flatMap(({ part, ids, digest }) => (part !== SELECT_PART && ids.includes(serverId) ? [digest] : [])),
  ]);
  const missOf = (roll: Roll): Miss | undefined => {
    if (entered.has(requestName(roll))) return undefined;
    // An entry that could not be read is no proof that there is none.
    if (roll.ids.includes(serverId)) return ledgerUnread === undefined ? { kind: 'not-looked-at', roll } : undefined;
    if (roll.part === SELECT_PART) return missOfSelection(roll, listed, facts);
    if (roll.verdict === 'chosen') return undefined;
    return lists.has(roll.digest)
      ? { kind: 'stopped-nothing', roll }
      : { kind: 'not-known', roll, because: 'which servers it named is not recorded' };
  };
  return rolls.flatMap((roll) => missOf(roll) ?? []).toSorted((a, b) => b.roll.requestedAt - a.roll.requestedAt);
};

const missOfSelection = (roll: Roll, listed: ListedServer | undefined, { seen }: Facts): Miss => {
  if (listed === undefined) {
    const because = seen === undefined ? 'the server was not looked at' : 'the server is gone';
    return { kind: 'not-known', roll, because: `${because}, so its selection cannot be judged` };
  }
  const left = leftOutOf({ select: roll.select ?? {}, requestedAt: roll.requestedAt - SKEW_MS }, listed);
  if (left !== undefined) return { kind: 'left-out', roll, ...left };
  const chose = roll.verdict === 'chosen' || roll.verdict === 'none-matched';
  return { kind: chose ? 'fits-now' : 'stopped-nothing', roll };
};
