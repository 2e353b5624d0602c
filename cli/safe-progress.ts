import type { Progress } from './progress.ts';

/** Progress that carries nothing: what cannot be shown changes nothing in the run. At its close it says how much that was, if it can. */
export const safeProgress = (progress: Progress): Progress => {
  let lost = 0;
  const show = (line: () => void): void => {
    try {
      line();
    } catch {
      lost += 1;
    }
  };
  return {
    accepted: (server, requestId) => show(() => progress.accepted(server, requestId)),
    waiting: (server, because, trouble) => show(() => progress.waiting(server, because, trouble)),
    ended: (end) => show(() => progress.ended(end)),
    notice: (text) => show(() => progress.notice(text)),
    close: () => {
      if (lost > 0) show(() => progress.notice(`${lost} lines could not be shown`));
      show(() => progress.close());
    },
  };
};
