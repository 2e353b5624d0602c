import { formatInstant, type Instant } from '../../lib/instant.ts';

/** An instant as people read it: `2026-11-30 20:00:48Z`. */
export const utcText = (at: Instant): string => `${formatInstant(at).slice(0, 19).replace('T', ' ')}Z`;

/** The same, shorter on the day of `now`: `20:00:48`. The heading says that times are UTC. */
export const utcShort = (at: Instant, now: Instant): string => {
  const [text, today] = [utcText(at), utcText(now)];
  return text.slice(0, 10) === today.slice(0, 10) ? text.slice(11, 19) : text;
};
