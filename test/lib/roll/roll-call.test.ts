import { describe, expect, test } from 'vitest';
import { aFailure, HOUR, MINUTE, NOON, SECOND, serverNo } from '../../builders.ts';
import { aRollCall } from './a-roll-call.ts';

const ACKNOWLEDGE = { kind: 'acknowledge' };
const UNAVAILABLE = { kind: 'unavailable', because: 'throttled' } as const;
// notAfter + quarantine + patience + visibility.
const END = NOON + HOUR + 2 * MINUTE + 15 * MINUTE + 6 * MINUTE;

describe('a delivery of a roll call', () => {
  test('a roll whose servers have all ended is reported by each channel, between its two marks', async () => {
    const { stop, deliver, journal, left, ledger, roll } = await aRollCall();
    await stop(1);
    await stop(2, NOON + 40 * SECOND);
    expect(await deliver()).toEqual(ACKNOWLEDGE);
    expect(journal).toEqual(['reporting', 'log', 'event', 'message', 'reported']);
    expect(left.lines).toMatchObject([{ servers: 2, outcomes: { stopped: 2 }, failed: 0, open: 0 }]);
    expect(left.texts).toEqual(['lights-out: 2 of 2 off, 0 failed, 0 open (evening)']);
    expect(await ledger.rolls.find(roll, 'select')).toMatchObject({
      roll: { report: { state: 'reported', at: NOON } },
    });
  });

  test('a roll with an open server is looked at again, less and less often, at most 15 minutes apart', async () => {
    const { stop, deliver, journal } = await aRollCall({ notAfter: NOON + 24 * HOUR });
    await stop(1);
    const delays: number[] = [];
    for (const receives of [1, 2, 3, 12, 100]) {
      const called = await deliver(receives);
      delays.push(called.kind === 'redeliver' ? called.delayMs : 0);
    }
    expect(delays.map((ms) => Math.round(ms / SECOND))).toEqual([10, 15, 22, 865, 900]);
    expect(journal).toEqual([]);
  });

  test('the last delay before the longest end does not pass it', async () => {
    const { deliver, clock } = await aRollCall();
    clock.at = END - MINUTE;
    expect(await deliver(100)).toEqual({ kind: 'redeliver', delayMs: MINUTE });
  });

  test('the delays of a long window are long enough for the deliveries that are left', async () => {
    const { deliver } = await aRollCall({ notAfter: NOON + 24 * HOUR });
    const called = await deliver(1, {}, { maxReceives: 21 });
    expect(called.kind === 'redeliver' && called.delayMs).toBeGreaterThan(HOUR);
  });

  test('what is open at the longest end is reported as open', async () => {
    const { stop, deliver, clock, left } = await aRollCall();
    await stop(1);
    clock.at = END - 1;
    expect(await deliver(9)).toMatchObject({ kind: 'redeliver' });
    clock.at = END;
    expect(await deliver(10)).toEqual(ACKNOWLEDGE);
    expect(left.events).toMatchObject([
      { detail: { outcomes: { stopped: 1 }, open: [{ serverId: serverNo(2), because: 'not looked at yet' }] } },
    ]);
  });

  test('what is open at the last delivery is reported as open', async () => {
    const { deliver, left } = await aRollCall();
    expect(await deliver(1000)).toEqual(ACKNOWLEDGE);
    expect(left.lines).toMatchObject([{ open: 2 }]);
  });

  test('a request that chose nothing is reported at once', async () => {
    const { deliver, left } = await aRollCall({ verdict: 'none-matched', because: '0 of 9', ids: [] });
    expect(await deliver()).toEqual(ACKNOWLEDGE);
    expect(left.events).toMatchObject([
      { type: 'Request Complete', detail: { verdict: 'none-matched', servers: 0, timeToOffMs: null } },
    ]);
  });

  test('a roll that was reported is not reported again, whatever a replay has opened', async () => {
    const { end, stop, deliver, journal } = await aRollCall();
    await end(1, { kind: 'dead-lettered', because: 'paused', failure: aFailure() });
    await stop(2);
    expect(await deliver()).toEqual(ACKNOWLEDGE);
    expect(await deliver(2)).toEqual(ACKNOWLEDGE);
    expect(journal.filter((what) => what === 'event')).toHaveLength(1);
  });

  test('the webhook’s list is pinned as a record, found by its day, and called', async () => {
    const ids = [serverNo(1), serverNo(2)];
    const part = `ids-${'a'.repeat(64)}`;
    const { stop, deliver, ledger, roll, journal } = await aRollCall({}, false);
    await stop(1);
    expect(await deliver(1, { part, serverIds: ids })).toMatchObject({ kind: 'redeliver' });
    const found = await ledger.rolls.find(roll, part);
    expect(found).toMatchObject({ roll: { part, digest: 'a'.repeat(64), verdict: 'chosen', ids, pinnedAt: NOON } });
    await stop(2);
    expect(await deliver(2, { part, serverIds: ids })).toEqual(ACKNOWLEDGE);
    expect(journal).toEqual(['point', 'point', 'reporting', 'log', 'event', 'message', 'reported']);
  });

  test('a call whose roll cannot be found waits for it until its end, and then says so', async () => {
    const { deliver, clock, alerts } = await aRollCall({}, false);
    expect(await deliver()).toMatchObject({ kind: 'redeliver' });
    clock.at = END;
    expect(await deliver(9)).toEqual(ACKNOWLEDGE);
    expect(alerts).toEqual(['report: request evening has no roll: nothing can be reported of it']);
  });

  test('rolls or entries that cannot be read are read again later, and the last time it is an alert', async () => {
    const { deliver, ports, alerts } = await aRollCall();
    const rolls = { ...ports.rolls, find: async () => UNAVAILABLE };
    const ledger = { readMany: async () => UNAVAILABLE };
    expect(await deliver(1, {}, { rolls })).toMatchObject({ kind: 'redeliver' });
    expect(await deliver(1, {}, { ledger })).toMatchObject({ kind: 'redeliver' });
    expect(alerts).toEqual([]);
    expect(await deliver(1000, {}, { ledger })).toMatchObject({ kind: 'redeliver' });
    expect(alerts).toEqual(['report: request evening: deliveries used up: throttled']);
  });

  test('a pointer that cannot be written is written at a later delivery, but no report waits for it at the last', async () => {
    const { deliver, ports, left } = await aRollCall();
    const rolls = { ...ports.rolls, point: async () => UNAVAILABLE };
    const call = { serverIds: [serverNo(1), serverNo(2)] };
    expect(await deliver(1, call, { rolls })).toMatchObject({ kind: 'redeliver' });
    expect(await deliver(1000, call, { rolls })).toEqual(ACKNOWLEDGE);
    expect(left.lines).toHaveLength(1);
  });
});
