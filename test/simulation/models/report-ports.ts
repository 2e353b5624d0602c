import type { Sent } from '../../../lib/power/ports/queue.ts';
import type { Events, Notices } from '../../../lib/power/ports/reports.ts';
import type { Running } from '../engine/running.ts';
import type { World } from '../engine/world.ts';

const MOST_MS = 5_000;

/** The event bus and the topic, where they are switched on. */
export const reportPorts = (world: World, running: Running): { readonly events: Events; readonly notices: Notices } => {
  const send = (what: 'event' | 'message'): Promise<Sent> =>
    running.call('report', what, (fault, latencyMs) => {
      const taken = fault?.fault !== 'report.refused';
      return {
        effectInMs: latencyMs,
        effect: () => world.tell({ kind: 'reported', process: running.number, what, taken }),
        answerInMs: fault?.fault === 'report.slow' ? Math.min(fault.ms, MOST_MS) : 2 * latencyMs,
        answer: () =>
          taken && fault?.fault !== 'report.lost-answer'
            ? { kind: 'sent' }
            : { kind: 'unavailable', because: 'simulated' },
      };
    });
  return { events: { put: () => send('event') }, notices: { publish: () => send('message') } };
};
