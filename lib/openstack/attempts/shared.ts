import type { Instant } from '../../instant.ts';
import type { Budget, Reply } from '../../power/ports/cloud.ts';

/** Asks a question, or waits for the same question that another caller has under way. */
export type Shared<T> = (budget: Budget, ask: (budget: Budget) => Promise<Reply<T>>) => Promise<Reply<T>>;

/**
 * One question for all callers that need its answer at the same time. A caller never waits for a question that may take
 * longer than its own budget: it asks once more. Nothing is remembered after the answer.
 */
export const createShared = <T>(): Shared<T> => {
  let underway: { readonly untilAt: Instant; readonly reply: Promise<Reply<T>> } | undefined;
  return (budget, ask) => {
    if (underway !== undefined && underway.untilAt <= budget.untilAt) return underway.reply;
    const reply = ask(budget).finally(() => {
      if (underway?.reply === reply) underway = undefined;
    });
    underway = { untilAt: budget.untilAt, reply };
    return reply;
  };
};
