import type { Counts, LeftOutBy } from '../../lib/power/choose/choose.ts';
import type { AtMost } from '../../lib/power/choose/select.ts';
import { optionOfRule } from './select-options.ts';

/** A rule that leaves a server out, as people typed it. */
export const ruleInWords = (rule: LeftOutBy): string =>
  rule === 'created-later' ? 'created after the request' : `by ${optionOfRule(rule)}`;

/** `2 by --tag, 1 created after the request`; empty when nobody is left out. */
export const leftOutInWords = ({ leftOut }: Counts): string =>
  Object.entries(leftOut)
    .map(([rule, count]) => `${count} ${ruleInWords(rule as LeftOutBy)}`)
    .join(', ');

/** The words of a choice that stops nothing, with a cap that was typed as its option. */
export const verdictInWords = (because: string, atMost: AtMost | undefined): string =>
  because.replace(/\batMost\b/, `--at-most ${atMost}`);
