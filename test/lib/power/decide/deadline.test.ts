import { describe, expect, test } from 'vitest';
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
  seeing,
} from '../../../builders.ts';
import { judged, verdict } from './verdict.ts';

const unlooked = { kind: 'not-looked' } as const;

describe('the deadline', () => {
  test('a stop leaves while its answer can still come before notAfter, exactly', () => {
    expect(verdict(seeing(), anEntry(), at(3590))).toBe('send');
    expect(verdict(seeing(), anEntry(), at(3590) + 1)).toBe('bury: expired');
    expect(verdict(seeing(), anEntry(), at(3600))).toBe('bury: expired');
  });

  test('from notAfter on nothing is asked when no stop of ours is under way', () => {
    expect(verdict(unlooked, anEntry(), at(3600) - 1)).toBe('look');
    expect(verdict(unlooked, anEntry(), at(3600))).toBe('bury: expired');
  });

  test('past notAfter an intent that was looked at before is looked at once more, so that its dead letter says how the server is', () => {
    const history = [{ at: NOON, decision: 'wait', because: 'busy: task_state is rebuilding' }];
    expect(verdict(unlooked, anEntry({ history }), at(3600))).toBe('look');
  });

  test('at the end a user’s restart or stop counts, not what was seen before', () => {
    const late = { seenAt: at(3600) };
    const busy = seeing(aServer({ taskState: 'reboot_started' }), late);
    expect(verdict(busy, anEntry(), at(3600))).toBe('read-history');
    const reboot = records(anAction({ action: 'reboot', startedAt: at(3500) }));
    expect(judged({ ...busy, ...reboot }, anEntry(), at(3600))).toMatchObject({
      outcome: 'superseded',
      because: 'reboot at 2026-11-23T12:58:20.000Z',
    });
    const stopping = seeing(aServer({ taskState: 'powering-off' }), { ...late, ...records() });
    expect(judged(stopping, anEntry(), at(3600)).because).toBe(
      'notAfter has passed: powering off by a stop of somebody else',
    );
  });

  test('past notAfter a stop that is, or may be, under way is still followed', () => {
    for (const state of ['accepted', 'unresolved'] as const)
      expect(verdict(unlooked, anEntry({ sends: [aSend({ state })] }), at(100_000)), state).toBe('look');
  });

  test('a dead letter at the deadline says what kept us waiting', () => {
    const busy = seeing(aServer({ taskState: 'rebuilding' }), { seenAt: at(3600), ...records() });
    const { because } = judged(busy, anEntry(), at(3600));
    expect(because).toBe('notAfter has passed: busy: task_state is rebuilding');
    const troubled = judged(busy, anEntry({ trouble: aFault({ http: 503 }) }), at(3600));
    expect(troubled).toMatchObject({ fault: { http: 503 } });
    expect(troubled.because).toContain('Nova answered 503');
  });

  test('a stop that would leave too late is dead-lettered, and its reason says so', () => {
    expect(judged(unlooked, anEntry(), at(3600)).because).toBe(
      'notAfter has passed: it came too late, and was not looked at',
    );
  });

  test('a stop that has become too late says what Nova answered to the last try', () => {
    const fault = aFault({ kind: 'ambiguous', http: 500, message: 'stop answered 500 computeFault' });
    const entry = anEntry({ sends: [aSend({ state: 'refused', fault })] });
    const late = seeing(aServer(), { seenAt: at(3595), ...records() });
    expect(judged(late, entry, at(3595))).toEqual({
      kind: 'bury',
      reason: 'expired',
      because: 'too late to send: notAfter would pass before the answer; last: stop answered 500 computeFault',
      fault,
    });
  });

  for (const { name, server } of [
    { name: 'busy', server: aServer({ taskState: 'rebuilding' }) },
    { name: 'powering off by somebody else', server: aServer({ taskState: 'powering-off' }) },
    { name: 'building', server: aServer({ vmState: 'building' }) },
    { name: 'off with a task', server: anOffServer({ taskState: 'image_snapshot' }) },
  ])
    test(`a server ${name} is waited for until notAfter, then expired`, () => {
      expect(verdict(seeing(server), anEntry(), at(3600) - 1)).toBe('wait');
      expect(verdict(seeing(server, { seenAt: at(3600), ...records() }), anEntry(), at(3600))).toBe('bury: expired');
    });

  test.for([0, 1, 3, null])(
    'a server off by its state with power_state %s is looked at until notAfter, then unverified',
    (power) => {
      const powered = seeing(anOffServer({ powerState: power }), { seenAt: at(3600), ...records() });
      expect(verdict(powered, anEntry({ poweredAt: at(60) }), at(3600) - 1)).toBe('wait');
      expect(verdict(powered, anEntry({ poweredAt: at(60) }), at(3600))).toBe('bury: unverified');
    },
  );

  test('an unreachable cloud is an expired stop that carries the trouble', () => {
    const fault = aFault({ kind: 'refused', trouble: 'credentials', message: 'login answered 401' });
    expect(judged({ kind: 'fault', seenAt: at(3600), fault }, anEntry(), at(3600))).toMatchObject({
      kind: 'bury',
      reason: 'expired',
      fault: { trouble: 'credentials' },
    });
  });

  test('a last look at the deadline may still find the server off, or a user’s wish', () => {
    expect(verdict(seeing(anOffServer(), { seenAt: at(3600) }), anEntry(), at(3600))).toBe('done: already-stopped');
    const seen = seeing(aServer({ updatedAt: at(30) }), records(anAction({ startedAt: at(30) })));
    expect(verdict(seen, anEntry({ sends: [aSend()] }), at(100_000))).toBe('done: superseded');
  });
});
