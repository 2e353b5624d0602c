import type { Clock } from '../lib/clock.ts';
import type { ServerId } from '../lib/server.ts';
import { nameOf } from './end.ts';
import type { Output } from './output.ts';
import { printable } from './printable.ts';
import type { Progress } from './progress.ts';
import { seldom } from './seldom.ts';

/** One plain line an event: for a pipe, a file, a log. What a server waits for is told when it changes. */
export const plainProgress = (output: Output, clock: Pick<Clock, 'now'>): Progress => {
  const isNews = seldom(clock);
  const last = new Map<ServerId, string>();
  return {
    accepted: (id, requestId) => {
      output.out(`${id} accepted${requestId === undefined ? '' : ` (${printable(requestId)})`}`);
    },
    waiting: (id, because, trouble) => {
      if (trouble !== undefined) {
        if (isNews(because)) output.err(`${printable(because)}; looking again`);
        return;
      }
      if (last.get(id) === because) return;
      last.set(id, because);
      output.out(`${id} waiting: ${printable(because)}`);
    },
    ended: (end) => {
      // Left alone when the run was ended: no event, and the table tells.
      if (end.outcome === 'not-stopped') return;
      output.out(`${end.serverId} ${nameOf(end)} after ${end.seconds} s: ${printable(end.because)}`);
    },
    notice: (text) => output.err(printable(text)),
    close: () => {},
  };
};
