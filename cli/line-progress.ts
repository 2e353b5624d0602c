import type { Clock } from '../lib/clock.ts';
import type { ServerId } from '../lib/power/server.ts';
import { nameOf } from './end.ts';
import { seldom } from './live-progress.ts';
import { labelOf } from './named.ts';
import { type Output, printable } from './output.ts';
import type { Progress } from './progress.ts';

/** One object a line and server as it ends, and nothing else on standard output: for programs. */
export const jsonProgress = (output: Output, clock: Pick<Clock, 'now'>): Progress => {
  const isNews = seldom(clock);
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
  const isNews = seldom(clock);
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
      output.out(
        `${labelOf({ id: end.serverId, ...end })} ${nameOf(end)} after ${end.seconds} s: ${printable(end.because)}`,
      );
    },
    notice: (text) => output.err(printable(text)),
    close: () => {},
  };
};
