import type { Clock } from '../clock.ts';
import type { Budget } from './cloud.ts';

// No single request may use up a whole budget: a read that hangs is given up on while there is time to repeat it. It is also
// the longest life of a stop on our side, well below the quarantine.
const LONGEST_MS = 10_000;

/** What one request may take, in milliseconds: 10 s, or less when the budget ends sooner; zero or less when it is over. */
export const attemptMs = (budget: Budget, clock: Clock): number => Math.min(budget.untilAt - clock.now(), LONGEST_MS);
