import type { Seen, Violation } from './seen.ts';

/** L4: a claim that says it is alone is: its function is at work on nothing else, from the claim until it is given back. */
export const checkAlone = ({ all }: Seen): Violation[] => {
  const found: Violation[] = [];
  const atWork = new Map<number, Map<string, boolean>>();
  for (const { at, process, key, entry, answer } of all['put-answered']) {
    const keys = atWork.get(process) ?? new Map<string, boolean>();
    atWork.set(process, keys);
    // Whether it was written or not: it is what ends a step.
    if (entry.leaseUntil === 0) keys.delete(key);
    else if (answer === 'written' && !keys.has(key)) {
      const alone = entry.alone !== undefined;
      if (keys.size > 0 && (alone || [...keys.values()].includes(true)))
        found.push({ invariant: 'L4', at, says: 'a suspect did not run alone' });
      keys.set(key, alone);
    }
  }
  return found;
};

const MOST_LOST = 3;

/** L4: only what has ended three functions, alone in each, is given up for it. */
export const checkGivenUp = ({ all, entries, history }: Seen): Violation[] => {
  const found: Violation[] = [];
  const killed = new Set(all.killed.map(({ process }) => process));
  for (const [name, { key, entry }] of entries) {
    if (!entry.history.some(({ because }) => because.includes('ended the function three times'))) continue;
    const died = all.put.filter(
      (put) => put.key === key && put.applied && put.entry.alone !== undefined && killed.has(put.process),
    );
    if (new Set(died.map(({ process }) => process)).size < MOST_LOST)
      found.push({
        invariant: 'L4',
        at: history.at(-1)?.at ?? 0,
        says: `${name} was given up for ${died.length} deaths`,
      });
  }
  return found;
};
