import { describe, expect, test } from 'vitest';
import { anAction, anEntry, aServer, at, NOON, records, SECOND, seeing, unread } from '../../../builders.ts';
import { inAWord, judged, verdict } from './verdict.ts';

describe('a server that is not there', () => {
  const gone = (seenAt: number, rest = {}) =>
    ({ kind: 'not-found', seenAt, offsetMs: 0, userId: 'ours', ...rest }) as const;

  test('a server that is not found is looked for twice, five seconds apart', () => {
    expect(judged(gone(at(1)))).toMatchObject({ kind: 'wait', atLeastMs: 5 * SECOND });
    expect(verdict(gone(at(5.999)), anEntry({ notFoundAt: at(1) }))).toBe('wait');
    expect(verdict(gone(at(6)), anEntry({ notFoundAt: at(1) }))).toBe('read-history');
  });

  test('a missing server was deleted by a user after the request, or cannot be found', () => {
    const entry = anEntry({ notFoundAt: at(1) });
    const deleted = (startedAt: number) => records(anAction({ action: 'delete', startedAt }));
    expect(verdict(gone(at(6), deleted(at(1))), entry)).toBe('done: superseded');
    expect(verdict(gone(at(6), deleted(NOON - 60 * SECOND)), entry)).toBe('bury: not-found');
    expect(verdict(gone(at(6), records()), entry)).toBe('bury: not-found');
    expect(verdict(gone(at(6), records(anAction({ action: 'lock', startedAt: at(1) }))), entry)).toBe(
      'bury: not-found',
    );
    expect(verdict(gone(at(6), unread({ kind: 'refused', trouble: 'not-found' })), entry)).toBe('bury: not-found');
    expect(verdict(gone(at(6), unread()), entry)).toBe('wait');
  });

  test('a missing server that was there in between is looked for twice again', () => {
    const entry = anEntry({ notFoundAt: at(1) });
    expect(inAWord(judged(seeing(aServer()), entry))).toBe('send');
  });
});
