import { describe, expect, test } from 'vitest';
import type { Instant } from '../../../../lib/instant.ts';
import type { Entry, Send } from '../../../../lib/power/entry.ts';
import type { Fault } from '../../../../lib/power/fault.ts';
import type { Observation } from '../../../../lib/power/observation.ts';
import {
  aFault,
  anAction,
  anEntry,
  anIntent,
  anOffServer,
  aSend,
  aServer,
  at,
  MINUTE,
  records,
  seeing,
  unread,
} from '../../../builders.ts';
import { inAWord, judged } from './verdict.ts';

const having = (send: Partial<Send>, rest: Partial<Entry> = {}): Entry =>
  anEntry({ sends: [aSend({ openstackRequestId: 'req-ours', answeredAt: at(10.5), ...send })], ...rest });
const unclear = (): Entry => anEntry({ sends: [aSend({ state: 'unresolved' })] });
const gone = (seenAt: Instant, rest = {}): Observation => ({
  kind: 'not-found',
  seenAt,
  offsetMs: 0,
  userId: 'ours',
  ...rest,
});
const notFoundBefore = anEntry({ notFoundAt: at(1) });
const unlooked: Observation = { kind: 'not-looked' };

const changed = aServer({ updatedAt: at(20) });
const poweringOff = aServer({ taskState: 'powering-off' });
const off = anOffServer();
const starting = anOffServer({ taskState: 'powering-on' });
const start = anAction({ startedAt: at(40) });
const noPower = anOffServer({ powerState: null });

interface Row {
  readonly word: string;
  readonly because: string;
  readonly seen: Observation;
  readonly entry?: Entry;
  readonly now?: Instant;
}

// What an operator reads in the log, the ledger and the dead letter: each reason is said once here, in full.
const ROWS: readonly Row[] = [
  { word: 'look', because: 'the server decides', seen: unlooked },
  {
    word: 'wait',
    because: 'the server cannot be read: Nova answered 503',
    seen: { kind: 'fault', seenAt: at(60), fault: aFault() },
  },
  {
    word: 'bury: forbidden',
    because: 'read answered 403',
    seen: {
      kind: 'fault',
      seenAt: at(60),
      fault: aFault({ kind: 'refused', trouble: 'forbidden', message: 'read answered 403' }),
    },
  },

  { word: 'wait', because: 'not found once, looked for twice', seen: gone(at(1)) },
  {
    word: 'read-history',
    because: 'gone: was it deleted after the request?',
    seen: gone(at(6)),
    entry: notFoundBefore,
  },
  {
    word: 'wait',
    because: 'no server of this id in the project, and its history cannot be read',
    seen: gone(at(6), unread()),
    entry: notFoundBefore,
  },
  {
    word: 'bury: not-found',
    because: 'no server of this id in the project',
    seen: gone(at(6), records()),
    entry: notFoundBefore,
  },
  {
    word: 'done: superseded',
    because: 'deleted at 2026-11-23T12:00:02.000Z',
    seen: gone(at(6), records(anAction({ action: 'delete', startedAt: at(2) }))),
    entry: notFoundBefore,
  },
  {
    word: 'bury: not-found',
    because: 'vm_state is deleted',
    seen: seeing(aServer({ vmState: 'deleted' }), records()),
  },
  {
    word: 'read-history',
    because: 'being deleted (soft-deleting): since before or after the request?',
    seen: seeing(aServer({ taskState: 'soft-deleting' })),
  },
  {
    word: 'wait',
    because: 'being deleted (deleting), and its history cannot be read',
    seen: seeing(aServer({ taskState: 'deleting' }), unread()),
  },
  {
    word: 'wait',
    because: 'being deleted (deleting) since before the request',
    seen: seeing(aServer({ taskState: 'deleting' }), records(anAction({ action: 'delete' }))),
  },
  {
    word: 'done: superseded',
    because: 'being deleted (deleting) since 2026-11-23T12:00:02.000Z',
    seen: seeing(aServer({ taskState: 'deleting' }), records(anAction({ action: 'delete', startedAt: at(2) }))),
  },

  { word: 'bury: not-stoppable', because: 'vm_state is rescued', seen: seeing(aServer({ vmState: 'rescued' })) },
  { word: 'wait', because: 'vm_state is building', seen: seeing(aServer({ vmState: 'building' })) },
  { word: 'wait', because: 'busy: task_state is rebuilding', seen: seeing(aServer({ taskState: 'rebuilding' })) },
  { word: 'wait', because: 'powering off by a stop of somebody else', seen: seeing(poweringOff) },
  { word: 'wait', because: 'powering off', seen: seeing(poweringOff), entry: having({}) },
  { word: 'read-history', because: 'powering off: is it our stop?', seen: seeing(poweringOff), entry: unclear() },
  {
    word: 'wait',
    because: 'powering off by a stop of somebody else',
    seen: seeing(poweringOff, records()),
    entry: unclear(),
  },

  { word: 'done: held', because: 'locked: an operator holds it', seen: seeing(aServer({ locked: true })) },
  {
    word: 'bury: not-stoppable',
    because: 'never launched: Nova has no machine to stop',
    seen: seeing(aServer({ launched: false })),
  },
  { word: 'send', because: 'unchanged since 2026-11-21T12:00:00.000Z', seen: seeing() },
  {
    word: 'done: rehearsed',
    because: 'would have been stopped: unchanged since 2026-11-21T12:00:00.000Z',
    seen: seeing(),
    entry: anEntry({ intent: anIntent({ dryRun: true }) }),
  },
  { word: 'read-history', because: 'changed lately: did somebody power it on?', seen: seeing(changed) },
  {
    word: 'wait',
    because: 'a restart cannot be ruled out: Nova answered 503',
    seen: seeing(changed, unread()),
  },
  {
    word: 'wait',
    because: 'it changed and no action says how: the list may lag',
    seen: seeing(changed, records()),
  },
  {
    word: 'send',
    because: 'no power-on after the request',
    seen: seeing(changed, records(anAction({ action: 'lock', startedAt: at(20) }))),
  },
  { word: 'done: superseded', because: 'start at 2026-11-23T12:00:40.000Z', seen: seeing(changed, records(start)) },
  {
    word: 'done: superseded',
    because: 'start at 2026-11-23T11:59:57.000Z, less than 5 s before the request, which clocks may differ by',
    seen: seeing(changed, records(anAction({ action: 'start', startedAt: at(-3) }))),
  },
  {
    word: 'bury: expired',
    because: 'too late to send: notAfter would pass before the answer',
    seen: seeing(),
    now: at(3599),
  },

  {
    word: 'read-history',
    because: 'our stop was sent and the server is running: what became of it?',
    seen: seeing(),
    entry: having({}),
  },
  {
    word: 'wait',
    because: 'our stop was accepted, the server is running, and no record says why',
    seen: seeing(aServer(), records()),
    entry: having({}),
  },
  {
    word: 'wait',
    because: 'our stop may still arrive: in quarantine',
    seen: seeing(aServer(), records()),
    entry: unclear(),
  },
  {
    word: 'wait',
    because: 'start at 2026-11-23T12:00:40.000Z, and our stop may still arrive: in quarantine',
    seen: seeing(aServer(), records(start)),
    entry: unclear(),
  },
  {
    word: 'wait',
    because: 'the power-off failed: once more after the quarantine',
    seen: seeing(aServer(), records()),
    entry: having({ state: 'failed' }),
  },
  {
    word: 'bury: stop-failed',
    because: 'the power-off failed twice (instance action: Error)',
    seen: seeing(aServer(), { seenAt: at(400), ...records() }),
    entry: anEntry({ sends: [aSend({ state: 'failed' }), aSend({ markedAt: at(200), state: 'failed' })] }),
    now: at(400),
  },

  { word: 'done: already-stopped', because: 'off without a stop of ours', seen: seeing(off) },
  { word: 'done: stopped', because: 'off after our stop', seen: seeing(off), entry: having({}) },
  { word: 'read-history', because: 'off: whose stop was it?', seen: seeing(off), entry: unclear() },
  { word: 'wait', because: 'off, but its history cannot be read', seen: seeing(off, unread()), entry: unclear() },
  {
    word: 'wait',
    because: 'off, and our stop may still arrive: in quarantine',
    seen: seeing(off, records()),
    entry: unclear(),
  },
  {
    word: 'done: already-stopped',
    because: 'off, and no record of a stop of ours',
    seen: seeing(off, { seenAt: at(131), ...unread({ kind: 'refused', trouble: 'forbidden' }) }),
    entry: unclear(),
    now: at(131),
  },
  {
    word: 'wait',
    because: 'vm_state is stopped, but the power is not told (power_state null)',
    seen: seeing(noPower),
  },
  {
    word: 'wait',
    because: 'vm_state is stopped, but the power is still on (power_state 1)',
    seen: seeing(anOffServer({ powerState: 1 })),
  },
  {
    word: 'wait',
    because: 'stopped, but busy: task_state is image_snapshot',
    seen: seeing(anOffServer({ taskState: 'image_snapshot' })),
  },
  {
    word: 'wait',
    because: 'stopped, but busy: task_state is resize_prep',
    seen: seeing(anOffServer({ taskState: 'resize_prep' })),
  },
  {
    word: 'read-history',
    because: 'somebody is starting it: before or after the request?',
    seen: seeing(starting),
  },
  { word: 'wait', because: 'somebody is starting it, history unreadable', seen: seeing(starting, unread()) },
  { word: 'wait', because: 'somebody is starting it since before the request', seen: seeing(starting, records()) },
  { word: 'done: already-stopped', because: 'off: shelved', seen: seeing(anOffServer({ vmState: 'shelved' })) },
  {
    word: 'wait',
    because: 'shelved, task_state is spawning since before the request',
    seen: seeing(aServer({ vmState: 'shelved', taskState: 'spawning' }), records()),
  },

  {
    word: 'done: already-stopped',
    because: 'off; by whose stop cannot be read',
    seen: seeing(off, { seenAt: at(3600), ...unread() }),
    entry: unclear(),
    now: at(3600),
  },
  {
    word: 'bury: stuck',
    because: 'still powering off at the end of STOP_PATIENCE',
    seen: seeing(poweringOff, { seenAt: at(911), ...records() }),
    entry: having({}),
    now: at(911),
  },
  {
    word: 'bury: expired',
    because: 'notAfter has passed: busy: task_state is rebuilding; last: Nova answered 503',
    seen: seeing(aServer({ taskState: 'rebuilding' }), { seenAt: at(3600), ...records() }),
    entry: anEntry({ trouble: aFault() }),
    now: at(3600),
  },
  {
    word: 'bury: expired',
    because: 'notAfter has passed: the server cannot be read: Nova answered 503',
    seen: { kind: 'fault', seenAt: at(3600), fault: aFault() },
    now: at(3600),
  },
  {
    word: 'bury: unverified',
    because: 'our stop was accepted, the server is running, and no record says why',
    seen: seeing(aServer(), { seenAt: at(911), ...records() }),
    entry: having({}),
    now: at(911),
  },
];

describe('the reason', () => {
  for (const { word, because, seen, entry, now } of ROWS)
    test(`the decision ${word} says why: ${because}`, () => {
      const decision = judged(seen, entry, now);
      expect({ word: inAWord(decision), because: decision.because }).toEqual({ word, because });
    });

  const apart: readonly [offsetMs: number | null, message: string][] = [
    [null, 'the cloud does not tell its time (no Date header)'],
    [30_600, "the cloud's clock and ours are 31 s apart"],
    [-10 * MINUTE, "the cloud's clock and ours are -600 s apart"],
  ];
  for (const [offsetMs, message] of apart)
    test(`clocks that do not agree make us wait and say why: ${message}`, () => {
      const fault: Fault = { kind: 'refused', trouble: 'clock', message };
      expect(judged(seeing(aServer(), { offsetMs }))).toEqual({ kind: 'wait', because: message, fault });
    });

  test('a dead letter names a trouble only when there was one', () => {
    const busy = seeing(aServer({ taskState: 'rebuilding' }), { seenAt: at(3600), ...records() });
    expect(judged(busy, anEntry(), at(3600))).toStrictEqual({
      kind: 'bury',
      reason: 'expired',
      because: 'notAfter has passed: busy: task_state is rebuilding',
    });
    expect(judged(busy, anEntry({ trouble: aFault() }), at(3600))).toMatchObject({ fault: aFault() });
  });
});
