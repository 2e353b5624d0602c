import { describe, expect, test } from 'vitest';
import { aFault, anAction, anEntry, anOffServer, aSend, aServer, at, NOON, records, seeing } from '../world.ts';
import { judged, verdict } from './verdict.ts';

const unlooked = { kind: 'not-looked' } as const;

describe('the deadline', () => {
  test('a stop leaves while its answer can still come before notAfter, exactly', () => {
    expect(verdict(seeing(), anEntry(), at(3590))).toBe('send');
    expect(verdict(seeing(), anEntry(), at(3590) + 1)).toBe('bury: expired');
    expect(verdict(seeing(), anEntry(), at(3600))).toBe('bury: expired');
  });

  test('from notAfter on nothing is asked when nothing of ours is under way', () => {
    expect(verdict(unlooked, anEntry(), at(3600) - 1)).toBe('look');
    expect(verdict(unlooked, anEntry(), at(3600))).toBe('bury: expired');
    expect(verdict(unlooked, anEntry({ sends: [aSend({ state: 'refused' })] }), at(3600))).toBe('bury: expired');
  });

  test('what is, or may be, under way is looked after', () => {
    for (const state of ['accepted', 'unresolved'] as const)
      expect(verdict(unlooked, anEntry({ sends: [aSend({ state })] }), at(100_000)), state).toBe('look');
  });

  test('the letter says what kept us', () => {
    const history = [{ at: NOON, decision: 'wait', because: 'busy: task_state is rebuilding' }];
    const { because } = judged(unlooked, anEntry({ history }), at(3600));
    expect(because).toBe('notAfter has passed: busy: task_state is rebuilding');
    const troubled = judged(unlooked, anEntry({ history, trouble: aFault({ http: 503 }) }), at(3600));
    expect(troubled).toMatchObject({ fault: { http: 503 } });
    expect(troubled.because).toContain('Nova answered 503');
  });

  test('a letter that came back says it once', () => {
    const because = 'notAfter has passed: busy: task_state is rebuilding';
    const history = [{ at: NOON, decision: 'expired', because }];
    expect(judged(unlooked, anEntry({ history }), at(3600)).because).toBe(because);
  });

  test('a stop that comes too late says so', () => {
    expect(judged(unlooked, anEntry(), at(3600)).because).toBe('notAfter has passed: it came too late');
  });

  for (const { name, server } of [
    { name: 'busy', server: aServer({ taskState: 'rebuilding' }) },
    { name: 'powering off by somebody else', server: aServer({ taskState: 'powering-off' }) },
    { name: 'building', server: aServer({ vmState: 'building' }) },
    { name: 'off with a task', server: anOffServer({ taskState: 'image_snapshot' }) },
    { name: 'off with its power not told', server: anOffServer({ powerState: null }) },
  ])
    test(`a server ${name} is waited for until notAfter, then expired`, () => {
      expect(verdict(seeing(server), anEntry(), at(3600) - 1)).toBe('wait');
      expect(verdict(seeing(server, { seenAt: at(3600) }), anEntry(), at(3600))).toBe('bury: expired');
    });

  test('off with its power on and nothing sent is looked at until notAfter, then unverified', () => {
    const powered = seeing(anOffServer({ powerState: 1 }), { seenAt: at(3600) });
    expect(verdict(powered, anEntry({ poweredAt: at(60) }), at(3600) - 1)).toBe('wait');
    expect(verdict(powered, anEntry({ poweredAt: at(60) }), at(3600))).toBe('bury: unverified');
    expect(verdict(unlooked, anEntry({ poweredAt: at(60) }), at(3600))).toBe('bury: unverified');
  });

  test('an unreachable cloud is an expired stop that carries the trouble', () => {
    const fault = aFault({ kind: 'refused', trouble: 'credentials', message: 'login answered 401' });
    expect(judged({ kind: 'fault', seenAt: at(3600), fault }, anEntry(), at(3600))).toMatchObject({
      kind: 'bury',
      reason: 'expired',
      fault: { trouble: 'credentials' },
    });
  });

  test('a last look may still find it off, or its owner’s wish', () => {
    expect(verdict(seeing(anOffServer(), { seenAt: at(3600) }), anEntry(), at(3600))).toBe('done: already-stopped');
    const seen = seeing(aServer({ updatedAt: at(30) }), records(anAction({ startedAt: at(30) })));
    expect(verdict(seen, anEntry({ sends: [aSend()] }), at(100_000))).toBe('done: superseded');
  });
});
