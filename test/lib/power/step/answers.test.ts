import { describe, expect, test } from 'vitest';
import { aFault, aServer, at, SECOND } from '../../../builders.ts';
import { aStep } from './a-step.ts';

describe('answers to the stop', () => {
  const fault = (changes: Parameters<typeof aFault>[0]) => ({ kind: 'fault', fault: aFault(changes) }) as const;

  test('a stop refused with 401 is sent again soon on fresh evidence, then after long pauses', async () => {
    const refused = fault({ kind: 'refused', trouble: 'unauthorized', message: 'stop answered 401', http: 401 });
    const world = aStep({ answers: [refused, refused, refused] });
    expect((await world.deliver()).outcome).toMatchObject({ trouble: 'unauthorized', delayMs: 5_000 });
    world.scene.now += 5 * SECOND;
    expect((await world.deliver()).outcome).toMatchObject({ trouble: 'credentials', delayMs: 300_000 });
    world.scene.now += 300 * SECOND;
    expect((await world.deliver()).outcome).toMatchObject({ trouble: 'credentials', delayMs: 300_000 });
    expect(world.stops).toHaveLength(3);
  });

  const throttled = fault({ trouble: 'throttled', http: 429, retryAfterMs: 600_000 });

  test('Retry-After is a floor for every delivery of the intent', async () => {
    const world = aStep({ answers: [throttled] });
    expect((await world.deliver()).outcome).toMatchObject({ trouble: 'throttled', delayMs: 600_000 });
    world.scene.now += 100 * SECOND;
    const calls = await world.callsDuring(async () => {
      expect(await world.deliver({ receiveCount: 30 })).toEqual({
        outcome: {
          kind: 'look-again',
          because: 'Retry-After is not over yet',
          trouble: 'throttled',
          delayMs: 500_000,
        },
        attempt: 0,
        repeated: false,
      });
    });
    expect(calls).toEqual(['read']);
    world.scene.now += 500 * SECOND;
    await world.deliver();
    expect(world.stops).toHaveLength(2);
  });

  test('Retry-After is a floor whether the ledger can store it or not', async () => {
    const write = (call: string) =>
      call === 'give back' ? ({ kind: 'unavailable', because: 'timeout' } as const) : undefined;
    const world = aStep({ answers: [throttled], write });
    expect((await world.deliver()).outcome).toMatchObject({ trouble: 'ledger', delayMs: 600_000 });
  });

  test('a stop that is refused the same way again and again is sent at growing delays', async () => {
    const answers = Array.from({ length: 12 }, () => fault({ trouble: 'unreachable' }));
    const world = aStep({ answers });
    const delays: number[] = [];
    for (let times = 1; times <= 12; times += 1) {
      const { outcome } = await world.deliver();
      if (outcome.kind !== 'look-again') break;
      delays.push(outcome.delayMs);
      world.scene.now += outcome.delayMs;
    }
    expect(delays.slice(0, 4)).toEqual([5_000, 7_500, 11_250, 16_875]);
    expect(delays.at(-1)).toBe(150_000);
  });

  test('a stop refused by a conflict that the server does not explain is sent once more a minute later, then no more', async () => {
    const message = "stop answered 409 conflictingRequest: Cannot 'stop' instance";
    const answers = Array.from({ length: 3 }, () =>
      fault({ kind: 'conflict', trouble: 'conflict', http: 409, message }),
    );
    const world = aStep({ answers });
    const end = await world.deliverUntilTheEnd();
    expect(world.stops).toHaveLength(2);
    const [first, second] = world.stops;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(60 * SECOND);
    expect(end).toMatchObject({ kind: 'dead-lettered', reason: 'expired' });
    expect(end.because).toContain(message);
  });

  test('a conflict that a later look explains does not count', async () => {
    const conflict = fault({ kind: 'conflict', trouble: 'conflict', http: 409 });
    const world = aStep({ answers: [conflict, conflict] });
    for (let times = 1; times <= 3; times += 1) {
      await world.deliver();
      world.scene.server = aServer({ taskState: 'image_snapshot' });
      world.scene.now += 10 * SECOND;
      await world.deliver();
      world.scene.server = aServer();
      world.scene.now += 10 * SECOND;
    }
    expect(world.stops).toHaveLength(3);
  });

  test('a lock that the server does not show is held by Nova’s own phrase for it, and by no other', async () => {
    const answer = (code: string) =>
      fault({
        kind: 'conflict',
        trouble: 'conflict',
        http: 409,
        code,
        message: `stop answered 409 ${code}: Instance 3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f is locked`,
      });
    expect((await aStep({ answers: [answer('conflictingRequest')] }).deliver()).outcome).toMatchObject({
      kind: 'held',
    });
    expect((await aStep({ answers: [answer('BMS.0037')] }).deliver()).outcome).toMatchObject({ kind: 'look-again' });
  });

  test('after a stop without an answer nothing is sent until the quarantine is over and there is no record', async () => {
    const unanswered = fault({ kind: 'ambiguous', trouble: 'unanswered', message: 'no answer' });
    const world = aStep({ answers: [unanswered] });
    expect((await world.deliver()).outcome).toMatchObject({
      kind: 'look-again',
      because: 'the stop may have arrived: no answer',
      trouble: 'unanswered',
    });
    world.scene.now = at(60);
    expect((await world.deliver()).outcome).toMatchObject({ because: 'our stop may still arrive: in quarantine' });
    world.scene.now = at(122);
    await world.deliver();
    expect(world.stops.map(({ at: sentAt }) => sentAt)).toEqual([at(1.1), at(122.2)]);
  });

  for (const { name, changes, outcome } of [
    { name: 'locked', changes: { kind: 'refused', trouble: 'locked' }, outcome: { kind: 'held' } },
    { name: 'forbidden', changes: { kind: 'refused', trouble: 'forbidden' }, outcome: { reason: 'forbidden' } },
    {
      name: 'not understood',
      changes: { kind: 'refused', trouble: 'bad-request' },
      outcome: { reason: 'not-stoppable' },
    },
    { name: 'gone', changes: { kind: 'refused', trouble: 'not-found' }, outcome: { kind: 'look-again' } },
    { name: 'a conflict', changes: { kind: 'conflict', trouble: 'conflict' }, outcome: { kind: 'look-again' } },
    {
      name: 'a wrong address',
      changes: { kind: 'refused', trouble: 'endpoint' },
      outcome: { kind: 'look-again', trouble: 'endpoint', delayMs: 300_000 },
    },
  ] as const)
    test(`a stop answered with ${name} leads to ${Object.values(outcome)[0]}`, async () => {
      const world = aStep({ answers: [fault(changes)] });
      expect((await world.deliver()).outcome).toMatchObject(outcome);
      expect((await world.entry()).sends).toMatchObject([{ state: 'refused' }]);
    });

  test('a stop whose record says Error is sent once more after the quarantine, then is a failed stop', async () => {
    const world = aStep();
    const breaks = (): void => {
      world.scene.server = aServer({ updatedAt: world.scene.now });
      if (Array.isArray(world.scene.actions))
        world.scene.actions = world.scene.actions.map((action) => ({ ...action, failed: true }));
    };
    await world.deliver();
    breaks();
    world.scene.now = at(30);
    expect((await world.deliver()).outcome).toMatchObject({
      because: 'the power-off failed: once more after the quarantine',
    });
    world.scene.now = at(130);
    await world.deliver();
    breaks();
    world.scene.now = at(300);
    expect((await world.deliver()).outcome).toMatchObject({ kind: 'dead-lettered', reason: 'stop-failed' });
    expect(world.stops).toHaveLength(2);
    expect(world.letters).toMatchObject([{ failure: { reason: 'stop-failed', openstackRequestId: 'req-2' } }]);
  });
});
