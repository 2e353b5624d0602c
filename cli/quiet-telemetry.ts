import type { Telemetry } from '../lib/power/ports/telemetry.ts';
import type { Progress } from './progress.ts';

const untold = (): void => {};

/** Telemetry of a run at a terminal: shows whatever a person should look at, and logs nothing. */
export const quietTelemetry = (progress: Progress): Telemetry => ({
  alert: ({ what, intent, because }) => {
    // The run itself reports the trouble of a cloud: it ends it, or it is waited out.
    if (what !== 'cloud' && what !== 'clock')
      progress.notice(intent === undefined ? because : `${intent.serverId}: ${because}`);
  },
  // The run reads what was sent and how it ended from the ledger; a queue, a webhook and a log are not here.
  requested: untold,
  sending: untold,
  sent: untold,
  outcome: untold,
  malformed: untold,
  conflict: untold,
  refused: untold,
  flush: untold,
});
