import { describe, expect, test } from 'vitest';
import type { Rules } from '../../../../lib/power/decide/decision.ts';
import { NO_GUARDS } from '../../../../lib/power/guard/guards.ts';
import { anEntry, anIntent, anOffServer, aSend, aServer, at, HOUR, NOON, seeing } from '../../../builders.ts';
import { judged, verdict } from './verdict.ts';

const selected = anEntry({ intent: anIntent({ selectDigest: 'a'.repeat(64) }) });
const rules = (select?: Rules['select']): Rules => ({
  guards: NO_GUARDS,
  ...(select === undefined ? {} : { select }),
});
const by = (tag: string) => rules({ kind: 'select', select: { tags: [tag] } });
const marked = aServer({ metadata: { 'lights-out': 'keep' } });

describe('what forbids a stop', () => {
  test('a marked server is held, in a dry run too', () => {
    expect(judged(seeing(marked))).toEqual({
      kind: 'done',
      outcome: 'held',
      because: 'marked lights-out=keep: protected',
    });
    expect(verdict(seeing(marked), anEntry({ intent: anIntent({ dryRun: true }) }))).toBe('done: held');
  });

  test('the settings hold a server, whoever asks', () => {
    const only: Rules = { guards: { ...NO_GUARDS, only: 'virtual' } };
    expect(judged(seeing(aServer()), anEntry(), NOON, only)).toMatchObject({
      outcome: 'held',
      because: 'is bare-metal, and STOP_ONLY is virtual',
    });
  });

  test('a server that is off is not judged by its marks', () => {
    expect(verdict(seeing(anOffServer({ tags: ['lights-out'] })))).toBe('done: already-stopped');
  });

  test('a mark does not end the following of a stop that was sent', () => {
    const sent = anEntry({ sends: [aSend({ markedAt: at(1), state: 'accepted', answeredAt: at(2) })] });
    expect(verdict(seeing(anOffServer({ tags: ['lights-out'] })), sent)).toBe('done: stopped');
    const unclear = anEntry({ sends: [aSend({ markedAt: at(1), state: 'unresolved' })] });
    expect(verdict(seeing(marked), unclear)).toBe('read-history');
    expect(verdict(seeing(aServer({ ...marked, taskState: 'powering-off' })), sent)).toBe('wait');
  });
});

describe('a server that a selection chose', () => {
  test('the select is read before a send, and only then', () => {
    expect(verdict(seeing(aServer()), selected)).toBe('read-select');
    expect(verdict(seeing(anOffServer()), selected)).toBe('done: already-stopped');
    expect(verdict(seeing(aServer({ taskState: 'rebuilding' })), selected)).toBe('wait');
    expect(verdict(seeing(marked), selected)).toBe('done: held');
    expect(verdict(seeing(aServer()))).toBe('send');
  });

  test('a server that still matches is stopped, and one that does not is held', () => {
    expect(verdict(seeing(aServer({ tags: ['night'] })), selected, NOON, by('night'))).toBe('send');
    expect(judged(seeing(aServer({ tags: ['day'] })), selected, NOON, by('night'))).toEqual({
      kind: 'done',
      outcome: 'held',
      because: 'no longer matches: tags: does not fit "night"',
    });
  });

  test('a selection that cannot be read sends nothing, and expires', () => {
    const unread = rules({ kind: 'unread', because: 'throttled' });
    const message = 'the selection that chose the server cannot be read: throttled';
    expect(judged(seeing(aServer()), selected, NOON, unread)).toEqual({
      kind: 'wait',
      because: message,
      fault: { kind: 'transient', trouble: 'ledger', message },
    });
    const last = seeing(aServer(), { history: { kind: 'actions', actions: [] } });
    expect(judged(last, selected, NOON + HOUR, unread)).toMatchObject({
      kind: 'bury',
      reason: 'expired',
      because: `notAfter has passed: ${message}`,
    });
  });
});
