import type { Instant } from '../../../../lib/instant.ts';
import { decide } from '../../../../lib/power/decide/decide.ts';
import type { Decision, Rules } from '../../../../lib/power/decide/decision.ts';
import { learn } from '../../../../lib/power/decide/learn.ts';
import type { Entry } from '../../../../lib/power/entry.ts';
import { NO_GUARDS } from '../../../../lib/power/guard/guards.ts';
import type { Observation } from '../../../../lib/power/observation.ts';
import { anEntry, MINUTE, NOON, TIMING } from '../../../builders.ts';

/** A decision in one word: `send`, `wait`, `done: held`, `bury: expired` … */
export const inAWord = (decision: Decision): string => {
  if (decision.kind === 'done') return `done: ${decision.outcome}`;
  return decision.kind === 'bury' ? `bury: ${decision.reason}` : decision.kind;
};

/** What is decided on an observation, after the entry has learnt from it, as a step does it. */
export const judged = (
  observation: Observation,
  entry: Entry = anEntry(),
  now: Instant = NOON + MINUTE,
  rules: Rules = { guards: NO_GUARDS },
): Decision => {
  const learnt = learn(entry, observation, TIMING);
  return decide(observation, { intent: entry.intent, entry: learnt, now, timing: TIMING, rules });
};

/** The same in one word. */
export const verdict = (observation: Observation, entry?: Entry, now?: Instant, rules?: Rules): string =>
  inAWord(judged(observation, entry, now, rules));
