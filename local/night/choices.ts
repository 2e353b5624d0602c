import type { Instant } from '../../lib/instant.ts';
import type { Role } from './cast.ts';
import { NIGHT_SELECTION, TOO_LARGE } from './select-messages.ts';

/** Everything that was asked for but by id, and what people did about it: as the cloud and the night know it. */
export interface Choices {
  readonly selections: readonly Selected[];
  readonly marked: readonly Marked[];
  readonly freezes: readonly FrozenTime[];
  /** The servers of requests that a calendar excepts. */
  readonly excepted: readonly string[];
}

/** A request that selects: who fitted in the cloud when it was sent, and who has to be left alone. */
export interface Selected {
  readonly matching: readonly string[];
  readonly atMost: number;
  /** They came to fit only since, or the selection leaves them out. */
  readonly notChosen: readonly string[];
}

/** A server with a mark that protects it; `bySomebody`: from the moment that the cloud's log shows it. */
export interface Marked {
  readonly serverId: string;
  readonly bySomebody: boolean;
}

/** Servers of a cloud that was frozen: from the confirmed write to the moment before it was thawed. */
export interface FrozenTime {
  readonly serverIds: readonly string[];
  readonly fromAt: Instant;
  readonly untilAt: Instant;
}

/** Nothing of that kind was asked for. */
export const NO_CHOICES: Choices = { selections: [], marked: [], freezes: [], excepted: [] };

/** What the night asks for but by id: a selection, one that is too large, and a schedule that has a holiday. */
export const choicesOf = (
  cast: readonly Role[],
  spares: readonly string[],
  freezes: readonly FrozenTime[],
): Choices => {
  const ids = (caller: Role['caller']) => cast.filter((role) => role.caller === caller).map(({ serverId }) => serverId);
  return {
    selections: [
      { matching: ids('selection'), atMost: NIGHT_SELECTION.atMost, notChosen: ids('nobody') },
      { matching: spares, atMost: TOO_LARGE.atMost, notChosen: [] },
    ],
    marked: cast.flatMap(({ serverId, marked }) =>
      marked === undefined ? [] : [{ serverId, bySomebody: marked === 'once-listed' }],
    ),
    freezes,
    excepted: spares,
  };
};
