import type { RequestKey, Roll } from '../../lib/power/roll.ts';

/** A request as it was recorded: by `select` it has one roll, by ids one for each list that came under its identity. */
export interface Asked {
  /** All of it as one roll: every server that any part means, and the latest `notAfter`. */
  readonly whole: Roll;
  /** Oldest first. */
  readonly parts: readonly Roll[];
}

/** What distinguishes one request from another, as one text. */
export const requestName = ({ cloud, source, requestId, dryRun }: RequestKey): string =>
  JSON.stringify([cloud, source, requestId, dryRun]);

const wholeOf = (parts: readonly [Roll, ...Roll[]]): Roll => {
  const [first] = parts;
  if (parts.length === 1) return first;
  const chosen = parts.filter(({ verdict }) => verdict === 'chosen');
  const decisive = chosen[0] ?? first;
  return {
    ...decisive,
    requestedAt: Math.min(...parts.map(({ requestedAt }) => requestedAt)),
    notAfter: Math.max(...parts.map(({ notAfter }) => notAfter)),
    ids: [...new Set(chosen.flatMap(({ ids }) => ids))],
    names: Object.assign({}, ...parts.map(({ names }) => names)),
  };
};

/** The requests that rolls belong to, in the order of the rolls. */
export const askedOf = (rolls: readonly Roll[]): readonly Asked[] =>
  [...Map.groupBy(rolls, requestName).values()].flatMap((group) => {
    const [first, ...rest] = group.toSorted((a, b) => a.requestedAt - b.requestedAt);
    return first === undefined ? [] : [{ whole: wholeOf([first, ...rest]), parts: [first, ...rest] }];
  });
