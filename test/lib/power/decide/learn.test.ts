import { describe, expect, test } from 'vitest';
import { learn } from '../../../../lib/power/decide/learn.ts';
import type { Send } from '../../../../lib/power/entry.ts';
import type { ServerAction } from '../../../../lib/power/server.ts';
import {
  aFault,
  anAction,
  anEntry,
  anOffServer,
  aSend,
  aServer,
  at,
  NOON,
  records,
  SECOND,
  seeing,
  TIMING,
  unread,
} from '../../../builders.ts';

const unanswered = aSend({ state: 'unresolved', answeredAt: at(20) });
const stop = anAction({ action: 'stop', requestId: 'req-1', userId: 'ours', startedAt: at(12) });

/** What becomes of a send, seeing these records so long after its mark. */
const sendsAfter = (send: Send, markAge: number, ...actions: ServerAction[]) =>
  learn(
    anEntry({ sends: [send] }),
    seeing(aServer(), { seenAt: send.markedAt + markAge * SECOND, ...records(...actions) }),
    TIMING,
  ).sends;

describe('a send whose answer was lost', () => {
  test('a stop with a request id is found by that id and by nothing else', () => {
    const named = { ...unanswered, openstackRequestId: 'req-1' };
    expect(sendsAfter(named, 20, { ...stop, userId: 'unknown', startedAt: at(500) })).toMatchObject([
      { state: 'accepted' },
    ]);
    expect(sendsAfter(named, 20, { ...stop, requestId: 'req-2' })).toEqual([named]);
  });

  test('a stop without an id is found by user and time, and takes the id of its record', () => {
    expect(sendsAfter(unanswered, 20, stop)).toEqual([
      { ...unanswered, state: 'accepted', openstackRequestId: 'req-1', answeredAt: at(20) },
    ]);
    // It arrived when nobody listened any more.
    expect(sendsAfter(unanswered, 90, { ...stop, startedAt: at(60) })).toMatchObject([{ answeredAt: at(60) }]);
    const crashed = aSend({ state: 'unresolved' });
    expect(sendsAfter(crashed, 20, stop)).toEqual([
      { ...crashed, state: 'accepted', openstackRequestId: 'req-1', answeredAt: at(12) },
    ]);
  });

  test('a record is that of our stop from five seconds before its mark to the end of its quarantine', () => {
    for (const [startedAt, state] of [
      [at(5) - 1, 'unresolved'],
      [at(5), 'accepted'],
      [at(130), 'accepted'],
      [at(130) + 1, 'unresolved'],
    ] as const)
      expect(sendsAfter(unanswered, 60, { ...stop, startedAt }), String(startedAt - NOON)).toMatchObject([{ state }]);
  });

  test('another user’s stop is not ours, but one without a user may be', () => {
    expect(sendsAfter(unanswered, 60, { ...stop, userId: 'somebody' })).toEqual([unanswered]);
    expect(sendsAfter(unanswered, 60, { ...stop, userId: null })).toMatchObject([{ state: 'accepted' }]);
    const entry = anEntry({ sends: [unanswered] });
    const blind = seeing(aServer(), { userId: null, ...records({ ...stop, userId: 'somebody' }) });
    expect(learn(entry, blind, TIMING).sends).toMatchObject([{ state: 'accepted' }]);
  });

  test('another action of our own user is not the record of our stop', () => {
    expect(sendsAfter(unanswered, 60, { ...stop, action: 'reboot' })).toEqual([unanswered]);
  });

  test('a stop without an answer never arrived when its quarantine is over and there is no record', () => {
    expect(sendsAfter(unanswered, 119.999)).toEqual([unanswered]);
    expect(sendsAfter(unanswered, 120)).toMatchObject([{ state: 'refused' }]);
  });

  test('a stop without an answer did not fail while a record that may be its own says otherwise', () => {
    const failed = { ...stop, requestId: 'req-2', startedAt: at(14), failed: true };
    expect(sendsAfter(unanswered, 60, failed, stop)).toMatchObject([
      { state: 'accepted', openstackRequestId: 'req-1' },
    ]);
    expect(sendsAfter(unanswered, 60, stop, failed)).toMatchObject([
      { state: 'accepted', openstackRequestId: 'req-1' },
    ]);
    const later = { ...stop, requestId: 'req-3', startedAt: at(15) };
    expect(sendsAfter(unanswered, 60, later, stop)).toMatchObject([{ openstackRequestId: 'req-1' }]);
    expect(sendsAfter(unanswered, 60, { ...failed, requestId: 'req-4' }, failed)).toMatchObject([
      { state: 'failed', openstackRequestId: 'req-2' },
    ]);
  });

  test('a stop without an answer does not take a record of another intent, and concludes nothing from it', () => {
    const among = (send: Send, others: readonly string[], ...actions: ServerAction[]) =>
      learn(
        anEntry({ sends: [send] }),
        seeing(aServer(), { seenAt: at(9_999), ...records(...actions) }),
        TIMING,
        new Set(others),
      ).sends;
    expect(among(unanswered, ['req-1'], stop)).toEqual([unanswered]);
    expect(among(unanswered, ['req-1'], stop, { ...stop, requestId: 'req-2' })).toMatchObject([
      { state: 'accepted', openstackRequestId: 'req-2' },
    ]);
    expect(among(unanswered, ['req-1'], { ...stop, startedAt: at(-60) })).toMatchObject([{ state: 'refused' }]);
  });

  test('a stop without an answer stays open while no records can be read', () => {
    const entry = anEntry({ sends: [unanswered] });
    for (const history of [{}, unread()])
      expect(learn(entry, seeing(aServer(), { seenAt: at(9_999), ...history }), TIMING).sends).toEqual([unanswered]);
  });

  test('a stop without an answer is found in the records of a deleted server too', () => {
    const entry = anEntry({ sends: [unanswered] });
    const gone = { kind: 'not-found', seenAt: at(60), offsetMs: 0, userId: 'ours', ...records(stop) } as const;
    expect(learn(entry, gone, TIMING).sends).toMatchObject([{ state: 'accepted' }]);
    const theirs = records({ ...stop, userId: 'somebody' });
    expect(learn(entry, { ...gone, ...theirs }, TIMING).sends).toEqual([unanswered]);
  });
});

describe('a send that Nova took', () => {
  const accepted = aSend({ openstackRequestId: 'req-1', answeredAt: at(11) });

  test('an accepted stop failed when its record says Error', () => {
    expect(sendsAfter(accepted, 60, { ...stop, failed: true })).toEqual([{ ...accepted, state: 'failed' }]);
  });

  test('an accepted stop stays accepted without a record, however late it is', () => {
    expect(sendsAfter(accepted, 9_999)).toEqual([accepted]);
  });

  test('a stop that failed stays failed, whatever a later list shows', () => {
    const failed = { ...accepted, state: 'failed' } as const;
    expect(sendsAfter(failed, 9_999)).toEqual([failed]);
    expect(sendsAfter(failed, 60, stop)).toEqual([failed]);
  });

  test('the accepted stop counts, not a refused one after it', () => {
    const sends = [accepted, aSend({ markedAt: at(200), state: 'refused' })];
    const seen = seeing(aServer(), { seenAt: at(300), ...records({ ...stop, failed: true }) });
    expect(learn(anEntry({ sends }), seen, TIMING).sends.find(({ markedAt }) => markedAt === at(10))?.state).toBe(
      'failed',
    );
  });
});

describe('first sights', () => {
  test('a 404 is remembered from its first time and forgotten when the server shows', () => {
    const gone = (seenAt: number) => ({ kind: 'not-found', seenAt, offsetMs: 0, userId: 'ours' }) as const;
    const once = learn(anEntry(), gone(at(1)), TIMING);
    expect(learn(once, gone(at(9)), TIMING).notFoundAt).toBe(at(1));
    expect(learn(once, seeing(), TIMING).notFoundAt).toBeUndefined();
  });

  test('a server off by its state with the power on is remembered from its first time and forgotten when that is over', () => {
    const powered = seeing(anOffServer({ powerState: 1 }));
    const once = learn(anEntry(), powered, TIMING);
    expect(once.poweredAt).toBe(at(60));
    expect(learn(anEntry({ poweredAt: at(5) }), powered, TIMING).poweredAt).toBe(at(5));
    for (const server of [anOffServer(), aServer(), anOffServer({ powerState: 1, taskState: 'rebuilding' })])
      expect(learn(once, seeing(server), TIMING).poweredAt).toBeUndefined();
  });

  test('an unexplained change is remembered until a record explains it', () => {
    const changed = aServer({ updatedAt: at(20) });
    const once = learn(anEntry(), seeing(changed, records()), TIMING);
    expect(once.unexplainedAt).toBe(at(60));
    expect(learn(once, seeing(changed, { seenAt: at(90), ...records() }), TIMING).unexplainedAt).toBe(at(60));
    expect(learn(once, seeing(changed), TIMING).unexplainedAt).toBe(at(60));
    const again = aServer({ updatedAt: at(85) });
    expect(learn(once, seeing(again, { seenAt: at(90), ...records() }), TIMING).unexplainedAt).toBe(at(85));
    expect(learn(once, seeing(aServer({ updatedAt: null })), TIMING).unexplainedAt).toBe(at(60));
    const lock = anAction({ action: 'lock', startedAt: at(20.4) });
    expect(learn(once, seeing(changed, records(lock)), TIMING).unexplainedAt).toBeUndefined();
    expect(learn(anEntry(), seeing(changed), TIMING).unexplainedAt).toBeUndefined();
  });

  test('a change is explained by an action that began with it: two seconds before, or later in its second', () => {
    const explained = (startedAt: number) =>
      learn(anEntry(), seeing(aServer({ updatedAt: at(20) }), records(anAction({ startedAt }))), TIMING)
        .unexplainedAt === undefined;
    expect([at(18) - 1, at(18), at(21) - 1, at(21)].map(explained)).toEqual([false, true, true, false]);
  });

  test('the entry keeps the state and Nova’s fault, also when a stop has erased the fault', () => {
    const fault = { code: 500, message: 'the node is in maintenance' };
    const once = learn(anEntry(), seeing(aServer({ vmState: 'error', fault })), TIMING);
    expect(once).toMatchObject({
      server: { vmState: 'error', taskState: null, powerState: 1 },
      serverFault: fault.message,
    });
    expect(learn(once, seeing(anOffServer()), TIMING)).toMatchObject({
      server: { vmState: 'stopped' },
      serverFault: fault.message,
    });
  });

  test('a fault is remembered as the last trouble, and nothing is learnt from not looking', () => {
    const fault = aFault();
    expect(learn(anEntry(), { kind: 'fault', seenAt: at(1), fault }, TIMING)).toEqual(anEntry({ trouble: fault }));
    expect(learn(anEntry(), { kind: 'not-looked' }, TIMING)).toEqual(anEntry());
  });
});

test('a record that Ironic reported is never that of our own stop', () => {
  const reported = { ...stop, events: ['compute_power_update'] };
  expect(sendsAfter(unanswered, 60, reported)).toEqual([unanswered]);
});
