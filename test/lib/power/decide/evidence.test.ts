import { describe, expect, test } from 'vitest';
import type { ServerAction } from '../../../../lib/power/server.ts';
import {
  aFault,
  anAction,
  anEntry,
  anIntent,
  aSend,
  aServer,
  at,
  MINUTE,
  NOON,
  records,
  SECOND,
  seeing,
  unread,
} from '../../../builders.ts';
import { judged, verdict } from './verdict.ts';

const changed = aServer({ updatedAt: at(20) });
// The records of a change that everybody can see: nothing lags.
const recorded = (...actions: ServerAction[]) => seeing(changed, records(...actions));

describe('evidence', () => {
  test('a server unchanged for five minutes before the request needs no history, exactly', () => {
    expect(verdict(seeing(aServer({ updatedAt: NOON - 5 * MINUTE })))).toBe('send');
    expect(verdict(seeing(aServer({ updatedAt: NOON - 5 * MINUTE + 1 })))).toBe('read-history');
    expect(verdict(seeing(aServer({ updatedAt: null })))).toBe('read-history');
  });

  test('after any earlier send of ours the history is read, however calm the server looks', () => {
    const entry = anEntry({ sends: [aSend({ state: 'refused' })] });
    expect(verdict(seeing(), entry)).toBe('read-history');
  });

  test('a history that was read is used, however calm the server looks', () => {
    expect(verdict(seeing(aServer(), records(anAction({ startedAt: at(20) }))))).toBe('done: superseded');
  });

  test('a history that is refused or cannot be read now sends nothing', () => {
    const refused = judged(
      seeing(changed, unread({ kind: 'refused', trouble: 'forbidden', http: 403, message: 'policy' })),
    );
    expect(refused).toMatchObject({ kind: 'wait', fault: { trouble: 'history', http: 403 } });
    expect(refused.because).toContain('a restart cannot be ruled out');
    expect(judged(seeing(changed, unread()))).toMatchObject({ kind: 'wait', fault: { trouble: 'unavailable' } });
    // A person mends these, whatever was asked for when they came up.
    const credentials = unread({ kind: 'refused', trouble: 'credentials' });
    expect(judged(seeing(changed, credentials))).toMatchObject({ fault: { trouble: 'credentials' } });
  });

  test('an intent without a readable history expires at the end, or is unverified if we sent a stop', () => {
    const refused = seeing(changed, unread({ kind: 'refused', trouble: 'forbidden', message: 'policy' }));
    const end = at(3600);
    expect(verdict(refused, anEntry(), end)).toBe('bury: expired');
    expect(judged(refused, anEntry(), end).because).toContain('a restart cannot be ruled out');
    expect(verdict(refused, anEntry({ sends: [aSend({ state: 'unresolved' })] }), end)).toBe('bury: unverified');
    expect(verdict(refused, anEntry({ sends: [aSend()] }), end)).toBe('bury: unverified');
  });

  test('a change that no record explains is looked at again after the lag of a replica, then the list decides', () => {
    const unexplained = seeing(changed, records());
    expect(judged(unexplained)).toMatchObject({ kind: 'wait', atLeastMs: 40 * SECOND });
    const since = anEntry({ unexplainedAt: at(50) });
    // Counted to the look, not to the decision: a function may stand still in between.
    expect(verdict({ ...unexplained, seenAt: at(89.999) }, since, at(130))).toBe('wait');
    expect(verdict({ ...unexplained, seenAt: at(90) }, since, at(90))).toBe('send');
  });

  test('an older record does not hide a power-on that a replica does not show yet', () => {
    // Started at 11:50, rebooted at 12:00:05, ready at 12:00:20: the replica shows the first one only.
    expect(verdict(seeing(changed, records(anAction({ startedAt: at(-600) }))))).toBe('wait');
    expect(verdict(seeing(changed, records(anAction({ action: 'stop', startedAt: at(-20) }))))).toBe('wait');
  });

  test('a change just before the request may hide a power-on that counts as after it', () => {
    expect(verdict(seeing(aServer({ updatedAt: at(-4) }), records()))).toBe('wait');
    expect(verdict(seeing(aServer({ updatedAt: at(-7) }), records()))).toBe('send');
  });

  test('clocks more than 30 seconds apart, or a cloud without a clock, send nothing, and an operator has to fix them', () => {
    expect(verdict(seeing(aServer(), { offsetMs: 30_000 }))).toBe('send');
    for (const offsetMs of [30_001, -30_001, null])
      expect(judged(seeing(aServer(), { offsetMs }))).toMatchObject({ kind: 'wait', fault: { trouble: 'clock' } });
    expect(verdict(seeing(aServer({ locked: true }), { offsetMs: null }))).toBe('done: held');
  });

  test('a server that cannot be read is waited for, and one that we may not see is dead-lettered', () => {
    const seenAt = at(60);
    expect(verdict({ kind: 'fault', seenAt, fault: aFault() })).toBe('wait');
    const forbidden = { kind: 'fault', seenAt, fault: aFault({ kind: 'refused', trouble: 'forbidden' }) } as const;
    expect(verdict(forbidden)).toBe('bury: forbidden');
    expect(verdict(forbidden, anEntry({ sends: [aSend({ state: 'refused' })] }))).toBe('bury: forbidden');
    for (const state of ['accepted', 'failed'] as const)
      expect(verdict(forbidden, anEntry({ sends: [aSend({ state })] })), state).toBe('bury: unverified');
    const open = anEntry({ sends: [aSend({ state: 'unresolved' })] });
    expect(judged(forbidden, open)).toMatchObject({ kind: 'wait', atLeastMs: 70 * SECOND });
    expect(verdict({ ...forbidden, seenAt: at(130) }, open, at(130))).toBe('bury: unverified');
  });

  test('a dry run decides the same and sends nothing', () => {
    const entry = anEntry({ intent: anIntent({ dryRun: true }) });
    expect(judged(seeing(), entry)).toMatchObject({ kind: 'done', outcome: 'rehearsed' });
    expect(verdict(seeing(aServer({ locked: true })), entry)).toBe('done: held');
    expect(verdict(recorded(anAction({ startedAt: at(20) })), entry)).toBe('done: superseded');
  });
});
