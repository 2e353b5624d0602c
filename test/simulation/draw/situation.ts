import type { Chance } from '../engine/chance.ts';
import type { Rates } from '../engine/faults.ts';

/** Trouble that shows something only when it comes together, and what else a scenario needs for it. */
export interface Situation {
  readonly rates: Rates;
  /**
   * A message that comes late, a second request, one that is still to be split, something malformed, a redrive, a duplicate, an echo
   * of Ironic, somebody who starts the server after our stop and pauses it.
   */
  readonly needs?: 'late' | 'rival' | 'split' | 'poison' | 'redrive' | 'again' | 'echo' | 'paused';
}

/** What kind of scenario it is. */
export interface Kind {
  /** Through HTTP, SQS's wire and table items. */
  readonly wire: boolean;
  /** With an admin's token, which is not used: nothing more happens until the window is over. */
  readonly admin: boolean;
  /** All kinds of trouble for an hour, several servers and requests. */
  readonly large: boolean;
  readonly situation: Situation | undefined;
}

// The rarer what it shows, the more often it is here.
const RIVALS_UNREAD: Situation = { rates: { 'query.unavailable': 0.4, 'write.throttled': 0.1 }, needs: 'rival' };
const MARK_LEFT: Situation = { rates: { 'write.error-unwritten': 0.3 }, needs: 'rival' };
const STALLED: Situation = { rates: { 'process.stall': 0.4 } };
const SITUATIONS: readonly [Situation, ...Situation[]] = [
  RIVALS_UNREAD,
  RIVALS_UNREAD,
  MARK_LEFT,
  MARK_LEFT,
  STALLED,
  STALLED,
  { rates: { 'list.lag': 0.5 }, needs: 'late' },
  { rates: { 'action.unavailable': 0.3, 'process.crash-before': 0.08, 'process.crash-after': 0.08 }, needs: 'echo' },
  { rates: { 'letter.refused': 0.6, 'stop.forbidden': 0.2 }, needs: 'poison' },
  { rates: { 'show.unavailable': 0.6 }, needs: 'paused' },
  { rates: { 'send.refused': 0.6 }, needs: 'split' },
  { rates: { 'stop.throttled': 0.4, 'queue.duplicate': 0.4 }, needs: 'again' },
  { rates: { 'driver.fails': 0.4, 'driver.crawls': 0.3 }, needs: 'redrive' },
  { rates: { 'stop.forbidden': 0.5, 'process.crash-before': 0.1, 'process.crash-after': 0.1 }, needs: 'redrive' },
];
// What only the client of the cloud, the table and the webhook can get wrong.
const BROKEN_CLOUD: Situation = { rates: { 'stop.error-before': 0.4, 'stop.error-after': 0.2 } };
const BROKEN_TABLE: Situation = { rates: { 'write.late-write': 0.2, 'write.lost-answer': 0.2 }, needs: 'again' };
const WIRE_SITUATIONS: readonly [Situation, ...Situation[]] = [
  BROKEN_CLOUD,
  BROKEN_CLOUD,
  BROKEN_TABLE,
  BROKEN_TABLE,
  { rates: { 'stop.lost-before': 0.4, 'stop.lost-after': 0.2 } },
  { rates: { 'show.page': 0.3, 'stop.page-after': 0.4 } },
  { rates: { 'login.unavailable': 0.3, 'login.slow': 0.3, 'login.refused': 0.3 } },
  { rates: {}, needs: 'again' },
  { rates: {}, needs: 'poison' },
];

/** Draws the situation of a scenario, if it has one. */
export const drawSituation = (chance: Chance, wire: boolean): Situation | undefined => {
  if (wire) return chance.pick(WIRE_SITUATIONS);
  return chance.yes(0.28) ? chance.pick(SITUATIONS) : undefined;
};
