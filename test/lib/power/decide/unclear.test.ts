import { describe, expect, test } from 'vitest';
import type { Send } from '../../../../lib/power/entry.ts';
import {
  aFault,
  anAction,
  anEntry,
  anOffServer,
  aSend,
  aServer,
  at,
  records,
  SECOND,
  seeing,
  unread,
} from '../../../builders.ts';
import { judged, verdict } from './verdict.ts';

const unclear = (changes: Partial<Send> = {}) => {
  const { openstackRequestId, ...send } = aSend({ state: 'unresolved', answeredAt: at(20), ...changes });
  return anEntry({ sends: [send] });
};
const ourStop = anAction({ action: 'stop', requestId: 'req-ours', userId: 'ours', startedAt: at(10.2) });

describe('a stop without a clear answer', () => {
  test('a stop without a clear answer blocks the next one exactly until its quarantine ends', () => {
    const blocked = judged(seeing(aServer(), records()), unclear(), at(70));
    expect(blocked).toMatchObject({ kind: 'wait', atLeastMs: 60 * SECOND });
    expect(verdict(seeing(aServer(), { seenAt: at(130) - 1, ...records() }), unclear(), at(130) - 1)).toBe('wait');
    expect(verdict(seeing(aServer(), { seenAt: at(130), ...records() }), unclear(), at(130))).toBe('send');
  });

  test('a stop without a clear answer is sent again only on evidence that was read after the quarantine', () => {
    expect(verdict(seeing(aServer(), { seenAt: at(129), ...records() }), unclear(), at(131))).toBe('wait');
    expect(verdict(seeing(aServer(), { seenAt: at(131) }), unclear(), at(131))).toBe('read-history');
    expect(verdict(seeing(aServer(), { seenAt: at(131), ...unread() }), unclear(), at(131))).toBe('wait');
  });

  test('a stop without a clear answer whose record is there is followed, not repeated', () => {
    const seen = seeing(aServer({ taskState: 'powering-off' }), records(ourStop));
    expect(verdict(seeing(aServer({ taskState: 'powering-off' })), unclear())).toBe('read-history');
    expect(verdict(seen, unclear(), at(920) - 1)).toBe('wait');
    expect(verdict(seen, unclear(), at(920))).toBe('bury: stuck');
    expect(verdict(seeing(anOffServer(), records(ourStop)), unclear())).toBe('done: stopped');
  });

  test('a user’s restart ends the intent only when a stop without a clear answer cannot undo it any more', () => {
    const start = anAction({ action: 'start', startedAt: at(40) });
    const seen = (seenAt: number) => seeing(aServer(), { seenAt, ...records(start) });
    expect(judged(seen(at(70)), unclear(), at(70))).toMatchObject({ kind: 'wait', atLeastMs: 60 * SECOND });
    expect(verdict(seen(at(130)), unclear(), at(130))).toBe('done: superseded');
  });

  test('a server that is off after a stop without a clear answer has its history read', () => {
    expect(verdict(seeing(anOffServer()), unclear())).toBe('read-history');
  });

  test('a server that is off without a record of our stop is waited for while the stop may arrive, then was already off', () => {
    const off = (seenAt: number) => seeing(anOffServer(), { seenAt, ...records() });
    expect(judged(off(at(70)), unclear(), at(70))).toMatchObject({ kind: 'wait', atLeastMs: 60 * SECOND });
    expect(verdict(off(at(130)), unclear(), at(130))).toBe('done: already-stopped');
  });

  test('a server that is off while it is rebuilt is waited for', () => {
    expect(verdict(seeing(anOffServer({ taskState: 'rebuilding' }), records()), unclear(), at(70))).toBe('wait');
  });

  test('a server that is off with another task is waited for without a look at its history', () => {
    expect(verdict(seeing(anOffServer({ taskState: 'a-resize-of-tomorrow' })))).toBe('wait');
  });

  test('a server that is off with a history that may not be read was already off', () => {
    const refused = unread({ kind: 'refused', trouble: 'forbidden' });
    expect(verdict(seeing(anOffServer(), { seenAt: at(130), ...refused }), unclear(), at(130))).toBe(
      'done: already-stopped',
    );
    expect(verdict(seeing(anOffServer(), { seenAt: at(130), ...unread() }), unclear(), at(130))).toBe('wait');
    expect(verdict(seeing(anOffServer(), { seenAt: at(3600), ...unread() }), unclear(), at(3600))).toBe(
      'done: already-stopped',
    );
  });

  test('a stop without a clear answer is unverified at the end of window and quarantine when nothing shows what became of it', () => {
    const seen = (now: number) => seeing(aServer(), { seenAt: now, ...unread() });
    const late = unclear({ markedAt: at(3550), answeredAt: at(3560) });
    expect(verdict(seen(at(3600)), late, at(3600))).toBe('wait');
    expect(verdict(seen(at(3670) - 1), late, at(3670) - 1)).toBe('wait');
    expect(verdict(seen(at(3670)), late, at(3670))).toBe('bury: unverified');
  });

  test('a stop that never arrived is expired at the end', () => {
    const late = unclear({ markedAt: at(3550), answeredAt: at(3560) });
    expect(verdict(seeing(aServer(), { seenAt: at(3670), ...records() }), late, at(3670))).toBe('bury: expired');
  });

  test('a stop with an unknown refusal is not repeated once it is certain that it was not done', () => {
    const fault = aFault({ kind: 'ambiguous', trouble: 'bad-request', message: 'stop answered 400' });
    const seen = seeing(aServer(), { seenAt: at(131), ...records() });
    expect(verdict(seen, unclear({ fault }), at(131))).toBe('bury: not-stoppable');
  });
});
