import type { Ran } from '../run-scenario.ts';
import { checkEnds, checkLeases, checkOnlyOwnersAsk, checkWrites } from './ledger.ts';
import { checkEverythingEnds, checkPoison, checkStoppedWhenItCan } from './liveness.ts';
import { checkCounts, checkEachSend, checkSendsTogether } from './safety.ts';
import { type Seen, seenIn, type Violation } from './seen.ts';

const CHECKERS: readonly ((seen: Seen) => Violation[])[] = [
  checkEachSend,
  checkSendsTogether,
  checkCounts,
  checkWrites,
  checkLeases,
  checkOnlyOwnersAsk,
  checkEnds,
  checkEverythingEnds,
  checkStoppedWhenItCan,
  checkPoison,
];

/** Everything that is wrong with a run, from its history alone. */
export const check = (ran: Ran): { readonly seen: Seen; readonly violations: readonly Violation[] } => {
  const seen = seenIn(ran);
  return { seen, violations: CHECKERS.flatMap((checker) => checker(seen)) };
};
