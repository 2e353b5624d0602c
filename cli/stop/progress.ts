import type { Clock } from '../../lib/clock.ts';
import type { Trouble } from '../../lib/power/fault.ts';
import type { Telemetry } from '../../lib/power/ports/telemetry.ts';
import type { ServerId } from '../../lib/power/server.ts';
import { labelOf, type Named, type Output, printable } from '../terminal/terminal.ts';
import { type End, outcomeName } from './end.ts';

/** The reports of a run while it goes on. */
export interface Progress {
  /** Nova took the stop. */
  accepted(server: Named, openstackRequestId: string | undefined): void;
  /** It will be looked at again. */
  waiting(server: Named, because: string, trouble: Trouble | undefined): void;
  ended(end: End): void;
  /** Something a person should know at once. */
  notice(text: string): void;
  /** Leaves the screen to what comes next. */
  close(): void;
}

const REPEAT_AFTER_MS = 30_000;

// A cloud's trouble meets every server of it: the same words are worth a line once in a while, not once a server.
const createRepeatFilter = (clock: Pick<Clock, 'now'>): ((text: string) => boolean) => {
  const shownAt = new Map<string, number>();
  return (text) => {
    const now = clock.now();
    const before = shownAt.get(text);
    if (before !== undefined && now - before < REPEAT_AFTER_MS) return false;
    // A text shown long ago would be shown again: it need not be kept.
    for (const [shown, at] of shownAt) if (now - at >= REPEAT_AFTER_MS) shownAt.delete(shown);
    shownAt.set(text, now);
    return true;
  };
};

/** One object a line and server as it ends, and nothing else on standard output: for programs. */
export const jsonProgress = (output: Output, clock: Pick<Clock, 'now'>): Progress => {
  const isNews = createRepeatFilter(clock);
  return {
    accepted: () => {},
    waiting: (_id, because, trouble) => {
      if (trouble !== undefined && isNews(because)) output.err(`${printable(because)}; looking again`);
    },
    ended: ({ serverId, name, outcome, because, reason, server, seconds, openstackRequestId }) =>
      output.out(JSON.stringify({ serverId, name, outcome, because, reason, server, seconds, openstackRequestId })),
    notice: (text) => output.err(printable(text)),
    close: () => {},
  };
};

/** One plain line an event: for a pipe, a file, a log. The reason why a server waits is printed when it changes. */
export const plainProgress = (output: Output, clock: Pick<Clock, 'now'>): Progress => {
  const isNews = createRepeatFilter(clock);
  const last = new Map<ServerId, string>();
  return {
    accepted: (server, requestId) => {
      output.out(`${labelOf(server)} accepted${requestId === undefined ? '' : ` (${printable(requestId)})`}`);
    },
    waiting: (server, because, trouble) => {
      if (trouble !== undefined) {
        if (isNews(because)) output.err(`${printable(because)}; looking again`);
        return;
      }
      if (last.get(server.id) === because) return;
      last.set(server.id, because);
      output.out(`${labelOf(server)} waiting: ${printable(because)}`);
    },
    ended: (end) => {
      last.delete(end.serverId);
      // Left alone when the run was ended: no event, and the table shows it.
      if (end.outcome === 'not-stopped') return;
      const label = labelOf({ id: end.serverId, ...end });
      output.out(`${label} ${outcomeName(end)} after ${end.seconds} s: ${printable(end.because)}`);
    },
    notice: (text) => output.err(printable(text)),
    close: () => {},
  };
};

/** Keeps a display that fails from changing the run. At its close it reports how many lines were lost, if it can. */
export const safeProgress = (progress: Progress): Progress => {
  let lost = 0;
  const attempt = (show: () => void): void => {
    try {
      show();
    } catch {
      lost += 1;
    }
  };
  return {
    accepted: (server, requestId) => attempt(() => progress.accepted(server, requestId)),
    waiting: (server, because, trouble) => attempt(() => progress.waiting(server, because, trouble)),
    ended: (end) => attempt(() => progress.ended(end)),
    notice: (text) => attempt(() => progress.notice(text)),
    close: () => {
      if (lost > 0) attempt(() => progress.notice(`${lost} lines could not be shown`));
      attempt(() => progress.close());
    },
  };
};

const ignore = (): void => {};

/** Telemetry of a run at a terminal: shows whatever a person should look at, and logs nothing. */
export const progressTelemetry = (progress: Progress): Telemetry => ({
  alert: ({ what, intent, because }) => {
    // The run itself reports the trouble of a cloud: it ends it, or it is waited out.
    if (what !== 'cloud' && what !== 'clock')
      progress.notice(intent === undefined ? because : `${intent.serverId}: ${because}`);
  },
  // The run reads sends and ends from the ledger; there is no queue, webhook or log here.
  requested: ignore,
  chosen: ignore,
  listAgain: ignore,
  sending: ignore,
  sent: ignore,
  outcome: ignore,
  complete: ignore,
  malformed: ignore,
  conflict: ignore,
  refused: ignore,
  flush: ignore,
});
