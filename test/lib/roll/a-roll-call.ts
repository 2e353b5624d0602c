import { memoryLedger } from '../../../lib/ledger/table-ledger.ts';
import type { Ending } from '../../../lib/power/entry.ts';
import type { Sent } from '../../../lib/power/ports/queue.ts';
import type { OutgoingEvent } from '../../../lib/power/ports/reports.ts';
import type { Rolls } from '../../../lib/power/ports/rolls.ts';
import { safeTelemetry } from '../../../lib/power/ports/safe-telemetry.ts';
import type { CompleteLine } from '../../../lib/power/ports/telemetry.ts';
import type { Roll, RollCall } from '../../../lib/power/roll.ts';
import { callRoll, type RollCallPorts } from '../../../lib/roll/roll-call.ts';
import { anEntry, anIntent, aRoll, NOON, serverNo, TIMING } from '../../builders.ts';
import { aClock } from '../../fakes.ts';

/** The call of a roll. */
export const callOf = ({ cloud, source, requestId, dryRun, part, requestedAt, notAfter }: Roll): RollCall => ({
  ...{ cloud, source, requestId, dryRun, part, requestedAt, notAfter },
});

/** A roll in a ledger in memory, and channels that keep what leaves. */
export const aRollCall = async (changes: Partial<Roll> = {}, pinned = true) => {
  const roll = aRoll({ ids: [serverNo(1), serverNo(2)], ...changes });
  const ledger = memoryLedger();
  if (pinned) await ledger.rolls.pin(roll);
  const clock = Object.assign(aClock(), { freshId: () => `owner-${Math.random()}` });
  const says: { events: Sent; notices: Sent } = { events: { kind: 'sent' }, notices: { kind: 'sent' } };
  const journal: string[] = [];
  const left = { lines: [] as CompleteLine[], events: [] as OutgoingEvent[], texts: [] as string[] };
  const alerts: string[] = [];
  const rolls: Rolls = {
    ...ledger.rolls,
    point: async (one) => {
      journal.push('point');
      return await ledger.rolls.point(one);
    },
    report: async (one, over) => {
      journal.push(String(one.report?.state));
      return await ledger.rolls.report(one, over);
    },
  };
  const ports: RollCallPorts = {
    ledger,
    rolls,
    events: {
      put: async (events) => {
        journal.push('event');
        if (says.events.kind === 'sent') left.events.push(...events);
        return says.events;
      },
    },
    notices: {
      publish: async (subject) => {
        journal.push('message');
        if (says.notices.kind === 'sent') left.texts.push(subject);
        return says.notices;
      },
    },
    telemetry: safeTelemetry({
      complete: (line) => {
        journal.push('log');
        left.lines.push(line);
      },
      alert: ({ what, because }) => alerts.push(`${what}: ${because}`),
    }),
    clock,
    timing: TIMING,
    maxReceives: 1000,
  };
  const end = (n: number, ending: Ending) =>
    ledger.write(
      anEntry({
        intent: anIntent({ source: 'queue', serverId: serverNo(n), dryRun: roll.dryRun }),
        ending,
      }),
      undefined,
    );
  return {
    ...{ roll, ledger, clock, says, journal, left, alerts, ports },
    end,
    stop: (n: number, endedAt = NOON) => end(n, { kind: 'stopped', because: 'off', endedAt }),
    deliver: (receiveCount = 1, more: Partial<RollCall> = {}, given: Partial<RollCallPorts> = {}) =>
      callRoll({ ...callOf(roll), ...more }, receiveCount, { ...ports, ...given }),
  };
};
