import type { Clock } from '../../clock.ts';
import type { Budget, Reply } from '../../power/ports/cloud.ts';

/**
 * How a read is repeated in place: full jitter, from 200 ms up to 2 s, five attempts at most, none of them begun more than 5 s after
 * the first. A timeout or a longer `Retry-After` is met by a later look, which does not keep the function from other clouds.
 */
const POLICY = { attempts: 5, baseMs: 200, capMs: 2_000, withinMs: 5_000 } as const;

/**
 * Repeats what changes nothing (a read, a login) while its fault may pass, inside the budget; the last fault when it does not.
 * `Retry-After` is a floor: one that reaches beyond either ends it at once.
 */
export const retryRead = async <T>(
  attempt: () => Promise<Reply<T>>,
  budget: Budget,
  clock: Clock,
): Promise<Reply<T>> => {
  const untilAt = Math.min(budget.untilAt, clock.now() + POLICY.withinMs);
  for (let tried = 1; ; tried += 1) {
    const reply = await attempt();
    if (reply.kind === 'ok' || tried >= POLICY.attempts) return reply;
    const { kind, trouble, retryAfterMs } = reply.fault;
    // A 401, whoever wrote it, is answered by a new token, not by asking again.
    if (kind === 'refused' || kind === 'conflict' || trouble === 'unauthorized') return reply;
    const jitterMs = Math.floor(clock.random() * Math.min(POLICY.capMs, POLICY.baseMs * 2 ** (tried - 1)));
    const delayMs = Math.max(jitterMs, retryAfterMs ?? 0);
    if (clock.now() + delayMs >= untilAt) return reply;
    await clock.sleep(delayMs);
  }
};

// No single request may use up a whole budget: a read that hangs is given up on while there is time to repeat it. It is also
// the longest life of a stop on our side, well below the quarantine.
const LONGEST_MS = 10_000;

/** What one request may take, in milliseconds: 10 s, or less when the budget ends sooner; zero or less when it is over. */
export const attemptMs = (budget: Budget, clock: Clock): number => Math.min(budget.untilAt - clock.now(), LONGEST_MS);
