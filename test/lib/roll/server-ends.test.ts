import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../lib/power/outcome.ts';
import type { OutgoingEvent } from '../../../lib/power/ports/reports.ts';
import { safeTelemetry } from '../../../lib/power/ports/safe-telemetry.ts';
import type { OutcomeLine } from '../../../lib/power/ports/telemetry.ts';
import { serverEnds, serverEvent } from '../../../lib/roll/server-ends.ts';
import { anIntent, aServerId, at, MINUTE, NOON } from '../../builders.ts';
import { aClock } from '../../fakes.ts';

const anOutcome = (outcome: Outcome, changes: Partial<OutcomeLine> = {}): OutcomeLine => ({
  intent: anIntent(),
  outcome,
  attempt: 1,
  receiveCount: 2,
  tookMs: 40,
  endedAt: at(99),
  repeated: false,
  ended: { at: at(42), name: 'db-1' },
  ...changes,
});

const STOPPED: Outcome = { kind: 'stopped', because: 'off' };
const STUCK: Outcome = { kind: 'dead-lettered', because: 'still\npowering off', reason: 'stuck' };

const anEnding = (put?: (events: readonly OutgoingEvent[]) => never) => {
  const puts: (readonly OutgoingEvent[])[] = [];
  const alerts: string[] = [];
  const outcomes: string[] = [];
  const ends = serverEnds({
    events: {
      put: async (events) => {
        put?.(events);
        puts.push(events);
        return { kind: 'sent' };
      },
    },
    telemetry: safeTelemetry({
      outcome: ({ outcome }) => outcomes.push(outcome.kind),
      alert: ({ what, because }) => alerts.push(`${what}: ${because}`),
    }),
    clock: aClock(),
  });
  return { ...ends, puts, alerts, outcomes };
};

describe('the event of a server', () => {
  test('a server that is off has an event with its identity and the time of its end', () => {
    const id = `server#otc#${aServerId()}#webhook#evening#2026-11-23T12:00:42.000Z`;
    expect(serverEvent(anOutcome(STOPPED))).toEqual({
      type: 'Server Stopped',
      at: at(42),
      detail: {
        id,
        requestId: 'evening',
        serverId: aServerId(),
        name: 'db-1',
        cloud: 'otc',
        source: 'webhook',
        outcome: 'stopped',
        because: 'off',
        requestedAt: '2026-11-23T12:00:00.000Z',
        endedAt: '2026-11-23T12:00:42.000Z',
      },
    });
    expect(serverEvent(anOutcome(STOPPED, { repeated: true, endedAt: at(500) }))?.detail.id).toBe(id);
  });

  test.each([
    ['stopped', 'Server Stopped'],
    ['already-stopped', 'Server Stopped'],
    ['superseded', 'Server Not Stopped'],
    ['held', 'Server Not Stopped'],
  ] as const)('an end %s is the event %s', (kind, type) => {
    expect(serverEvent(anOutcome({ kind, because: 'x' }))?.type).toBe(type);
  });

  test('a dead letter has its reason, in one line', () => {
    expect(serverEvent(anOutcome(STUCK))).toMatchObject({
      type: 'Server Not Stopped',
      detail: { outcome: 'dead-lettered', reason: 'stuck', because: 'still powering off' },
    });
  });

  test('there is no event for another look, a rehearsal, or an end that another version wrote', () => {
    expect(serverEvent(anOutcome({ kind: 'look-again', because: 'x', delayMs: 1 }))).toBeUndefined();
    expect(serverEvent(anOutcome(STOPPED, { intent: anIntent({ dryRun: true }) }))).toBeUndefined();
    const { ended: _, ...others } = anOutcome(STOPPED);
    expect(serverEvent(others)).toBeUndefined();
  });
});

describe('the ends of a batch', () => {
  test('the ends of a batch leave together, and each is still logged', async () => {
    const { telemetry, send, puts, outcomes } = anEnding();
    telemetry.outcome(anOutcome(STOPPED));
    telemetry.outcome(anOutcome({ kind: 'look-again', because: 'x', delayMs: 1 }));
    telemetry.outcome(anOutcome(STUCK));
    await send(NOON + MINUTE);
    expect(puts.map((events) => events.map(({ type }) => type))).toEqual([['Server Stopped', 'Server Not Stopped']]);
    expect(outcomes).toEqual(['stopped', 'look-again', 'dead-lettered']);
  });

  test('a batch without an end calls nobody', async () => {
    const { send, puts, alerts } = anEnding();
    await send(NOON);
    expect([puts, alerts]).toEqual([[], []]);
  });

  test('with too little time left the batch is answered and the events are a log line', async () => {
    const { telemetry, send, puts, alerts } = anEnding();
    telemetry.outcome(anOutcome(STOPPED));
    await send(NOON + 4_999);
    expect([puts, alerts]).toEqual([[], ['report: events of 1 servers did not leave: too little time was left']]);
  });

  test('a bus that fails, or throws, costs a log line and nothing else', async () => {
    const thrown = anEnding(() => {
      throw new Error('canary');
    });
    thrown.telemetry.outcome(anOutcome(STOPPED));
    await thrown.send(NOON + MINUTE);
    expect(thrown.alerts).toEqual(['bug: events of 1 servers did not leave']);
    const refused = { put: async () => ({ kind: 'unavailable', because: 'throttled' }) as const };
    const alerts: string[] = [];
    const telemetry = safeTelemetry({ alert: ({ because }) => alerts.push(because) });
    const ends = serverEnds({ events: refused, telemetry, clock: aClock() });
    ends.telemetry.outcome(anOutcome(STOPPED));
    await ends.send(NOON + MINUTE);
    expect(alerts).toEqual(['events of 1 servers did not leave: throttled']);
  });

  test('with events switched off nothing is collected', async () => {
    const telemetry = safeTelemetry({});
    const ends = serverEnds({ telemetry, clock: aClock() });
    expect(ends.telemetry).toBe(telemetry);
    await ends.send(NOON);
  });
});
