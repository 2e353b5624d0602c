import type { Ran } from '../run-scenario.ts';
import { checkAlone, checkGivenUp } from './alone.ts';
import { checkChoices, checkChosenOnce, checkSentOfRequests } from './choices.ts';
import { checkChosenWhenItCan, checkFollowed } from './followed.ts';
import { checkFreezes, checkMarks } from './holds.ts';
import { checkLateStopsAreTold, checkToldRacesHappened } from './late-stops.ts';
import {
  checkEnds,
  checkLeases,
  checkNothingInFlight,
  checkOnlyOwnersAsk,
  checkRecordsAreOwn,
  checkWrites,
} from './ledger.ts';
import { checkEverythingEnds, checkPoison, checkSecrets, checkStoppedWhenItCan } from './liveness.ts';
import { checkNotFound } from './not-found.ts';
import { checkRetryAfter } from './retry-after.ts';
import { checkRequestsEnd } from './roll-calls.ts';
import { checkCounts, checkEachSend, checkSendsTogether } from './safety.ts';
import { type Seen, seenIn, type Violation } from './seen.ts';

const CHECKERS: readonly ((seen: Seen) => Violation[])[] = [
  checkChosenOnce,
  checkEachSend,
  checkSendsTogether,
  checkLateStopsAreTold,
  checkToldRacesHappened,
  checkCounts,
  checkRetryAfter,
  checkWrites,
  checkLeases,
  checkOnlyOwnersAsk,
  checkAlone,
  checkGivenUp,
  checkEnds,
  checkNothingInFlight,
  checkNotFound,
  checkRecordsAreOwn,
  checkEverythingEnds,
  checkStoppedWhenItCan,
  checkChosenWhenItCan,
  checkFollowed,
  checkPoison,
  checkSecrets,
  checkChoices,
  checkSentOfRequests,
  checkMarks,
  checkFreezes,
  checkRequestsEnd,
];

/** Everything that is wrong with a run, from its history alone. */
export const check = (ran: Ran): { readonly seen: Seen; readonly violations: readonly Violation[] } => {
  const seen = seenIn(ran);
  const violations: Violation[] = [];
  for (const checker of CHECKERS) for (const violation of checker(seen)) violations.push(violation);
  return { seen, violations };
};
