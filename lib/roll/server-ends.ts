import type { Clock } from '../clock.ts';
import { formatInstant, type Instant } from '../instant.ts';
import { keyOf } from '../power/intent.ts';
import { VERDICT } from '../power/outcome.ts';
import type { Events, OutgoingEvent } from '../power/ports/reports.ts';
import type { OutcomeLine, Telemetry } from '../power/ports/telemetry.ts';
import { oneLine } from '../text.ts';

/** The event of a server's end; undefined for what is not one, and for a rehearsal. */
export const serverEvent = ({ intent, outcome, ended }: OutcomeLine): OutgoingEvent | undefined => {
  if (intent.dryRun || ended === undefined || VERDICT[outcome.kind] !== 'acknowledge') return undefined;
  const { partition, sort } = keyOf(intent);
  const isOff = outcome.kind === 'stopped' || outcome.kind === 'already-stopped';
  const endedAt = formatInstant(ended.at);
  return {
    type: isOff ? 'Server Stopped' : 'Server Not Stopped',
    at: ended.at,
    detail: {
      id: `${partition}#${sort}#${endedAt}`,
      requestId: intent.requestId,
      serverId: intent.serverId,
      ...(ended.name === undefined ? {} : { name: ended.name }),
      cloud: intent.cloud,
      source: intent.source,
      outcome: outcome.kind,
      ...(outcome.kind === 'dead-lettered' ? { reason: outcome.reason } : {}),
      because: oneLine(outcome.because),
      requestedAt: formatInstant(intent.requestedAt),
      endedAt,
    },
  };
};

// What one try may take (lib/aws/sdk.ts): with less left the batch's own answer comes first.
const TRY_MS = 5_000;

/** What the ends of a batch are sent by. */
interface EndPorts {
  readonly events?: Events;
  readonly telemetry: Telemetry;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Collects the ends of a batch as its telemetry reports them, and sends their events once. An end that a redelivery repeats is sent
 * again under the same id. It is best effort: what does not leave is one log line.
 */
export const serverEnds = ({ events, telemetry, clock }: EndPorts) => {
  const ended: OutgoingEvent[] = [];
  const note = (line: OutcomeLine): void => {
    const event = serverEvent(line);
    if (event !== undefined) ended.push(event);
  };
  if (events === undefined) return { telemetry, send: async (): Promise<void> => {} };
  return {
    telemetry: {
      ...telemetry,
      outcome: (line: OutcomeLine): void => {
        note(line);
        telemetry.outcome(line);
      },
    },
    send: async (deadlineAt: Instant): Promise<void> => {
      if (ended.length === 0) return;
      const lost = `events of ${ended.length} servers did not leave`;
      if (deadlineAt - clock.now() < TRY_MS)
        return telemetry.alert({ what: 'report', because: `${lost}: too little time was left` });
      try {
        const sent = await events.put(ended);
        if (sent.kind === 'unavailable') telemetry.alert({ what: 'report', because: `${lost}: ${sent.because}` });
      } catch (cause) {
        telemetry.alert({ what: 'bug', because: lost, cause });
      }
    },
  };
};
