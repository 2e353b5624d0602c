import { describe, expect, test } from 'vitest';
import type { Rolls } from '../../../lib/power/ports/rolls.ts';
import { callRoll } from '../../../lib/roll/roll-call.ts';
import { HOUR, MINUTE } from '../../builders.ts';
import { aRollCall, callOf } from './a-roll-call.ts';

const ACKNOWLEDGE = { kind: 'acknowledge' };
const REFUSED = { kind: 'unavailable', because: 'AccessDenied' } as const;

/** A roll call that can be reported at once. */
const aFinished = async () => {
  const call = await aRollCall();
  await call.stop(1);
  await call.stop(2);
  return call;
};

class Killed extends Error {}

describe('a report', () => {
  test('a channel that fails is tried again alone', async () => {
    const { deliver, says, left, alerts, journal } = await aFinished();
    says.notices = REFUSED;
    expect(await deliver()).toMatchObject({ kind: 'redeliver' });
    expect(alerts).toEqual(['report: request evening is complete, but its report did not leave: AccessDenied']);
    says.notices = { kind: 'sent' };
    expect(await deliver(2)).toEqual(ACKNOWLEDGE);
    expect([left.lines.length, left.events.length, left.texts.length]).toEqual([1, 1, 1]);
    expect(journal).toEqual([
      ...['reporting', 'log', 'event', 'message', 'reporting'],
      ...['reporting', 'message', 'reported'],
    ]);
  });

  test('a channel that still fails at the last delivery is given up, with an alert', async () => {
    const { deliver, says, alerts } = await aFinished();
    says.events = REFUSED;
    expect(await deliver(1000)).toEqual(ACKNOWLEDGE);
    expect(alerts[0]).toMatch(/AccessDenied; given up$/);
    expect(await deliver(1)).toEqual(ACKNOWLEDGE);
  });

  test('a channel that still fails a day after the longest end is given up', async () => {
    const { deliver, says, clock } = await aFinished();
    says.events = REFUSED;
    clock.at += 2 * HOUR;
    expect(await deliver(30)).toMatchObject({ kind: 'redeliver' });
    clock.at += 24 * HOUR;
    expect(await deliver(31)).toEqual(ACKNOWLEDGE);
  });

  test('channels that are switched off are no trouble', async () => {
    const { roll, deliver, ports, left } = await aFinished();
    const { events: _events, notices: _notices, ...off } = ports;
    expect(await callRoll(callOf(roll), 1, off)).toEqual(ACKNOWLEDGE);
    expect([left.lines.length, left.events.length]).toEqual([1, 0]);
    expect(await deliver(2)).toEqual(ACKNOWLEDGE);
  });

  test('a crash after an event repeats it under the same id, once the visibility timeout is over', async () => {
    const { deliver, ports, left, clock } = await aFinished();
    const notices = {
      publish: async () => {
        throw new Killed();
      },
    };
    await expect(deliver(1, {}, { notices })).rejects.toThrow(Killed);
    clock.at += MINUTE;
    expect(await deliver(2, {}, ports)).toEqual({ kind: 'redeliver', delayMs: 5 * MINUTE });
    clock.at += 5 * MINUTE;
    expect(await deliver(3)).toEqual(ACKNOWLEDGE);
    expect(left.events.map(({ detail }) => detail.id)).toEqual([
      'request#otc#queue#evening#select',
      'request#otc#queue#evening#select',
    ]);
  });

  test('of two deliveries at the same moment one reports', async () => {
    const { deliver, left } = await aFinished();
    const both = await Promise.all([deliver(1), deliver(1)]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['acknowledge', 'redeliver']);
    expect([left.lines.length, left.events.length, left.texts.length]).toEqual([1, 1, 1]);
  });

  test('nothing leaves when the first mark cannot be written', async () => {
    const { deliver, ports, left } = await aFinished();
    const rolls: Rolls = { ...ports.rolls, report: async () => REFUSED };
    expect(await deliver(1, {}, { rolls })).toMatchObject({ kind: 'redeliver' });
    expect(left).toEqual({ lines: [], events: [], texts: [] });
  });

  test('a second mark that cannot be written leads to another delivery', async () => {
    const { deliver, ports } = await aFinished();
    const rolls: Rolls = {
      ...ports.rolls,
      report: async (roll, over) =>
        roll.report?.state === 'reported' ? REFUSED : await ports.rolls.report(roll, over),
    };
    expect(await deliver(1, {}, { rolls })).toMatchObject({ kind: 'redeliver' });
  });
});
