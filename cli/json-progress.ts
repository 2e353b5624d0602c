import type { Clock } from '../lib/clock.ts';
import type { Output } from './output.ts';
import { printable } from './printable.ts';
import type { Progress } from './progress.ts';
import { seldom } from './seldom.ts';

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
