import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../lib/power/outcome.ts';
import type { ChosenLine, CompleteLine, OutcomeLine, Telemetry } from '../../../lib/power/ports/telemetry.ts';
import { createTelemetry } from '../../../lib/telemetry/create-telemetry.ts';
import { aFault, anIntent, aRoll, aServerId, NOON } from '../../builders.ts';

const UNANSWERED = { kind: 'ambiguous', trouble: 'unanswered', message: 'no answer within 10 s' } as const;

const anOutcome = (outcome: Outcome, changes: Partial<OutcomeLine> = {}): OutcomeLine => ({
  intent: anIntent(),
  outcome,
  attempt: 2,
  receiveCount: 3,
  tookMs: 41,
  endedAt: NOON + 90_000,
  repeated: false,
  ...changes,
});

const STOPPED: Outcome = { kind: 'stopped', because: 'off, and our stop was accepted' };

type Line = Record<string, unknown>;

/** Runs the calls and gives back what was written: log lines and metric lines, parsed, and all of it as text. */
const written = (calls: (telemetry: Telemetry) => void) => {
  const lines: string[] = [];
  calls(createTelemetry({ service: 'stop-worker', sink: (line) => lines.push(line) }));
  const parsed = lines.map((line): Line => JSON.parse(line));
  return {
    logs: parsed.filter((line) => !('_aws' in line)),
    metrics: parsed.filter((line) => '_aws' in line),
    text: lines.join('\n'),
  };
};

const BASE_KEYS = ['level', 'message', 'service', 'timestamp', 'sampling_rate'];
const keysOf = (line: Line | undefined) => Object.keys(line ?? {}).filter((key) => !BASE_KEYS.includes(key));

const aComplete = (changes: Partial<CompleteLine> = {}): CompleteLine => ({
  roll: aRoll(),
  servers: 3,
  outcomes: { stopped: 2, 'dead-lettered': 1 },
  failed: 1,
  open: 0,
  timeToOffMs: { p50: 45_000, max: 90_000 },
  ...changes,
});

describe('a request that is complete', () => {
  test('a complete line shows the request, its verdict and its counts', () => {
    const { logs } = written((telemetry) => telemetry.complete(aComplete()));
    expect(logs[0]).toMatchObject({
      level: 'INFO',
      message: 'complete',
      requestId: 'evening',
      part: 'select',
      verdict: 'chosen',
      servers: 3,
      outcomes: '2 stopped, 1 dead-lettered',
      failed: 1,
      open: 0,
      timeToOffP50Ms: 45_000,
      timeToOffMaxMs: 90_000,
    });
  });

  test('a complete request is counted; a rehearsal and one that chose nothing are not', () => {
    const { metrics } = written((telemetry) => {
      telemetry.complete(aComplete({ failed: 0 }));
      telemetry.complete(aComplete({ open: 1 }));
      telemetry.complete(aComplete({ roll: aRoll({ verdict: 'none-matched' }) }));
      telemetry.complete(aComplete({ roll: aRoll({ dryRun: true }) }));
      telemetry.flush();
    });
    expect(metrics).toMatchObject([{ RequestComplete: [1, 1] }]);
  });
});

describe('log lines', () => {
  test('an outcome line has the same keys, whatever the outcome', () => {
    const outcomes: Outcome[] = [
      STOPPED,
      { kind: 'look-again', because: 'powering off', delayMs: 5000 },
      { kind: 'look-again', because: 'login refused', delayMs: 300_000, trouble: 'credentials' },
      { kind: 'dead-lettered', because: 'vm_state is paused', reason: 'not-stoppable' },
    ];
    const { logs } = written((telemetry) => {
      for (const outcome of outcomes) telemetry.outcome(anOutcome(outcome));
      telemetry.outcome(anOutcome(STOPPED, { openstackRequestId: 'req-1' }));
    });
    expect(logs).toHaveLength(5);
    for (const line of logs) {
      expect(keysOf(line)).toEqual([
        'requestId',
        'serverId',
        'cloud',
        'source',
        'dryRun',
        'outcome',
        'reason',
        'because',
        'attempt',
        'receiveCount',
        'trouble',
        'openstackRequestId',
        'tookMs',
        'repeated',
        'replayedAt',
      ]);
    }
  });

  test('an outcome line shows the known fields, and null for the rest', () => {
    const { logs } = written((telemetry) => telemetry.outcome(anOutcome(STOPPED)));
    expect(logs[0]).toMatchObject({
      level: 'INFO',
      message: 'outcome',
      service: 'stop-worker',
      requestId: 'evening',
      serverId: '3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f',
      cloud: 'otc',
      source: 'webhook',
      dryRun: false,
      outcome: 'stopped',
      reason: null,
      because: 'off, and our stop was accepted',
      attempt: 2,
      receiveCount: 3,
      trouble: null,
      openstackRequestId: null,
      tookMs: 41,
    });
  });

  test('a dead letter warns with its reason and the trouble and id of its fault', () => {
    const fault = aFault({ ...UNANSWERED, trouble: 'conflict', openstackRequestId: 'req-fault' });
    const { logs } = written((telemetry) =>
      telemetry.outcome(
        anOutcome(
          { kind: 'dead-lettered', because: 'vm_state is paused', reason: 'not-stoppable', fault },
          { openstackRequestId: 'req-ours' },
        ),
      ),
    );
    expect(logs[0]).toMatchObject({
      level: 'WARN',
      reason: 'not-stoppable',
      trouble: 'conflict',
      openstackRequestId: 'req-fault',
    });
  });

  test('a send is announced with its evidence and its decision', () => {
    const { logs } = written((telemetry) =>
      telemetry.sending({
        intent: anIntent(),
        attempt: 1,
        decision: 'stop',
        because: 'active and idle',
        server: { vmState: 'active', taskState: null, powerState: 1 },
        evidenceAgeMs: 120,
        actions: null,
      }),
    );
    expect(logs[0]).toMatchObject({
      message: 'sending',
      requestId: 'evening',
      decision: 'stop',
      because: 'active and idle',
      vmState: 'active',
      taskState: null,
      powerState: 1,
      evidenceAgeMs: 120,
      actions: null,
    });
  });

  test('the line after a send names the class of the answer and Nova’s request id', () => {
    const { logs } = written((telemetry) => {
      const line = { intent: anIntent(), attempt: 1, tookMs: 230 };
      telemetry.sent({ ...line, reply: { kind: 'ok', value: { openstackRequestId: 'req-9' } } });
      telemetry.sent({ ...line, reply: { kind: 'fault', fault: aFault({ ...UNANSWERED, http: 504 }) } });
    });
    expect(logs.map(({ message }) => message)).toEqual(['sent', 'sent']);
    expect(logs[0]).toMatchObject({ answer: 'accepted', openstackRequestId: 'req-9', tookMs: 230, trouble: null });
    expect(logs[1]).toMatchObject({ answer: 'ambiguous', trouble: 'unanswered', http: 504, openstackRequestId: null });
    expect(keysOf(logs[0])).toEqual(keysOf(logs[1]));
  });

  test('a request, a malformed message, a conflict and a refused webhook each have their line', () => {
    const { logs } = written((telemetry) => {
      telemetry.requested({
        source: 'webhook',
        requestId: 'msg_1',
        cloud: 'otc',
        servers: 3,
        requestedAt: NOON,
        notAfter: NOON + 1000,
        dryRun: false,
        reason: 'end of shift',
      });
      telemetry.malformed({ messageId: 'm-1', receiveCount: 1, because: 'serverIds is missing' });
      telemetry.conflict({ requestId: 'evening', serverId: aServerId(), because: 'notAfter differs' });
      telemetry.refused({ status: 401, because: 'no signature matches' });
    });
    expect(logs).toMatchObject([
      {
        level: 'INFO',
        message: 'requested',
        servers: 3,
        requestedAt: '2026-11-23T12:00:00.000Z',
        reason: 'end of shift',
      },
      { level: 'WARN', message: 'malformed', messageId: 'm-1', receiveCount: 1, because: 'serverIds is missing' },
      { level: 'WARN', message: 'conflict', requestId: 'evening', because: 'notAfter differs' },
      { level: 'WARN', message: 'refused', status: 401, because: 'no signature matches' },
    ]);
  });

  const chosen: ChosenLine = {
    ...{ source: 'queue', requestId: 'evening', cloud: 'otc', dryRun: false },
    ...{ requestedAt: NOON, notAfter: NOON + 1000 },
    verdict: 'too-many',
    because: '7 of 9 servers matched',
    servers: 0,
    counts: { listed: 9, matched: 7, leftOut: { tags: 1, 'except.name': 1 } },
    receiveCount: 1,
    repeated: false,
  };

  test('a choice is logged with its counts, and one that stops nothing is a warning and is counted', () => {
    const { logs, metrics } = written((telemetry) => {
      telemetry.chosen(chosen);
      telemetry.chosen({ ...chosen, verdict: 'chosen', servers: 7 });
      telemetry.flush();
    });
    expect(logs).toMatchObject([
      { level: 'WARN', message: 'chosen', verdict: 'too-many', listed: 9, matched: 7, leftOut: 'tags=1 except.name=1' },
      { level: 'INFO', message: 'chosen', verdict: 'chosen', servers: 7 },
    ]);
    expect(metrics).toMatchObject([{ StopDeadLettered: 1 }]);
    expect(metrics).toHaveLength(1);
  });

  test('a request that ends as a dead letter is counted as one, none-matched by itself, and an exception not at all', () => {
    const { metrics } = written((telemetry) => {
      for (const verdict of ['too-many', 'expired', 'malformed', 'none-matched', 'excepted'] as const)
        telemetry.chosen({ ...chosen, verdict });
      telemetry.flush();
    });
    expect(metrics).toMatchObject([{ StopDeadLettered: [1, 1, 1], NoneMatched: 1 }]);
    expect(metrics).toHaveLength(1);
  });

  test('an end that is repeated, or of a rehearsal, is logged and not counted', () => {
    const { logs, metrics } = written((telemetry) => {
      telemetry.chosen({ ...chosen, repeated: true });
      telemetry.chosen({ ...chosen, dryRun: true });
      telemetry.listAgain({ ...chosen, dryRun: true, trouble: 'unavailable', delayMs: 1 });
      telemetry.flush();
    });
    expect(logs).toHaveLength(3);
    expect(metrics).toEqual([]);
  });

  test('a list that is tried again is counted by who can fix its trouble', () => {
    const { logs, metrics } = written((telemetry) => {
      telemetry.listAgain({ ...chosen, trouble: 'unavailable', delayMs: 5_000 });
      telemetry.flush();
    });
    expect(logs).toMatchObject([{ level: 'INFO', message: 'list-again', trouble: 'unavailable', delayMs: 5_000 }]);
    expect(metrics).toMatchObject([{ fixedBy: 'cloud', LookAgain: 1 }]);
  });

  test('a request whose servers are not chosen yet is logged, and counted when they are', () => {
    const { logs, metrics } = written((telemetry) => {
      telemetry.requested(anIntent());
      telemetry.flush();
    });
    expect(logs).toMatchObject([{ message: 'requested', servers: null }]);
    expect(metrics).toEqual([]);
  });

  test('an alert line is an error that says what was thrown and where', () => {
    const { logs } = written((telemetry) =>
      telemetry.alert({ what: 'bug', because: 'the step threw', cause: new TypeError('never shown') }),
    );
    expect(logs[0]).toMatchObject({
      message: 'alert',
      level: 'ERROR',
      what: 'bug',
      because: 'the step threw',
      errorName: 'TypeError',
    });
    expect(logs[0]?.errorAt).toContain('create-telemetry.test.ts:');
    expect(logs[0]?.requestId).toBeNull();
  });

  test('a look again shows its trouble, and empty text is shown as null', () => {
    const { logs } = written((telemetry) => {
      telemetry.outcome(anOutcome({ kind: 'look-again', because: '', delayMs: 1, trouble: 'credentials' }));
    });
    expect(logs[0]).toMatchObject({ outcome: 'look-again', trouble: 'credentials', because: null, reason: null });
  });

  test('values are cut to 300 characters and carry no control characters', () => {
    const { logs } = written((telemetry) =>
      telemetry.refused({ status: 400, because: `first\nsecond\u001b[31m\u202e${'x'.repeat(400)}` }),
    );
    const because = logs[0]?.because;
    expect(because).toHaveLength(300);
    expect(because).toMatch(/^firstsecond\[31mx+$/);
  });
});

describe('secrets', () => {
  const CANARIES = [
    'canary-token',
    'canary-password',
    'v1,canary-signature',
    'AQEBcanary-receipt-handle',
    'canary-body',
  ];

  test('nothing that rides along with an error, an intent or a fault is written', () => {
    const [token, password, signature, handle, body] = CANARIES;
    const cause = Object.assign(
      new Error(`login refused: ${password}\n    at ${signature}`, { cause: new Error(`X-Auth-Token: ${token}`) }),
      {
        code: `${handle}, refused`,
        $response: { headers: { 'x-auth-token': token }, body },
      },
    );
    const { text } = written((telemetry) => {
      const intent = Object.assign(anIntent(), { token, receiptHandle: handle });
      const fault = Object.assign(aFault(UNANSWERED), { body, headers: { 'webhook-signature': signature } });
      telemetry.alert({ what: 'bug', because: 'the step threw', cause, intent });
      telemetry.alert({ what: 'bug', because: 'the step threw', cause: { password } });
      telemetry.sent({ intent, attempt: 1, tookMs: 1, reply: { kind: 'fault', fault } });
      telemetry.outcome(
        anOutcome({ kind: 'dead-lettered', reason: 'forbidden', because: 'policy', fault }, { intent }),
      );
      telemetry.refused(Object.assign({ status: 401, because: 'no signature matches' }, { signature }));
      telemetry.malformed(Object.assign({ messageId: 'm', receiveCount: 1, because: 'not JSON' }, { body, handle }));
      telemetry.flush();
    });
    for (const canary of CANARIES) expect(text).not.toContain(canary);
    expect(text).toContain('the step threw');
  });
});

describe('metrics', () => {
  const namesOf = (line: Line) => JSON.stringify(line._aws).match(/"Name":"\w+"/g) ?? [];

  test('metrics leave once, at the flush', () => {
    const { metrics } = written((telemetry) => {
      telemetry.outcome(anOutcome(STOPPED));
      telemetry.outcome(anOutcome(STOPPED));
      telemetry.flush();
      telemetry.flush();
    });
    expect(metrics).toHaveLength(1);
    expect(metrics[0]).toMatchObject({ service: 'stop-worker', StopConfirmed: [1, 1], TimeToOff: [90_000, 90_000] });
    expect(JSON.stringify(metrics[0]?._aws)).toContain('"Namespace":"LightsOut"');
    expect(JSON.stringify(metrics[0]?._aws)).toContain('{"Name":"TimeToOff","Unit":"Milliseconds"}');
  });

  test('the time to off of a replay counts from the replay', () => {
    const outcome = anOutcome(STOPPED);
    const { metrics } = written((telemetry) => {
      telemetry.outcome({ ...outcome, intent: { ...outcome.intent, replayedAt: outcome.endedAt - 7_000 } });
      telemetry.flush();
    });
    expect(metrics[0]).toMatchObject({ TimeToOff: 7_000 });
  });

  test('nothing is written at a flush without figures', () => {
    expect(written((telemetry) => telemetry.flush()).text).toBe('');
  });

  test('a look again is counted by who can fix its trouble, and not at all where nobody has to', () => {
    const { metrics } = written((telemetry) => {
      for (const trouble of ['credentials', 'secret', 'unanswered', 'unauthorized', 'throttled', 'busy'] as const)
        telemetry.outcome(anOutcome({ kind: 'look-again', because: '', delayMs: 1, trouble }));
      telemetry.outcome(anOutcome({ kind: 'look-again', because: '', delayMs: 1 }));
      telemetry.flush();
    });
    expect(metrics).toMatchObject([
      { service: 'stop-worker', fixedBy: 'operator', LookAgain: [1, 1] },
      { service: 'stop-worker', fixedBy: 'cloud', LookAgain: 1 },
    ]);
    expect(metrics).toHaveLength(2);
  });

  test('every dead letter is one count, whatever its reason, and a refused call is none', () => {
    const { metrics } = written((telemetry) => {
      telemetry.outcome(anOutcome({ kind: 'dead-lettered', because: '', reason: 'expired' }));
      telemetry.malformed({ messageId: null, receiveCount: null, because: 'not JSON' });
      telemetry.refused({ status: 401, because: 'no signature matches' });
      telemetry.flush();
    });
    expect(metrics).toMatchObject([{ service: 'stop-worker', StopDeadLettered: [1, 1] }]);
    expect(metrics.flatMap(namesOf)).toHaveLength(1);
  });

  test('a machine is in doubt after stuck, unverified and a late race, and after nothing else', () => {
    const { metrics } = written((telemetry) => {
      for (const reason of ['stuck', 'unverified', 'expired', 'not-found', 'forbidden'] as const)
        telemetry.outcome(anOutcome({ kind: 'dead-lettered', because: '', reason }));
      telemetry.outcome(anOutcome({ kind: 'dead-lettered', because: '', reason: 'stuck' }, { repeated: true }));
      telemetry.alert({ what: 'late-race', because: 'start arrived first' });
      telemetry.alert({ what: 'clock', because: '45 s apart' });
      telemetry.flush();
    });
    expect(metrics).toMatchObject([{ MachineInDoubt: [1, 1, 1], StopDeadLettered: [1, 1, 1, 1, 1] }]);
  });

  test('requests, accepted stops, superseded stops and late races are counted', () => {
    const { metrics } = written((telemetry) => {
      const request = { source: 'webhook', requestId: 'r', cloud: 'otc', requestedAt: NOON, notAfter: NOON } as const;
      telemetry.requested({ ...request, servers: 7, dryRun: false });
      telemetry.requested({ ...request, servers: 5, dryRun: true });
      telemetry.sent({
        intent: anIntent(),
        attempt: 1,
        tookMs: 1,
        reply: { kind: 'ok', value: { openstackRequestId: null } },
      });
      telemetry.sent({
        intent: anIntent(),
        attempt: 1,
        tookMs: 1,
        reply: { kind: 'fault', fault: aFault(UNANSWERED) },
      });
      telemetry.outcome(anOutcome({ kind: 'superseded', because: 'start at 12:01' }));
      telemetry.alert({ what: 'late-race', because: 'start arrived first' });
      telemetry.alert({ what: 'clock', because: '45 s apart' });
      telemetry.flush();
    });
    expect(metrics).toMatchObject([{ StopRequested: 7, StopAccepted: 1, Superseded: 1, MachineInDoubt: 1 }]);
    expect(metrics.flatMap(namesOf)).toHaveLength(4);
    const quiet = written((telemetry) => {
      telemetry.sent({
        intent: anIntent(),
        attempt: 1,
        tookMs: 1,
        reply: { kind: 'fault', fault: aFault(UNANSWERED) },
      });
      telemetry.alert({ what: 'clock', because: '45 s apart' });
      telemetry.flush();
    });
    expect(quiet.metrics).toEqual([]);
  });

  test('a dry run and an end that was known already are not counted', () => {
    const { metrics, logs } = written((telemetry) => {
      telemetry.outcome(anOutcome(STOPPED, { repeated: true }));
      telemetry.outcome(
        anOutcome({ kind: 'look-again', because: '', delayMs: 1 }, { intent: anIntent({ dryRun: true }) }),
      );
      telemetry.flush();
    });
    expect(logs).toHaveLength(2);
    expect(metrics).toEqual([]);
  });
});
