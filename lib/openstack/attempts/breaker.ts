import type { Clock } from '../../clock.ts';
import type { Instant } from '../../instant.ts';
import type { Fault } from '../../power/fault.ts';
import type { Budget, Reply } from '../../power/ports/cloud.ts';
import { oneLine } from '../../text.ts';

/**
 * Holds a service that does not answer: the next questions fail at once, for 5 s that double up to 60 s.
 * After that one question at a time is let through as a trial; the first answer, whatever it is, ends the
 * hold.
 */
export interface Breaker {
  /**
   * Asks, unless the service is held. `about` is the only server of the question: all its failures count as
   * one, since they say nothing about other servers. Null: the question concerns them all.
   */
  ask<T>(about: string | null, budget: Budget, question: (budget: Budget) => Promise<Reply<T>>): Promise<Reply<T>>;
}

export interface BreakerOptions {
  readonly clock: Clock;
  /**
   * The number of questions in a row that have to fail like this before the service is held; 0 if the fault
   * shows that the service answers.
   */
  readonly failuresNeeded: (fault: Fault, about: string | null) => number;
  /** How far a `Retry-After` may stretch a hold, in milliseconds. */
  readonly longestRetryAfterMs: number;
}

const FIRST_MS = 5_000;
const LONGEST_MS = 60_000;
/** How long a trial may take: the next look of all other servers waits for it. */
const TRIAL_MS = 10_000;
// A question with less time than a connection may take fails for that reason, which says nothing about the
// service.
const FAIR_MS = 5_000;
interface Hold {
  readonly fault: Fault;
  readonly ms: number;
  readonly untilAt: Instant;
}

export const createBreaker = ({ clock, failuresNeeded, longestRetryAfterMs }: BreakerOptions): Breaker => {
  const failed = new Set<string>();
  let answers = 0;
  let hold: Hold | undefined;
  let trying = false;

  const holdFor = (fault: Fault, grownMs: number): void => {
    const ms = Math.min(grownMs, LONGEST_MS);
    const askedMs = Math.min(fault.retryAfterMs ?? 0, longestRetryAfterMs);
    hold = { fault, ms, untilAt: clock.now() + Math.max(ms, askedMs) };
  };

  const recordFailure = (fault: Fault, about: string | null, needed: number, isTrial: boolean): void => {
    if (hold !== undefined) {
      // A question from before the hold does not extend it.
      if (isTrial) holdFor(fault, 2 * hold.ms);
      return;
    }
    failed.add(about ?? `question ${failed.size}`);
    if (failed.size >= needed) holdFor(fault, FIRST_MS);
  };

  const askNow = async <T>(
    about: string | null,
    budget: Budget,
    question: (budget: Budget) => Promise<Reply<T>>,
    isTrial: boolean,
  ): Promise<Reply<T>> => {
    const before = answers;
    const isFair = budget.untilAt - clock.now() >= FAIR_MS;
    const reply = await question(budget);
    const needed = reply.kind === 'ok' ? 0 : failuresNeeded(reply.fault, about);
    if (reply.kind === 'ok' || needed === 0) {
      answers += 1;
      failed.clear();
      hold = undefined;
    } else if (isFair && answers === before) recordFailure(reply.fault, about, needed, isTrial);
    return reply;
  };

  return {
    async ask(about, budget, question) {
      if (hold === undefined) return await askNow(about, budget, question, false);
      const now = clock.now();
      if (trying || now < hold.untilAt)
        return holdFault(hold.fault, Math.max(hold.untilAt - now, trying ? FIRST_MS : 0));
      trying = true;
      try {
        return await askNow(about, { untilAt: Math.min(budget.untilAt, now + TRIAL_MS) }, question, true);
      } finally {
        trying = false;
      }
    },
  };
};

// The request id was that of another question.
const holdFault = (
  { openstackRequestId: _, ...fault }: Fault,
  leftMs: number,
): { readonly kind: 'fault'; readonly fault: Fault } => ({
  kind: 'fault',
  fault: {
    ...fault,
    kind: 'transient',
    message: oneLine(`no further request for ${Math.ceil(leftMs / 1000)} s: ${fault.message}`),
    retryAfterMs: leftMs,
  },
});
