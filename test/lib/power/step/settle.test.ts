import { describe, expect, test } from 'vitest';
import { sendLetter } from '../../../../lib/power/step/bury.ts';
import { aFailure, aFault, anEntry, anIntent, anOffServer, aServer, at, MINUTE, SECOND } from '../../../builders.ts';
import { aStep, Killed } from './a-step.ts';

const delivery = { intent: anIntent(), deadlineAt: at(60), receiveCount: 1, last: false };
const paused = aServer({ vmState: 'paused', powerState: 3 });

test.each([
  ['a refused password', aFault({ kind: 'refused', trouble: 'credentials', message: 'refused' }), [{ what: 'cloud' }]],
  [
    'a clock that does not agree',
    aFault({ kind: 'refused', trouble: 'clock', message: 'an hour apart' }),
    [{ what: 'clock', because: 'an hour apart' }],
  ],
  ['a throttle', aFault({ kind: 'transient', trouble: 'throttled', message: 'slow down' }), []],
])('a wait raises an alert only for a trouble that a person has to fix: %s', async (_, server, alert) => {
  const world = aStep({ server });
  expect((await world.deliver()).outcome.kind).toBe('look-again');
  expect(world.lines.alert).toMatchObject(alert);
});

test('a mark whose write stays unclear is never taken for the write that releases the claim', async () => {
  const world = aStep();
  const revisions: number[] = [];
  world.scene.write = (call) => (call === 'mark' ? { kind: 'unavailable', because: 'timeout' } : undefined);
  const { write } = world.ports.ledger;
  world.ports.ledger.write = (entry, over) => {
    revisions.push(entry.revision);
    return write(entry, over);
  };
  await world.deliver();
  expect(world.journal).toEqual(['read', 'claim', 'show', 'mark', 'give back']);
  expect(new Set(revisions).size).toBe(3);
});

describe('a dead letter', () => {
  test('a dead letter is written as burying, then sent, then written as its end', async () => {
    const world = aStep({ server: paused });
    expect((await world.deliver()).outcome).toStrictEqual({
      kind: 'dead-lettered',
      because: 'vm_state is paused',
      reason: 'not-stoppable',
    });
    expect(world.journal).toEqual(['read', 'claim', 'show', 'burying', 'letter', 'dead-lettered']);
    expect(world.letters).toEqual([
      {
        intent: anIntent(),
        failure: {
          reason: 'not-stoppable',
          because: 'vm_state is paused',
          server: { vmState: 'paused', taskState: null, powerState: 3 },
          attempts: 1,
          firstAttemptAt: at(1),
          failedAt: at(1.1),
        },
      },
    ]);
    expect(await world.entry()).toMatchObject({ leaseUntil: 0, ending: { kind: 'dead-lettered' } });
  });

  test('a dead letter carries Nova’s answer, and the outcome has it too', async () => {
    const fault = aFault({
      kind: 'refused',
      trouble: 'forbidden',
      message: 'policy',
      http: 403,
      code: 'forbidden',
      openstackRequestId: 'req-x',
    });
    const world = aStep({ server: fault });
    expect((await world.deliver()).outcome).toMatchObject({ reason: 'forbidden', fault });
    expect(world.letters).toMatchObject([
      { failure: { http: 403, code: 'forbidden', openstackRequestId: 'req-x', because: 'policy' } },
    ]);
  });

  test('a dead letter whose reason cannot be written is not sent', async () => {
    for (const written of [{ kind: 'lost' }, { kind: 'unavailable', because: 'timeout' }] as const) {
      const world = aStep({ server: paused, write: (call) => (call === 'burying' ? written : undefined) });
      expect((await world.deliver()).outcome).toMatchObject({
        kind: 'look-again',
        trouble: 'ledger',
        because: `not-stoppable, but not written: ${written.kind}`,
      });
      expect(world.letters).toEqual([]);
    }
  });

  test('a dead letter that does not leave is tried again without another look, with the same reason and instant', async () => {
    const world = aStep({ server: paused, letters: { kind: 'unavailable', because: 'throttled' } });
    expect((await world.deliver()).outcome).toMatchObject({
      kind: 'look-again',
      trouble: 'queue',
      because: 'not-stoppable, but the dead letter did not leave: throttled',
    });
    expect(await world.entry()).toMatchObject({ leaseUntil: 0, ending: { kind: 'burying' } });
    world.scene.letters = { kind: 'sent' };
    world.scene.server = anOffServer();
    world.scene.now += 10 * SECOND;
    const calls = await world.callsDuring(async () => {
      expect((await world.deliver()).outcome).toMatchObject({ kind: 'dead-lettered', reason: 'not-stoppable' });
    });
    expect(calls).toEqual(['read', 'claim', 'letter', 'dead-lettered']);
    expect(world.letters).toMatchObject([{ failure: { failedAt: at(1.1) } }]);
  });

  test('a dead letter is tried at growing delays while its queue is down', async () => {
    const world = aStep({ server: paused, letters: { kind: 'unavailable', because: 'denied' } });
    const delays: number[] = [];
    for (let times = 1; times <= 12; times += 1) {
      const { outcome } = await world.deliver();
      delays.push(outcome.kind === 'look-again' ? outcome.delayMs : 0);
    }
    expect([delays[0], delays[1], delays[11]]).toEqual([5_000, 7_500, 150_000]);
  });

  test('a dead letter is sent again by the next step when the function died around it', async () => {
    for (const when of ['before', 'after'] as const) {
      const world = aStep({ server: paused });
      world.scene[when] = (call) => {
        if (call !== 'letter') return;
        world.scene[when] = () => {};
        throw new Killed();
      };
      await expect(world.deliver()).rejects.toThrow(Killed);
      world.scene.server = aServer();
      world.scene.now += 66 * SECOND;
      expect((await world.deliver()).outcome).toMatchObject({ kind: 'dead-lettered', reason: 'not-stoppable' });
      expect(world.letters).toHaveLength(when === 'before' ? 1 : 2);
      expect(new Set(world.letters.map(({ failure }) => failure.failedAt)).size).toBe(1);
      expect(world.stops).toEqual([]);
    }
  });

  test('a dead letter whose end was not written is sent once more, and not judged again', async () => {
    const world = aStep({
      server: paused,
      write: (call) => (call === 'dead-lettered' ? { kind: 'unavailable', because: 'timeout' } : undefined),
    });
    expect((await world.deliver()).outcome).toMatchObject({
      kind: 'look-again',
      trouble: 'ledger',
      because: 'not-stoppable, buried, but not written: unavailable',
    });
    world.scene.write = () => undefined;
    world.scene.now += 66 * SECOND;
    expect((await world.deliver()).outcome).toMatchObject({ kind: 'dead-lettered' });
    expect(world.letters).toHaveLength(2);
  });

  test('a dead letter for an entry that is not being buried is a bug', async () => {
    const world = aStep();
    await expect(sendLetter(anEntry(), delivery, world.ports)).rejects.toThrow(
      'an entry in no ending has no letter to send',
    );
    const ending = { kind: 'dead-lettered', because: 'gone', failure: aFailure() } as const;
    await expect(sendLetter(anEntry({ ending }), delivery, world.ports)).rejects.toThrow(
      'an entry in dead-lettered ending has no letter to send',
    );
  });
});

describe('a wait', () => {
  const busy = aServer({ taskState: 'rebuilding' });

  test('a wait grows from look to look, and its last trouble goes when it has passed', async () => {
    const world = aStep({ server: aFault() });
    const delays: number[] = [];
    for (let times = 1; times <= 3; times += 1) {
      const { outcome } = await world.deliver();
      delays.push(outcome.kind === 'look-again' ? outcome.delayMs : 0);
    }
    expect(delays).toEqual([5_000, 7_500, 11_250]);
    expect((await world.entry()).trouble).toEqual(aFault());
    world.scene.server = busy;
    await world.deliver();
    expect((await world.entry()).trouble).toBeUndefined();
  });

  test('a wait ends at the end of the window, not after it', async () => {
    const world = aStep({ server: busy, now: at(3600) - 5_600, callMs: 0 });
    await world.remember(anEntry({ leaseUntil: 0, looks: 20 }));
    expect((await world.deliver()).outcome).toMatchObject({ delayMs: 5_600 });
    const close = aStep({ server: busy, now: at(3600) - 600, callMs: 0 });
    await close.remember(anEntry({ leaseUntil: 0, looks: 20 }));
    expect((await close.deliver()).outcome).toMatchObject({ delayMs: 5_000 });
  });

  test('a wait for an operator’s fix ends at the end of the window too', async () => {
    const server = aFault({ kind: 'refused', trouble: 'credentials', message: 'refused' });
    const world = aStep({ server, now: at(3600) - 60_000, callMs: 0 });
    expect((await world.deliver()).outcome).toMatchObject({ trouble: 'credentials', delayMs: 60_000 });
  });

  test('a wait whose window ends at this very moment is as long as its reason needs', async () => {
    const sends = [{ markedAt: at(10), evidenceAt: at(9), state: 'accepted', answeredAt: at(11) }] as const;
    const world = aStep({ server: anOffServer({ powerState: 1 }), now: at(911), callMs: 0 });
    await world.remember(anEntry({ leaseUntil: 0, looks: 20, sends }));
    expect((await world.deliver()).outcome).toMatchObject({ kind: 'look-again', delayMs: 15_000 });
  });

  test('a wait has a line of its own in the history', async () => {
    const world = aStep({ server: busy });
    await world.deliver();
    expect((await world.entry()).history).toEqual([
      { at: at(1.1), decision: 'wait', because: 'busy: task_state is rebuilding' },
    ]);
  });

  test('a wait past the end is as long as the second look at a power that stays on needs', async () => {
    const world = aStep({ server: anOffServer({ powerState: 1 }) });
    await world.deliver();
    const sends = [{ markedAt: at(10), evidenceAt: at(9), state: 'accepted', answeredAt: at(11) }] as const;
    const late = aStep({ server: anOffServer({ powerState: 1 }), now: at(5000) });
    await late.remember(anEntry({ leaseUntil: 0, looks: 20, sends }));
    expect((await late.deliver()).outcome).toMatchObject({ kind: 'look-again', delayMs: 15_000 });
    late.scene.now += 15 * SECOND;
    expect((await late.deliver()).outcome).toMatchObject({ kind: 'dead-lettered', reason: 'unverified' });
  });

  test('a wait that cannot be written is a look at a growing delay, and its lease stays until it ends', async () => {
    const world = aStep({
      server: busy,
      write: (call) => (call === 'give back' ? { kind: 'unavailable', because: 'timeout' } : undefined),
    });
    expect((await world.deliver({ receiveCount: 3 })).outcome).toEqual({
      kind: 'look-again',
      because: 'busy: task_state is rebuilding; not written: unavailable',
      trouble: 'ledger',
      delayMs: 11_250,
    });
    expect((await world.deliver()).outcome).toMatchObject({ trouble: 'busy' });
  });

  test('a wait on the last delivery is a dead letter: deliveries used up', async () => {
    const world = aStep({ server: busy });
    expect((await world.deliver({ last: true })).outcome).toEqual({
      kind: 'dead-lettered',
      reason: 'expired',
      because: 'deliveries used up: busy: task_state is rebuilding',
    });
    expect(world.letters).toHaveLength(1);
  });

  test('a wait after a stop on the last delivery is a dead letter, and the stop is remembered', async () => {
    const world = aStep();
    await world.deliver({ last: true });
    expect(world.letters).toMatchObject([{ failure: { reason: 'unverified', openstackRequestId: 'req-1' } }]);
    expect((await world.entry()).sends).toMatchObject([{ state: 'accepted' }]);
  });
});

describe('an end', () => {
  test('an end that was not written is not reported', async () => {
    const world = aStep({
      server: anOffServer(),
      write: (call) => (call === 'already-stopped' ? { kind: 'lost' } : undefined),
    });
    expect((await world.deliver()).outcome).toMatchObject({
      kind: 'look-again',
      trouble: 'ledger',
      because: 'already-stopped, but not written: lost',
    });
  });

  test('an ended entry keeps twenty lines of its history, and its end beside them', async () => {
    const world = aStep({ server: aServer({ taskState: 'rebuilding' }) });
    for (let times = 1; times <= 25; times += 1) await world.deliver();
    world.scene.server = anOffServer();
    world.scene.now += MINUTE;
    await world.deliver();
    const { history, ending } = await world.entry();
    expect(history).toHaveLength(20);
    expect(history.at(-1)).toMatchObject({ decision: 'wait', because: 'busy: task_state is rebuilding' });
    expect(ending).toMatchObject({ kind: 'already-stopped' });
  });
});
