import { describe, expect, test } from 'vitest';
import type { Send } from '../../../../lib/power/entry.ts';
import { aFault, anEntry, anIntent, aSend, aServer, at, HOUR, MINUTE, SECOND } from '../../../builders.ts';
import { aStep } from './a-step.ts';

const rival = anIntent({ requestId: 'the-other', source: 'schedule' });
/** A world in which another intent for the same server has left this send. */
const besides = async (send: Send, scene = {}) => {
  const world = aStep(scene);
  await world.remember(anEntry({ intent: rival, leaseUntil: 0, sends: [send] }));
  return world;
};
const takenBack = ['read', 'claim', 'show', 'mark', 'others', 'give back'];

describe('the mark', () => {
  test('no stop follows a mark that was not written, or may not have been', async () => {
    for (const written of [{ kind: 'lost' }, { kind: 'unavailable', because: 'timeout' }] as const) {
      const world = aStep({ write: (call) => (call === 'mark' ? written : undefined) });
      expect((await world.deliver()).outcome).toMatchObject({
        kind: 'look-again',
        trouble: 'ledger',
        because: `the send could not be marked: ${written.kind}`,
      });
      expect(world.stops).toEqual([]);
      expect(world.lines.sending).toEqual([]);
    }
  });

  test('a mark that was written without an answer stays, and blocks until its quarantine ends', async () => {
    const world = aStep();
    const { write } = world.ports.ledger;
    let lost = false;
    world.ports.ledger.write = async (entry, over) => {
      const written = await write(entry, over);
      if (lost || entry.sends.length === 0) return written;
      lost = true;
      return { kind: 'unavailable', because: 'the answer was lost' };
    };
    expect((await world.deliver()).outcome).toMatchObject({ kind: 'look-again', trouble: 'ledger' });
    expect((await world.entry()).sends).toMatchObject([{ state: 'unresolved' }]);
    world.scene.now = at(70);
    expect((await world.deliver()).outcome).toMatchObject({ because: 'our stop may still arrive: in quarantine' });
    expect(world.stops).toEqual([]);
    world.scene.now = at(122);
    await world.deliver();
    expect(world.stops).toHaveLength(1);
  });

  test('a mark has a line of its own in the history, and the answer names the request if Nova did', async () => {
    const world = aStep();
    await world.deliver();
    const { history, sends } = await world.entry();
    expect(history.map(({ decision }) => decision)).toEqual(['send', 'wait']);
    expect(sends[0]?.openstackRequestId).toBe('req-1');
    const unnamed = aStep({ answers: [{ kind: 'ok', value: { openstackRequestId: null } }] });
    await unnamed.deliver();
    expect((await unnamed.entry()).sends[0]).not.toHaveProperty('openstackRequestId');
  });

  test('a refused stop keeps the id of its request', async () => {
    const fault = aFault({ kind: 'conflict', trouble: 'conflict', openstackRequestId: 'req-refused' });
    const world = aStep({ answers: [{ kind: 'fault', fault }] });
    await world.deliver();
    expect((await world.entry()).sends).toMatchObject([{ state: 'refused', openstackRequestId: 'req-refused' }]);
  });

  test('the entry keeps Nova’s fault before a stop from error erases it', async () => {
    const fault = { code: 500, message: 'the node is in maintenance' };
    const world = aStep({ server: aServer({ vmState: 'error', fault }) });
    let marked: unknown;
    world.scene.before = (call) => {
      if (call === 'stop') marked = world.entry();
    };
    await world.deliver();
    expect(await marked).toMatchObject({ serverFault: fault.message });
  });
});

describe('another intent for the same server', () => {
  test('an unresolved stop of another intent holds ours back during its quarantine', async () => {
    // Ours is marked at 1.1 s: a quarantine from 118.9 s before it ends just then.
    const young = await besides(aSend({ state: 'unresolved', markedAt: at(-118.9) + 1, evidenceAt: at(-119) }));
    expect((await young.deliver()).outcome).toMatchObject({
      kind: 'look-again',
      because: 'another intent has a stop of this server under way',
      delayMs: 5_000,
    });
    expect(young.journal).toEqual(takenBack);
    expect((await young.entry()).sends).toEqual([]);

    const old = await besides(aSend({ state: 'unresolved', markedAt: at(-118.9), evidenceAt: at(-119) }));
    await old.deliver();
    expect(old.stops).toHaveLength(1);
  });

  test('a stop of another intent that left, or was answered, after our evidence was read holds ours back', async () => {
    const sends = [
      { hold: true, send: aSend({ markedAt: at(1) }) },
      { hold: true, send: aSend({ markedAt: at(0.9), answeredAt: at(1) }) },
      { hold: true, send: aSend({ markedAt: at(0.9), answeredAt: at(1), state: 'failed' }) },
      { hold: false, send: aSend({ markedAt: at(0.9), answeredAt: at(1) - 1 }) },
      { hold: false, send: aSend({ markedAt: at(1), state: 'refused' }) },
    ];
    for (const { hold, send } of sends) {
      const world = await besides(send);
      await world.deliver();
      expect(world.stops, JSON.stringify(send)).toHaveLength(hold ? 0 : 1);
    }
  });

  test('a stop of another server does not hold ours back', async () => {
    const world = aStep();
    const other = anIntent({ cloud: 'another' });
    await world.remember(anEntry({ intent: other, sends: [aSend({ state: 'unresolved', markedAt: at(1) })] }));
    await world.deliver();
    expect(world.stops).toHaveLength(1);
  });

  test('other intents that cannot be read hold our stop back', async () => {
    const world = aStep({ others: { kind: 'unavailable', because: 'throttled' } });
    expect((await world.deliver()).outcome).toMatchObject({
      kind: 'look-again',
      trouble: 'ledger',
      because: "the server's other intents cannot be read: throttled",
    });
    expect(world.journal).toEqual(takenBack);
    expect((await world.entry()).sends).toEqual([]);
  });

  test('of two intents at the same moment at most one stop leaves, and both come to an end', async () => {
    const world = aStep();
    await Promise.all([world.deliver(), world.deliver({ intent: rival })]);
    expect(world.stops.length).toBeLessThanOrEqual(1);
    world.scene.now += MINUTE;
    await world.deliver();
    await world.deliver({ intent: rival });
    expect(world.stops).toHaveLength(1);
  });
});

describe('the clock is read again before the stop', () => {
  const late = (call: string, ms: number, deliveryMs = MINUTE, notAfter = at(3600)) => {
    const world = aStep();
    world.scene.after = (called) => {
      if (called === call) world.scene.now += ms;
    };
    return {
      world,
      run: () => world.deliver({ deadlineAt: world.scene.now + deliveryMs, intent: anIntent({ notAfter }) }),
    };
  };

  test('a mark five seconds old is fresh, an older one is not', async () => {
    // The evidence is looked at once more then, which takes a tenth of a second.
    const fresh = late('others', 4_900);
    await fresh.run();
    expect(fresh.world.stops).toHaveLength(1);
    const old = late('others', 4_901);
    expect((await old.run()).outcome).toMatchObject({ because: 'the mark grew old before the stop could leave' });
    expect(old.world.stops).toEqual([]);
    expect((await old.world.entry()).sends).toEqual([]);
  });

  test('a stop needs ten seconds before notAfter', async () => {
    // The mark is written at 1.1 s with 10 s to go.
    const inTime = late('others', 0, MINUTE, at(11.1));
    await inTime.run();
    expect(inTime.world.stops).toHaveLength(1);
    const tooLate = late('others', 1, MINUTE, at(11.1));
    expect((await tooLate.run()).outcome).toMatchObject({ because: 'notAfter would pass before the answer' });
    expect(tooLate.world.stops).toEqual([]);
    expect((await tooLate.world.entry()).sends).toEqual([]);
  });

  test('a stop needs ten seconds before the function ends', async () => {
    // Asked at 1 s, marked at 1.1 s, 15 s to live: 14.9 s are left, of which others and a last look take their share.
    const inTime = late('others', 4_800, 15_000);
    await inTime.run();
    expect(inTime.world.stops).toHaveLength(1);
    const tooLate = late('others', 4_801, 15_000);
    expect((await tooLate.run()).outcome).toMatchObject({ because: 'too little of the lease is left for the stop' });
    expect(tooLate.world.stops).toEqual([]);
  });

  test('a function that was frozen past its lease does not send, and does not change its successor’s entry', async () => {
    const world = aStep();
    let frozen = false;
    world.scene.after = (call) => {
      if (call !== 'others' || frozen) return;
      frozen = true;
      world.scene.now += HOUR / 2;
    };
    expect((await world.deliver()).outcome).toMatchObject({ kind: 'look-again' });
    expect(world.stops).toEqual([]);
  });

  test('a slow cloud whose evidence is always old never gets a stop on it', async () => {
    const world = aStep({ server: aServer({ updatedAt: at(-100) }), callMs: 6 * SECOND });
    await world.deliver();
    expect(world.stops).toEqual([]);
  });
});
