import type { Clock } from '../clock.ts';
import type { Instant } from '../instant.ts';
import type { Sent } from '../power/ports/queue.ts';
import type { Events, Notices } from '../power/ports/reports.ts';
import type { Rolls } from '../power/ports/rolls.ts';
import type { Telemetry } from '../power/ports/telemetry.ts';
import type { Channel, Report, Roll } from '../power/roll.ts';
import type { Timing } from '../power/timing.ts';
import { completeEvent } from './complete-event.ts';
import { noticeOf } from './notice.ts';
import type { Tally } from './tally.ts';

/** Where a report goes. An absent channel is switched off. */
export interface ReportPorts {
  readonly rolls: Rolls;
  readonly events?: Events;
  readonly notices?: Notices;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly timing: Pick<Timing, 'windowMinMs'>;
}

/** `again`: the report has not left by every channel yet; `atLeastMs` is how long another function may be at it. */
export type Reported =
  | { readonly kind: 'done' }
  | { readonly kind: 'again'; readonly because: string; readonly atLeastMs?: number };

const SENT: Sent = { kind: 'sent' };

const withReport = (roll: Roll, report: Report, owner: string): Roll => ({
  ...roll,
  report,
  owner,
  revision: roll.revision + 1,
});

const sendBy = async (channel: Channel, roll: Roll, counted: Tally, at: Instant, ports: ReportPorts): Promise<Sent> => {
  const { telemetry, events, notices } = ports;
  switch (channel) {
    case 'log':
      telemetry.complete({ roll, ...counted, failed: counted.failures.length, open: counted.open.length });
      return SENT;
    case 'event':
      return events === undefined ? SENT : await events.put([completeEvent(roll, counted, at)]);
    case 'message': {
      const { subject, text } = noticeOf(roll, counted);
      return notices === undefined ? SENT : await notices.publish(subject, text);
    }
  }
};

/**
 * Reports a roll once, under one id: `reporting` is written, it leaves by each channel, `reported` is written. A crash in between
 * repeats it; a channel that fails is tried again alone. `lastTry`: what fails now is given up.
 */
export const report = async (roll: Roll, counted: Tally, lastTry: boolean, ports: ReportPorts): Promise<Reported> => {
  const { rolls, telemetry, clock, timing } = ports;
  const now = clock.now();
  const before = roll.report;
  // Without `sent` nobody has handed it back: a function may be sending, or it died and the visibility timeout is over.
  const heldMs = before !== undefined && before.sent === undefined ? before.at + timing.windowMinMs - now : 0;
  if (heldMs > 0) return { kind: 'again', because: 'another function is reporting it', atLeastMs: heldMs };

  const owner = clock.freshId();
  const reporting = withReport(roll, { state: 'reporting', at: now }, owner);
  const claimed = await rolls.report(reporting, roll);
  if (claimed.kind !== 'written') return { kind: 'again', because: `the report was not written: ${claimed.kind}` };

  const sent: Channel[] = [...(before?.sent ?? [])];
  const troubles: string[] = [];
  for (const channel of ['log', 'event', 'message'] as const) {
    if (sent.includes(channel)) continue;
    const left = await sendBy(channel, roll, counted, now, ports);
    if (left.kind === 'sent') sent.push(channel);
    else troubles.push(left.because);
  }
  const because = `request ${roll.requestId} is complete, but its report did not leave: ${troubles.join('; ')}`;
  if (troubles.length > 0) telemetry.alert({ what: 'report', because: lastTry ? `${because}; given up` : because });
  const isOver = troubles.length === 0 || lastTry;
  const written = await rolls.report(
    withReport(reporting, isOver ? { state: 'reported', at: now } : { state: 'reporting', at: now, sent }, owner),
    reporting,
  );
  if (!isOver) return { kind: 'again', because };
  return written.kind === 'written' ? { kind: 'done' } : { kind: 'again', because: `not written: ${written.kind}` };
};
