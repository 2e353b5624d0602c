import type { Clock } from '../../clock.ts';
import type { Budget, Reply } from '../../power/ports/cloud.ts';

/**
 * How a read is repeated: full jitter from 200 ms up to 2 s, at most five attempts, the last begun within 5
 * s. After a timeout or a longer `Retry-After` a later look tries again, so the function stays free for
 * other clouds.
 */
const POLICY = { attempts: 5, baseMs: 200, capMs: 2_000, withinMs: 5_000 } as const;

/**
 * Repeats a read or a login while its fault may pass and the budget lasts; returns the last fault otherwise.
 * `Retry-After` is the shortest wait, and ends the attempts if it exceeds the time that is left.
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
    // A 401 is followed by a new token, whoever wrote it, not by the same request.
    if (kind === 'refused' || kind === 'conflict' || trouble === 'unauthorized') return reply;
    const jitterMs = Math.floor(clock.random() * Math.min(POLICY.capMs, POLICY.baseMs * 2 ** (tried - 1)));
    const delayMs = Math.max(jitterMs, retryAfterMs ?? 0);
    if (clock.now() + delayMs >= untilAt) return reply;
    await clock.sleep(delayMs);
  }
};

// No request may use up a whole budget: one that hangs is given up while there is time to repeat it. It is
// also the longest life of a stop on our side, well below the quarantine.
const LONGEST_MS = 10_000;

/**
 * The timeout of one request in milliseconds: 10 s, or less when the budget ends sooner; at most zero when
 * it is over.
 */
export const attemptMs = (budget: Budget, clock: Clock): number => Math.min(budget.untilAt - clock.now(), LONGEST_MS);
