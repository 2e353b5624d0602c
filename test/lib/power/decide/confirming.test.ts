import { describe, expect, test } from 'vitest';
import type { Entry, Send } from '../../../../lib/power/entry.ts';
import {
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

const sent = (changes: Partial<Send> = {}, rest: Partial<Entry> = {}): Entry =>
  anEntry({ sends: [aSend({ openstackRequestId: 'req-ours', answeredAt: at(10.5), ...changes })], ...rest });
const ourStop = anAction({ action: 'stop', requestId: 'req-ours', userId: 'ours', startedAt: at(10.2) });
const lateStop = { ...ourStop, failed: true };

describe('a stop that was accepted', () => {
  test('a server that is off after an accepted stop is stopped', () => {
    expect(verdict(seeing(anOffServer()), sent())).toBe('done: stopped');
  });

  test('only vm_state, task and power together prove that an accepted stop has stopped its server', () => {
    expect(verdict(seeing(anOffServer({ powerState: 4 })), sent())).toBe('done: stopped');
    for (const changes of [
      { powerState: 0 },
      { powerState: 1 },
      { powerState: 3 },
      { powerState: 6 },
      { powerState: 7 },
      { powerState: null },
      { taskState: 'powering-off' },
      { taskState: 'rebuilding' },
      { taskState: 'image_snapshot' },
      { vmState: 'active' },
      { vmState: 'building' },
    ])
      expect(verdict(seeing(anOffServer(changes), records(ourStop)), sent()), JSON.stringify(changes)).toBe('wait');
  });

  test('an accepted stop is followed while it powers off, and is stuck at the end of its patience, past the window or not', () => {
    const powering = seeing(aServer({ taskState: 'powering-off' }), records(ourStop));
    expect(verdict(powering, sent(), at(10.5 + 900) - 1)).toBe('wait');
    expect(verdict(powering, sent(), at(10.5 + 900))).toBe('bury: stuck');
    const late = sent({ markedAt: at(3580), answeredAt: at(3581) });
    expect(verdict(powering, late, at(3700))).toBe('wait');
    expect(verdict(powering, late, at(3581 + 900))).toBe('bury: stuck');
  });

  test('an accepted stop is never sent again because the server is active', () => {
    for (const history of [records(), records(ourStop)])
      for (const now of [at(60), at(1000), at(100_000)])
        expect(verdict(seeing(aServer({ updatedAt: at(15) }), history), sent(), now)).not.toBe('send');
    expect(verdict(seeing(aServer(), records(ourStop)), sent(), at(911))).toBe('bury: unverified');
  });

  test('after an accepted stop a running server has its history read', () => {
    expect(verdict(seeing(), sent())).toBe('read-history');
  });

  test('a server with the power still on after our stop is looked at until the end, twice at least 15 seconds apart, then unverified', () => {
    const powered = seeing(anOffServer({ powerState: 1 }), { seenAt: at(911), ...records(ourStop) });
    expect(verdict(powered, sent(), at(600))).toBe('wait');
    expect(judged(powered, sent(), at(911))).toMatchObject({ kind: 'wait', atLeastMs: 15 * SECOND });
    expect(judged(powered, sent({}, { poweredAt: at(900) }), at(911))).toMatchObject({ atLeastMs: 4 * SECOND });
    expect(verdict(powered, sent({}, { poweredAt: at(896) + 1 }), at(911))).toBe('wait');
    expect(verdict(powered, sent({}, { poweredAt: at(896) }), at(911))).toBe('bury: unverified');
  });

  test('a server that is off by its power but not by its state is unverified at the end', () => {
    const seen = seeing(aServer({ powerState: 4 }), { seenAt: at(911), ...records() });
    expect(verdict(seen, sent(), at(911))).toBe('bury: unverified');
  });

  test('a user’s pause or rescue after our stop is no stop', () => {
    for (const vmState of ['paused', 'rescued'])
      expect(verdict(seeing(aServer({ vmState })), sent())).not.toContain('stopped');
  });
});

describe('a stop whose record says Error', () => {
  const failed = records(lateStop);
  const running = aServer({ updatedAt: at(60) });

  test('a stop whose record says Error waits out its quarantine, then is sent once more', () => {
    expect(judged(seeing(running, failed), sent(), at(70))).toMatchObject({ kind: 'wait', atLeastMs: 60 * SECOND });
    const old = sent({}, { unexplainedAt: at(61) });
    const later = seeing(running, { ...failed, seenAt: at(129) });
    expect(verdict(later, old, at(129.999))).toBe('wait');
    expect(verdict(later, old, at(130))).toBe('send');
  });

  test('a stop whose record says Error is held when the server was locked meanwhile', () => {
    expect(verdict(seeing(aServer({ locked: true }), failed), sent(), at(130))).toBe('done: held');
  });

  test('a stop whose record said Error twice is a failed stop', () => {
    const twice = anEntry({
      sends: [
        aSend({ state: 'failed', openstackRequestId: 'req-first' }),
        aSend({ markedAt: at(200), evidenceAt: at(199), openstackRequestId: 'req-ours' }),
      ],
      unexplainedAt: at(61),
    });
    const seen = seeing(running, { seenAt: at(209), ...records({ ...lateStop, startedAt: at(200.2) }) });
    expect(verdict(seen, twice, at(210))).toBe('bury: stop-failed');
  });

  test('a stop whose record says Error is sent once more, however many others were refused', () => {
    const entry = anEntry({
      sends: [aSend({ state: 'failed' }), aSend({ markedAt: at(140), state: 'refused' })],
      unexplainedAt: at(61),
    });
    expect(verdict(seeing(running, { ...failed, seenAt: at(259) }), entry, at(260))).toBe('send');
  });

  test('a stop whose record says Error needs no history when its server is off after all', () => {
    expect(verdict(seeing(anOffServer()), sent({ state: 'failed', answeredAt: at(14) }))).toBe('done: stopped');
  });

  test('a stop whose record says Error is a failed stop at the end of the window, also when the power stays on', () => {
    const powered = seeing(anOffServer({ powerState: 1 }), { seenAt: at(3600), ...failed });
    expect(verdict(powered, sent({ state: 'failed' }), at(3600))).toBe('bury: stop-failed');
  });

  test('a stop whose record says Error is a failed stop when the window closes before the second try', () => {
    const late = sent({ markedAt: at(3580) });
    expect(verdict(seeing(running, failed), late, at(3599))).toBe('wait');
    expect(verdict(seeing(running, failed), late, at(3600))).toBe('bury: stop-failed');
    const open = sent({ state: 'failed' }, { unexplainedAt: at(61) });
    const last = seeing(running, { ...failed, seenAt: at(3589) });
    expect(verdict(last, open, at(3590))).toBe('send');
    expect(verdict(last, open, at(3590) + 1)).toBe('bury: stop-failed');
  });

  test('a failed stop is looked at once more past the window, so that its dead letter says how the server is', () => {
    expect(verdict({ kind: 'not-looked' }, sent({ state: 'failed' }), at(3600))).toBe('look');
    expect(verdict(seeing(running, { ...failed, seenAt: at(3600) }), sent({ state: 'failed' }), at(3600))).toBe(
      'bury: stop-failed',
    );
  });

  test('a stop whose record says Error is not repeated while the history cannot be read', () => {
    expect(verdict(seeing(running, unread()), sent({ state: 'failed' }), at(200))).toBe('wait');
  });
});

describe('a late race', () => {
  const slow = sent({ answeredAt: at(14) });
  const restart = anAction({ action: 'reboot', startedAt: at(9.5), requestId: 'req-person' });

  test('a late race is looked for when more than two seconds are between evidence and answer', () => {
    expect(verdict(seeing(anOffServer()), slow)).toBe('read-history');
    expect(verdict(seeing(anOffServer()), sent({ answeredAt: at(11) }))).toBe('done: stopped');
    expect(verdict(seeing(anOffServer()), sent({ answeredAt: at(11) + 1 }))).toBe('read-history');
  });

  test('a user’s power-on that came before our stop was accepted is reported as a late race', () => {
    const decision = judged(seeing(anOffServer(), records(ourStop, restart)), slow);
    expect(decision).toMatchObject({ kind: 'done', outcome: 'stopped', lateRace: true });
    expect(decision.because).toContain('reboot at 2026-11-23T12:00:09.500Z');
  });

  test('a power-on after our stop, before the request, or none at all is no late race', () => {
    const plain = { kind: 'done', outcome: 'stopped', because: 'off after our stop' };
    expect(judged(seeing(anOffServer(), records({ ...restart, startedAt: at(14) }, ourStop)), slow)).toEqual(plain);
    expect(judged(seeing(anOffServer(), records(ourStop, { ...restart, startedAt: at(-60) })), slow)).toEqual(plain);
    expect(judged(seeing(anOffServer(), records(ourStop)), slow)).toEqual(plain);
  });

  test('a late race is found by the place of a record in the list, whatever the times say', () => {
    // The reboot came and went while Nova pondered our stop, whose record it wrote last.
    const meanwhile = { ...restart, startedAt: at(13) };
    expect(judged(seeing(anOffServer(), records(ourStop, meanwhile)), slow)).toMatchObject({ lateRace: true });
    // It came once our stop had turned the server off, long before we heard of that.
    expect(judged(seeing(anOffServer(), records(meanwhile, ourStop)), slow)).not.toHaveProperty('lateRace');
  });

  test('several power-ons that all came after our stop are no late race', () => {
    const plain = { kind: 'done', outcome: 'stopped', because: 'off after our stop' };
    const power = (seconds: number, requestId: string) => anAction({ startedAt: at(seconds), requestId });
    expect(judged(seeing(anOffServer(), records(power(40, 'req-b'), power(30, 'req-a'), ourStop)), slow)).toEqual(
      plain,
    );
  });

  test('no late race is reported while the record of our stop is missing', () => {
    expect(verdict(seeing(anOffServer(), records(restart)), slow)).toBe('done: stopped');
  });

  test('a late race is reported even when a user powered the server on once more afterwards', () => {
    const again = anAction({ startedAt: at(40), requestId: 'req-again' });
    expect(judged(seeing(anOffServer(), records(again, ourStop, restart)), slow)).toMatchObject({ lateRace: true });
  });

  test('a late race is reported when the user has started the server again by now', () => {
    const again = anAction({ startedAt: at(40), requestId: 'req-again' });
    const told = {
      kind: 'done',
      outcome: 'superseded',
      because: 'start at 2026-11-23T12:00:40.000Z, after our stop had undone reboot at 2026-11-23T12:00:09.500Z',
      lateRace: true,
    };
    const starting = anOffServer({ taskState: 'powering-on' });
    for (const server of [aServer({ updatedAt: at(45) }), starting])
      expect(judged(seeing(server, records(again, ourStop, restart)), slow)).toEqual(told);
    const plain = { kind: 'done', outcome: 'superseded', because: 'start at 2026-11-23T12:00:40.000Z' };
    expect(judged(seeing(starting, records(again, ourStop)), slow)).toEqual(plain);
    expect(
      judged(seeing(starting, records(again, { ...ourStop, failed: true }, restart)), sent({ state: 'failed' })),
    ).toEqual(plain);
  });

  test('a server that is off is stopped even when the history that would show a late race cannot be read', () => {
    expect(verdict(seeing(anOffServer(), unread()), slow)).toBe('done: stopped');
  });
});
