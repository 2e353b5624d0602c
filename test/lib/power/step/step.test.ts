import { describe, expect, test } from 'vitest';
import { aFault, anEntry, anIntent, aServer, at, MINUTE } from '../../../builders.ts';
import { aStep } from './a-step.ts';

describe('a step', () => {
  test('a step does not start with too little time for a stop and its settling', async () => {
    const world = aStep();
    for (const leftMs of [14_999, 0, -5]) {
      const { outcome } = await world.deliver({ deadlineAt: world.scene.now + leftMs });
      expect(outcome).toMatchObject({
        kind: 'look-again',
        trouble: 'busy',
        because: 'too little time is left to start',
      });
    }
    expect(world.journal).toEqual([]);
    await world.deliver({ deadlineAt: world.scene.now + 15_000 });
    expect(world.journal).toContain('claim');
  });

  test('a step does nothing without its ledger', async () => {
    for (const read of [
      { kind: 'unavailable', because: 'throttled' },
      { kind: 'unreadable', because: 'schema version 2' },
    ] as const) {
      const world = aStep();
      world.ports.ledger.read = async () => read;
      expect(await world.deliver()).toMatchObject({
        repeated: false,
        outcome: {
          kind: 'look-again',
          trouble: 'ledger',
          because: `the ledger entry cannot be used: ${read.because}`,
        },
      });
      expect(world.journal).toEqual(read.kind === 'unreadable' ? ['alert: ledger'] : []);
    }
    for (const written of [{ kind: 'lost' }, { kind: 'unavailable', because: 'timeout' }] as const) {
      const world = aStep({ write: () => written });
      expect((await world.deliver()).outcome).toMatchObject({
        kind: 'look-again',
        trouble: 'ledger',
        because: `the claim was not written: ${written.kind}`,
      });
      expect(world.journal).toEqual(['read', 'claim']);
    }
  });

  test('a step comes back at growing delays to a ledger that is down, so that its deliveries outlast the window', async () => {
    const world = aStep();
    world.ports.ledger.read = async () => ({ kind: 'unavailable', because: 'throttled' });
    const delays = await Promise.all(
      [1, 2, 50, 999].map(async (receiveCount) => {
        const { outcome } = await world.deliver({ receiveCount });
        return outcome.kind === 'look-again' ? outcome.delayMs : 0;
      }),
    );
    expect(delays).toEqual([5_000, 7_500, 150_000, 150_000]);
  });

  test('a step past notAfter reports the miss without a call to the cloud', async () => {
    const world = aStep({ now: at(3600) });
    const stepped = await world.deliver();
    expect(stepped.outcome).toMatchObject({ kind: 'dead-lettered', reason: 'expired' });
    expect(stepped).not.toHaveProperty('openstackRequestId');
    expect(world.journal).toEqual(['read', 'claim', 'burying', 'letter', 'dead-lettered']);
  });

  test('an intent for a cloud that is not configured is malformed', async () => {
    const world = aStep({ clouds: { kind: 'unknown', known: ['otc'] } });
    expect((await world.deliver({ intent: anIntent({ cloud: 'nowhere' }) })).outcome).toMatchObject({
      reason: 'malformed',
      because: 'cloud: nowhere is not configured',
    });
  });

  test('a step without a usable configuration looks again until the end, and expires with the trouble', async () => {
    const fault = aFault({ kind: 'refused', trouble: 'secret', message: 'the secret cannot be read' });
    const world = aStep({ clouds: { kind: 'fault', fault } });
    expect((await world.deliver()).outcome).toMatchObject({
      kind: 'look-again',
      trouble: 'secret',
      delayMs: 300_000,
    });
    world.scene.now = at(3600);
    expect((await world.deliver()).outcome).toMatchObject({ kind: 'dead-lettered', reason: 'expired' });
    expect(world.letters[0]?.failure.because).toContain('the secret cannot be read');
  });

  test('a step leaves reads fifteen seconds less than the function has', async () => {
    const world = aStep({ server: aServer({ updatedAt: at(0) }) });
    const untils: number[] = [];
    world.scene.clouds = {
      kind: 'cloud',
      cloud: {
        userId: null,
        showServer: async (_id, { untilAt }) => {
          untils.push(untilAt);
          return { kind: 'ok', value: aServer({ updatedAt: at(0) }), dateAt: world.scene.now };
        },
        listActions: async (_id, { untilAt }) => {
          untils.push(untilAt);
          return { kind: 'fault', fault: aFault() };
        },
        showAction: async () => ({ kind: 'fault', fault: aFault() }),
        stopServer: async () => ({ kind: 'fault', fault: aFault() }),
      },
    };
    await world.deliver({ deadlineAt: at(61) });
    expect(untils).toEqual([at(46), at(46)]);
  });

  test('a step reports the attempt and the request id of our stop for every delivery', async () => {
    const world = aStep();
    expect(await world.deliver()).toMatchObject({ attempt: 1, repeated: false, openstackRequestId: 'req-1' });
    world.scene.now += MINUTE;
    expect(await world.deliver()).toMatchObject({ attempt: 2, repeated: false, openstackRequestId: 'req-1' });
  });

  test('a step looks twice for a server that is not found, five seconds apart, and for its delete', async () => {
    const world = aStep({ server: aFault({ kind: 'refused', trouble: 'not-found', http: 404 }) });
    expect((await world.deliver()).outcome).toMatchObject({ kind: 'look-again', delayMs: 5_000 });
    world.scene.now += 5_000;
    expect((await world.deliver()).outcome).toMatchObject({ reason: 'not-found' });
    expect(world.journal.filter((call) => call === 'list')).toHaveLength(1);
  });

  test('a step takes an abandoned entry over with all that it knew', async () => {
    const world = aStep({ now: at(200) });
    const send = { markedAt: at(150), evidenceAt: at(149), state: 'unresolved' } as const;
    await world.remember(anEntry({ leaseUntil: at(190), sends: [send] }));
    expect((await world.deliver()).outcome).toMatchObject({ because: 'our stop may still arrive: in quarantine' });
    expect(world.stops).toEqual([]);
    expect(await world.entry()).toMatchObject({ leaseUntil: 0, abandoned: 0, sends: [send] });
  });
});
